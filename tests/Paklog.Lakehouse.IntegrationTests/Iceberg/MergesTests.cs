using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Our own changes of rows, by position deletes and by rewriting files, as Spark reads them.</summary>
public sealed class MergesTests(SparkFixture spark)
{
    private static readonly Schema Columns = new SchemaBuilder().Required("id", IcebergType.Long).Optional("part", IcebergType.Int).Optional("v", IcebergType.String).Optional("d", IcebergType.Double).Build();

    /// <summary>Rows that do not compress, so that their file is too large to be rewritten for a few rows.</summary>
    private static string Large(int from, int count) => $"SELECT range AS id, CAST(range % 2 AS INTEGER) AS part, md5(range::VARCHAR) || sha1(range::VARCHAR) AS v, range / 7 AS d FROM range({from}, {from + count})";

    [Fact]
    public async Task Few_rows_of_a_large_file_are_deleted_by_position_many_make_it_written_again()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns);
        await lake.AppendAsync("t", Large(0, 150_000));
        await lake.AppendAsync("t", "SELECT 200000 + range AS id, 0 AS part, 'small' AS v, NULL AS d FROM range(10)");

        // 3 and 140000 stand in different row groups; 200001 stands in a small file.
        var first = await lake.MergeAsync("t", "SELECT * FROM (VALUES (3, 1, 'changed', 0.5), (140000, 0, NULL, 'nan'::DOUBLE), (200001, 0, 'changed', 1.5), (300000, 1, 'new', '-0.0'::DOUBLE)) m(id, part, v, d)", "id");
        Assert.Equal((1, 1, 4, 3), (first.Deletes.Count, first.Removed.Count, first.RowsAdded, first.RowsDeleted));
        await AssertAsync(150_011, "140000,200001,3,300000");

        // A second merge over the file that has deletes, of rows old and new, and of one that is as it should be already.
        var second = await lake.MergeAsync("t", "SELECT * FROM (VALUES (3, 1, 'changed', 0.5), (4, 0, 'changed', NULL), (140000, 0, 'again', 1)) m(id, part, v, d)", "id");
        Assert.Equal((1, 2, 2), (second.Deletes.Count, second.RowsAdded, second.RowsDeleted));
        await lake.DeleteAsync("t", "SELECT 5 AS id UNION ALL SELECT 149999", "id");
        await AssertAsync(150_009, "140000,200001,3,300000,4");
        Assert.True(int.Parse(await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("t")}.delete_files")) >= 3);
        Assert.Equal("0", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("t")} WHERE id IN (5, 149999)"));

        // A quarter of its rows goes: the file is written again, without the rows deleted before.
        var third = await lake.DeleteAsync("t", "SELECT range * 3 AS id FROM range(40000)", "id");
        Assert.Empty(third.Deletes);
        await AssertAsync(150_009 - 40_000, "140000,200001,300000,4");
        Assert.Equal("0", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("t")} WHERE id IN (5, 149999) OR (id < 120000 AND id % 3 = 0)"));
        Assert.Equal("0", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("t")}.delete_files"));

        async Task AssertAsync(int count, string changed)
        {
            await lake.PublishAsync("t");
            var row = Assert.Single(await lake.SqlAsync($"SELECT count(*) AS n, count(DISTINCT id) AS ids, array_join(array_sort(collect_set(CASE WHEN v IS NULL OR v IN ('changed', 'new', 'again') THEN CAST(id AS STRING) END)), ',') AS changed FROM {lake.InSpark("t")}"));
            Assert.Equal((count, count, changed), (row.GetProperty("n").GetInt32(), row.GetProperty("ids").GetInt32(), row.GetProperty("changed").GetString()));
            await AssertSameAsync(lake, count);
        }
    }

    [Fact]
    public async Task Rows_move_between_partitions_and_specs()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns, new PartitionSpecBuilder(Columns).Identity("part").Bucket("id", 2).Build());
        await lake.AppendAsync("t", Large(0, 40_000));
        await lake.ApplyAsync("t", new Paklog.Lakehouse.Iceberg.Transactions.UpdatePartitionSpec().RemoveField("id_bucket").AddField("v", Transform.Truncate(1)));
        var delta = await lake.MergeAsync("t", "SELECT * FROM (VALUES (10, 1, 'x moved', NULL), (11, NULL, NULL, 5), (12, 7, 'z', NULL), (70000, 0, 'new', 1)) m(id, part, v, d)", "id");
        await lake.PublishAsync("t");

        await AssertSameAsync(lake, 40_001);
        Assert.All(delta.Deletes, file => Assert.Equal((FileContent.PositionDeletes, 0), (file.Content, file.SpecId)));
        Assert.Equal("10,11,12", await lake.ValueAsync($"SELECT array_join(array_sort(collect_list(id)), ',') FROM {lake.InSpark("t")} WHERE id IN (10, 11, 12)"));
        Assert.Equal("12", await lake.ValueAsync($"SELECT id FROM {lake.InSpark("t")} WHERE part = 7 AND v LIKE 'z%'"));
    }

    [Fact]
    public async Task Deletes_of_both_writers_meet_in_one_file()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns, properties: new Dictionary<string, string> { ["write.delete.mode"] = "merge-on-read", ["write.update.mode"] = "merge-on-read" });
        await lake.AppendAsync("t", Large(0, 40_000));
        await lake.DeleteAsync("t", "SELECT 1 AS id UNION ALL SELECT 39999", "id");
        await lake.PublishAsync("t");
        await lake.SqlAsync($"DELETE FROM {lake.InSpark("t")} WHERE id IN (2, 25000)");
        await lake.SqlAsync($"UPDATE {lake.InSpark("t")} SET v = 'spark' WHERE id = 4");
        await lake.AdoptAsync("t");
        var delta = await lake.MergeAsync("t", "SELECT 5 AS id, 1 AS part, 'ours' AS v, NULL AS d UNION ALL SELECT 2, 0, 'back on purpose', NULL UNION ALL SELECT 4, 0, 'ours', 0", "id");
        await lake.PublishAsync("t");
        await lake.SqlAsync($"CALL lake.system.rewrite_data_files(table => '{lake.Namespace}.t', options => map('rewrite-all', 'true'))");
        await lake.AdoptAsync("t");

        Assert.Single(delta.Deletes);
        await AssertSameAsync(lake, 40_000 - 4 + 1);
        Assert.Equal("2 back on purpose, 4 ours, 5 ours", await lake.ValueAsync($"SELECT array_join(array_sort(collect_list(concat(id, ' ', v))), ', ') FROM {lake.InSpark("t")} WHERE id IN (1, 2, 4, 5, 25000, 39999)"));
    }

    [Fact]
    public async Task Keys_and_values_that_are_null_or_strange_are_equal_to_themselves()
    {
        using var lake = await Lake.OpenAsync(spark);
        var schema = new SchemaBuilder()
            .Optional("k", IcebergType.String).Optional("d", IcebergType.Double).Optional("s", new StructType(NestedField.Optional(0, "a", IcebergType.Int), NestedField.Optional(0, "l", ListType.Of(IcebergType.String))))
            .Optional("m", MapType.Of(IcebergType.String, IcebergType.Int)).Build();
        const string rows = "SELECT * FROM (VALUES (NULL, 'nan'::DOUBLE, {'a': NULL, 'l': ['x', NULL]}, MAP {'a': NULL::INTEGER}), ('', NULL, NULL, NULL), ('k', '-inf'::DOUBLE, {'a': 1, 'l': NULL}, MAP {})) t(k, d, s, m)";
        await lake.CreateAsync("t", schema);
        await lake.AppendAsync("t", rows);

        var same = await lake.MergeAsync("t", rows, "k");
        var changed = await lake.MergeAsync("t", "SELECT NULL::VARCHAR AS k, 1.0::DOUBLE AS d, NULL AS s, MAP {'z': 1} AS m", "k");
        await lake.PublishAsync("t");

        Assert.True(same.IsEmpty);
        Assert.Equal((1, 1), (changed.RowsAdded, changed.RowsDeleted));
        Assert.Equal(3, (await lake.AssertSameRowsAsync("t")).Count);
    }

    [Fact]
    public async Task Rows_that_stand_twice_become_as_many_as_they_should_be()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns);
        await lake.AppendAsync("t", "SELECT 1 AS id, 0 AS part, 'twice' AS v, NULL AS d FROM range(2) UNION ALL SELECT 2, 0, 'once', NULL");
        await lake.MergeAsync("t", "SELECT 1 AS id, 0 AS part, 'twice' AS v, NULL AS d UNION ALL SELECT 2, 0, 'once', NULL FROM range(3)", "id");
        await lake.PublishAsync("t");

        Assert.Equal(["1 | 0 | \"twice\" | null", "2 | 0 | \"once\" | null", "2 | 0 | \"once\" | null", "2 | 0 | \"once\" | null"], await lake.AssertSameRowsAsync("t"));
    }

    /// <summary>Both sides read as many rows, and the same by sums and by a sum of hashes.</summary>
    private static async Task AssertSameAsync(Lake lake, int count)
    {
        var relation = await lake.Engine.Reader.ReadAsync(await lake.LoadAsync("t"), TestContext.Current.CancellationToken);
        const string row = "substr(md5(concat_ws('|', id, coalesce(part, -1), coalesce(v, 'null'))), 1, 8)";
        var ours = (string)lake.Connection.QueryScalar($"SELECT concat_ws(',', count(*), sum(id), sum(CAST('0x' || {row} AS BIGINT))) FROM {relation.Sql}")!;
        Assert.Equal(ours, await lake.ValueAsync($"SELECT concat_ws(',', count(*), sum(id), sum(CAST(conv({row}, 16, 10) AS BIGINT))) FROM {lake.InSpark("t")}"));
        Assert.StartsWith($"{count},", ours);
    }
}
