using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Tables that Spark made or changed: we read what it reads, change them further, and it reads that.</summary>
public sealed class SparkChangesTests(SparkFixture spark)
{
    private static readonly Schema Columns = new SchemaBuilder().Required("id", IcebergType.Long).Optional("v", IcebergType.String).Optional("day", IcebergType.Date).Build();

    [Theory]
    [InlineData("copy-on-write", "file")]
    [InlineData("merge-on-read", "file")]
    [InlineData("merge-on-read", "partition")]
    public async Task Rows_changed_in_turn(string mode, string granularity)
    {
        using var lake = await Lake.OpenAsync(spark);
        var table = lake.InSpark("t");
        await lake.CreateInSparkAsync("t", "(id BIGINT, v STRING, day DATE)", $"PARTITIONED BY (months(day), bucket(2, id)) TBLPROPERTIES ('write.delete.mode'='{mode}', 'write.update.mode'='{mode}', 'write.merge.mode'='{mode}', 'write.delete.granularity'='{granularity}')");
        await lake.SqlAsync($"INSERT INTO {table} SELECT id, concat('v', id), date_add(DATE '2025-12-01', CAST(id AS INT)) FROM range(100)");
        await lake.SqlAsync($"INSERT INTO {table} SELECT id, concat('w', id), NULL FROM range(100, 120)");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id % 10 = 3");
        await lake.SqlAsync($"UPDATE {table} SET v = 'updated', day = date_add(day, 40) WHERE id % 10 = 4");
        await lake.SqlAsync($"MERGE INTO {table} t USING (SELECT id * 7 AS id FROM range(20)) s ON t.id = s.id WHEN MATCHED AND t.id % 2 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET v = 'merged' WHEN NOT MATCHED THEN INSERT (id, v, day) VALUES (s.id, 'inserted', DATE '1969-12-31')");
        await lake.AdoptAsync("t");
        var first = await lake.AssertSameRowsAsync("t");

        await lake.AppendAsync("t", "SELECT 1000 + range AS id, 'ours' AS v, DATE '2026-01-15' AS day FROM range(5)");
        var delta = await lake.MergeAsync("t", "SELECT * FROM (VALUES (5, 'ours merged', DATE '2025-12-06'), (1001, 'ours merged', NULL), (2000, 'ours new', DATE '2026-01-01'), (101, 'w101', NULL)) m(id, v, day)", "id");
        await lake.DeleteAsync("t", "SELECT 6 AS id UNION ALL SELECT 115 UNION ALL SELECT 9999", "id");
        await lake.PublishAsync("t");
        var second = await lake.AssertSameRowsAsync("t");

        await lake.SqlAsync($"DELETE FROM {table} WHERE id IN (8, 1002)");
        await lake.SqlAsync($"UPDATE {table} SET v = 'again' WHERE id = 5");
        await lake.AdoptAsync("t");
        var third = await lake.AssertSameRowsAsync("t");

        Assert.Equal((3, 2), ((int)delta.RowsAdded, (int)delta.RowsDeleted));
        Assert.Equal(first.Count + 5 + 1 - 2, second.Count);
        Assert.Equal(second.Count - 2, third.Count);
        Assert.Contains("5 | \"again\" | 2025-12-06", third);
        Assert.DoesNotContain(third, row => row.StartsWith("3 |", StringComparison.Ordinal) || row.StartsWith("6 |", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rewritten_by_Spark()
    {
        using var lake = await Lake.OpenAsync(spark);
        var table = lake.InSpark("t");
        await lake.CreateAsync("t", Columns, properties: new Dictionary<string, string> { ["write.delete.mode"] = "merge-on-read" });
        for (var i = 0; i < 6; i++)
            await lake.AppendAsync("t", $"SELECT range + {10 * i} AS id, 'v' || range AS v, DATE '2026-01-01' + CAST(range AS INTEGER) AS day FROM range(10)");
        await lake.PublishAsync("t");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id % 5 = 1");
        await lake.SqlAsync($"CALL lake.system.rewrite_manifests('{lake.Namespace}.t')");
        await lake.AdoptAsync("t");
        var rows = await lake.AssertSameRowsAsync("t");
        Assert.Equal(48, rows.Count);

        await lake.SqlAsync($"CALL lake.system.rewrite_position_delete_files(table => '{lake.Namespace}.t', options => map('rewrite-all', 'true'))");
        await lake.AdoptAsync("t");
        Assert.Equal(rows, await lake.AssertSameRowsAsync("t"));

        await lake.SqlAsync($"CALL lake.system.rewrite_data_files(table => '{lake.Namespace}.t', options => map('rewrite-all', 'true'))");
        await lake.AdoptAsync("t");
        Assert.Equal(rows, await lake.AssertSameRowsAsync("t"));
        await lake.DeleteAsync("t", "SELECT 2 AS id", "id");
        await lake.PublishAsync("t");
        Assert.Equal(47, (await lake.AssertSameRowsAsync("t")).Count);

        await lake.SqlAsync($"CALL lake.system.rollback_to_snapshot('{lake.Namespace}.t', {await lake.ValueAsync($"SELECT snapshot_id FROM {table}.history ORDER BY made_current_at LIMIT 1 OFFSET 2")})");
        await lake.AdoptAsync("t");
        Assert.Equal(30, (await lake.AssertSameRowsAsync("t")).Count);
    }

    [Fact]
    public async Task A_table_of_format_1_is_read_and_upgraded_by_the_first_commit()
    {
        using var lake = await Lake.OpenAsync(spark);
        var table = lake.InSpark("t");
        await lake.CreateInSparkAsync("t", "(id BIGINT, v STRING, day DATE)", "PARTITIONED BY (v, days(day)) TBLPROPERTIES ('format-version'='1')");
        await lake.SqlAsync($"INSERT INTO {table} VALUES (1, 'a', DATE '2026-01-01'), (2, 'b', NULL), (3, NULL, DATE '1969-12-31')");
        await lake.SqlAsync($"ALTER TABLE {table} DROP PARTITION FIELD v");
        await lake.SqlAsync($"INSERT INTO {table} VALUES (4, 'a', DATE '2026-01-01'), (5, 'c', DATE '2026-01-02')");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id = 4");
        var old = await lake.AdoptAsync("t");
        Assert.Equal((1, 4), (old.Metadata.FormatVersion, (await lake.AssertSameRowsAsync("t")).Count));

        var written = await lake.AppendAsync("t", "SELECT 6 AS id, 'd' AS v, DATE '2026-01-03' AS day");
        await lake.MergeAsync("t", "SELECT 1 AS id, 'changed' AS v, DATE '2026-02-01' AS day", "id");
        await lake.PublishAsync("t");
        Assert.Equal((2, 5), (written.Metadata.FormatVersion, (await lake.AssertSameRowsAsync("t")).Count));

        await lake.SqlAsync($"ALTER TABLE {table} SET TBLPROPERTIES ('write.delete.mode'='merge-on-read')");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id = 3");
        await lake.SqlAsync($"INSERT INTO {table} VALUES (7, 'e', NULL)");
        await lake.AdoptAsync("t");
        Assert.Equal(5, (await lake.AssertSameRowsAsync("t")).Count);
    }

    [Fact]
    public async Task What_we_cannot_read_is_refused_and_never_read_wrongly()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateInSparkAsync("v3", "(id BIGINT)", "TBLPROPERTIES ('format-version'='3', 'write.delete.mode'='merge-on-read')");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("v3")} SELECT id FROM range(10)");
        await lake.SqlAsync($"DELETE FROM {lake.InSpark("v3")} WHERE id = 5");
        await lake.CreateInSparkAsync("avro", "(id BIGINT)", "TBLPROPERTIES ('write.format.default'='avro')");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("avro")} VALUES (1)");
        await lake.CreateInSparkAsync("added", "(id BIGINT, region STRING)", "PARTITIONED BY (region)");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("added")} VALUES (1, 'eu')");
        lake.Connection.Execute($"COPY (SELECT 2::BIGINT AS id, 'us' AS region) TO '{Location.ToLocalPath(lake.Location)}/plain' (FORMAT parquet, PARTITION_BY (region))");
        await lake.SqlAsync($"CALL lake.system.add_files(table => '{lake.Namespace}.added', source_table => '`parquet`.`{lake.Location}/plain`')");
        Assert.Equal("2", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("added")}"));

        await lake.AdoptAsync("v3");
        var version = await Assert.ThrowsAsync<IcebergException>(() => lake.OurRowsAsync("v3"));
        await lake.AdoptAsync("avro");
        var format = await Assert.ThrowsAsync<IcebergException>(() => lake.OurRowsAsync("avro"));
        await lake.AdoptAsync("added");
        await lake.ApplyAsync("added", new UpdateProperties(new Dictionary<string, string>(), [TableProperties.NameMapping]));
        var added = await Assert.ThrowsAsync<IcebergException>(() => lake.OurRowsAsync("added"));

        Assert.Equal((IcebergErrorKind.Unsupported, IcebergErrorKind.Unsupported, IcebergErrorKind.Unsupported), (version.Kind, format.Kind, added.Kind));
        Assert.Contains("format version 3", version.Message);
        Assert.Contains("is avro", format.Message);
        Assert.Contains("has no field ids", added.Message);
    }

    [Fact]
    public async Task Files_whose_paths_look_like_patterns()
    {
        using var lake = await Lake.OpenAsync(spark);
        var table = lake.InSpark("t");
        await lake.CreateInSparkAsync("t", "(id BIGINT, v STRING)", "PARTITIONED BY (v) TBLPROPERTIES ('write.delete.mode'='merge-on-read')");
        await lake.SqlAsync($"INSERT INTO {table} SELECT id, element_at(array('a*b', 'aXb', 'a?b', 'a[b]', 'a**', 'a%2Ab', 'ü 😀', '{{x,y}}'), CAST(id % 8 AS INT) + 1) FROM range(80)");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id < 16 AND v <> 'aXb'");
        await lake.AdoptAsync("t");

        Assert.Equal(80 - 14, (await lake.AssertSameRowsAsync("t")).Count);
        Assert.Equal(10, (await lake.OurRowsAsync("t", filter: Expression.Equal("v", "aXb"))).Count);
        await lake.MergeAsync("t", "SELECT 16 AS id, 'a*b' AS v UNION ALL SELECT 100, '*'", "id");
        await lake.DeleteAsync("t", "SELECT 17 AS id", "id");
        await lake.PublishAsync("t");
        Assert.Equal(80 - 14 + 1 - 1, (await lake.AssertSameRowsAsync("t")).Count);
    }

    [Fact]
    public async Task Overwritten_and_replaced_by_Spark()
    {
        using var lake = await Lake.OpenAsync(spark);
        var table = lake.InSpark("t");
        await lake.CreateAsync("t", Columns);
        await lake.AppendAsync("t", "SELECT range AS id, 'v' AS v, DATE '2026-01-01' AS day FROM range(10)");
        await lake.PublishAsync("t");
        await lake.SqlAsync($"INSERT OVERWRITE {table} VALUES (1, 'over', NULL)");
        await lake.AdoptAsync("t");
        Assert.Equal(["1 | \"over\" | null"], await lake.AssertSameRowsAsync("t"));

        await lake.SqlAsync($"TRUNCATE TABLE {table}");
        await lake.AdoptAsync("t");
        Assert.Empty(await lake.AssertSameRowsAsync("t"));

        await lake.SqlAsync($"INSERT INTO {table} VALUES (2, 'again', NULL)");
        await lake.SqlAsync($"REPLACE TABLE {table} USING iceberg AS SELECT 'x' AS v, 3 AS id");
        var replaced = await lake.AdoptAsync("t");
        await lake.AppendAsync("t", "SELECT 'y' AS v, 4 AS id");
        await lake.PublishAsync("t");
        Assert.Equal(["\"x\" | 3", "\"y\" | 4"], await lake.AssertSameRowsAsync("t"));
        Assert.Equal(["v", "id"], replaced.Metadata.CurrentSchema.Fields.Select(field => field.Name));
    }
}
