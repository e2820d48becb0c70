using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Columns of tables may be called as anything: as columns of ours and of DuckDB, as keywords, with dots and quotes, beyond ASCII.</summary>
public sealed class NamesTests(SparkFixture spark)
{
    private static readonly string[] Names =
    [
        "filename", "file_row_number", "path", "pos", "file_path", "_copy_of_row", "copy_of_row", "row_file", "row_position", "c1", "c2", "d", "q", "key_0", "n", "count",
        "a.b", "a\"b", "a'b", "select", "Order Date", "giá & thuế", "[x]", "x=y/z", "<x>", "100%", "{y}", "\\", "$1", "--", ";", "😀",
    ];

    /// <summary>Names that Iceberg has for metadata columns: Spark's Iceberg refuses to read a table with one of them.</summary>
    private static readonly string[] Reserved = ["_file", "_pos", "_FILE_", "_deleted", "_partition", "_spec_id"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Columns_of_any_name_are_written_changed_compacted_and_read_by_Spark()
    {
        using var lake = await Lake.OpenAsync(spark);
        await WorkAsync(lake, Names);
        await lake.PublishAsync("t");

        Assert.Equal(40_003, (await lake.AssertSameRowsAsync("t")).Count);
        Assert.Equal("7", await lake.ValueAsync($"SELECT `giá & thuế` AS v FROM {lake.InSpark("t")} WHERE id = 7"));
        await lake.SqlAsync($"UPDATE {lake.InSpark("t")} SET `a.b` = 'of Spark', `x=y/z` = NULL WHERE `a\"b` = '8'");
        await lake.AdoptAsync("t");
        await lake.AssertSameRowsAsync("t");
    }

    [Fact]
    public async Task Columns_may_be_called_as_the_metadata_columns_of_Iceberg()
    {
        using var lake = await Lake.OpenAsync(spark);
        await WorkAsync(lake, Reserved);
    }

    /// <summary>Appends, merges, deletes and compacts; rows of which values say in which column they stand are checked after each.</summary>
    private static async Task WorkAsync(Lake lake, string[] names)
    {
        var builder = new SchemaBuilder().Required("id", IcebergType.Long);
        foreach (var name in names)
            builder.Optional(name, IcebergType.String);
        var inner = new StructType(names.Select(name => NestedField.Optional(0, name, IcebergType.String)));
        builder.Optional("inside", inner).Optional("text", IcebergType.String);
        await lake.CreateAsync("t", builder.Build());

        // One file that is large enough for deletes by position, and small ones.
        await lake.AppendAsync("t", Rows("SELECT range AS id, md5(range::VARCHAR) || sha1(range::VARCHAR) AS t FROM range(40000)"));
        await lake.AppendAsync("t", Rows("SELECT 200000 + range AS id, NULL AS t FROM range(5)"));
        var merged = await lake.MergeAsync("t", Rows("SELECT * FROM (VALUES (3, 'changed'), (19999, 'changed'), (200001, NULL), (300000, 'new')) v(id, t)"), "id");
        Assert.Equal((1, 3, 2), (merged.Deletes.Count, merged.RowsAdded, merged.RowsDeleted));
        var deleted = await lake.DeleteAsync("t", $"SELECT id::VARCHAR AS {DuckDbIdentifier.Quote(names[0])}, id::VARCHAR AS {DuckDbIdentifier.Quote(names[1])} FROM (VALUES (4), (200002), (-1)) v(id)", names[0], names[1]);
        Assert.Equal(2, deleted.RowsDeleted);
        await lake.DeleteAsync("t", $"SELECT NULL::VARCHAR AS {DuckDbIdentifier.Quote(names[1])} UNION ALL SELECT '5'", names[1]);
        await AssertAsync();

        await new TableCompaction(lake.Workspace(), "main", lake.Identifier("t")).CompactAsync(new CompactionOptions(1 << 30, MinFiles: 2), null, Token);
        await AssertAsync();
        var file = Assert.Single((await lake.Engine.Reader.ReadAsync(await lake.LoadAsync("t"), Token)).Files).DataFile;
        var schema = (await lake.LoadAsync("t")).Metadata.CurrentSchema;
        Assert.All(schema.Fields.Where(field => field.Type.IsPrimitive && field.Name != "text"), field => Assert.Equal(0, file.NullValueCounts![field.Id]));
        Assert.All(((StructType)schema.GetField("inside").Type).Fields, field => Assert.Equal(0, file.NullValueCounts![field.Id]));

        string Rows(string of) =>
            $"SELECT id, {string.Join(", ", names.Select(name => $"id::VARCHAR AS {DuckDbIdentifier.Quote(name)}"))}, struct_pack({string.Join(", ", inner.Fields.Select(field => $"{DuckDbIdentifier.Quote(field.Name)} := id::VARCHAR || {DuckDbLiteral.Quote(field.Name)}"))}) AS inside, t AS text FROM ({of}) m";

        async Task AssertAsync()
        {
            var relation = (await lake.Engine.Reader.ReadAsync(await lake.LoadAsync("t"), Token)).Sql;
            Assert.Equal(40_003L, lake.Connection.QueryScalar($"SELECT count(*) FROM {relation}"));
            var right = names.Select(name => $"{DuckDbIdentifier.Quote(name)} = id::VARCHAR").Concat(inner.Fields.Select(field => $"struct_extract(inside, {DuckDbLiteral.Quote(field.Name)}) = id::VARCHAR || {DuckDbLiteral.Quote(field.Name)}"));
            Assert.Equal(40_003L, lake.Connection.QueryScalar($"SELECT count(*) FROM {relation} WHERE {string.Join(" AND ", right)}"));
            Assert.Equal("2", lake.Connection.QueryScalar($"SELECT count(*) FILTER (text = 'changed')::VARCHAR FROM {relation}"));
        }
    }

    [Fact]
    public async Task Columns_that_differ_in_case_only_get_a_number_each_in_SQL_and_keep_their_values()
    {
        using var lake = await Lake.OpenAsync(spark);
        var schema = new SchemaBuilder().Required("Id", IcebergType.Long).Optional("id", IcebergType.String).Optional("ID_2", IcebergType.Int).Build();
        await lake.CreateAsync("t", schema, new PartitionSpecBuilder(schema).Identity("ID_2").Build());
        await lake.AppendAsync("t", "SELECT 1 AS Id_1, 'one' AS id_3, 10 AS ID_2 UNION ALL SELECT 2, 'two', 20");
        await lake.AppendAsync("t", "SELECT 3 AS Id_1, 'three' AS id_3, 10 AS ID_2");
        await lake.MergeAsync("t", "SELECT 2 AS Id_1, 'again' AS id_3, 10 AS ID_2", "Id_1");
        await new TableCompaction(lake.Workspace(), "main", lake.Identifier("t")).CompactAsync(new CompactionOptions(1 << 30, MinFiles: 2), null, Token);

        Assert.Equal(["1 | \"one\" | 10", "2 | \"again\" | 10", "3 | \"three\" | 10"], await lake.OurRowsAsync("t"));
        var relation = await lake.Engine.Reader.ReadAsync(await lake.LoadAsync("t"), Token);
        Assert.Throws<DuckDbException>(() => lake.Connection.QueryScalar($"SELECT id FROM {relation.Sql}"));

        // Files hold them by their ids, which is all that other readers go by.
        await lake.PublishAsync("t");
        await lake.SqlAsync("SET spark.sql.caseSensitive=true");
        try
        {
            Assert.Equal("again", await lake.ValueAsync($"SELECT id AS v FROM {lake.InSpark("t")} WHERE Id = 2"));
        }
        finally
        {
            await lake.SqlAsync("SET spark.sql.caseSensitive=false");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60_000)]
    public async Task Partitions_may_have_any_name(int rows)
    {
        using var lake = await Lake.OpenAsync(spark);
        var longName = string.Concat(Enumerable.Repeat("đơn hàng ", 14));
        var schema = new SchemaBuilder().Required("id", IcebergType.Long).Optional("a.b", IcebergType.String).Optional("x=y/z", IcebergType.String).Optional("giá & thuế", IcebergType.Int).Optional(longName, IcebergType.Int).Optional("filename", IcebergType.Date).Build();
        var spec = new PartitionSpecBuilder(schema).Identity("a.b").Truncate("x=y/z", 3, "a_x2Fb").Bucket("id", 2, "1st & <2nd>").Identity(longName).Year("filename", "/").Identity("giá & thuế", "ID ").Build();
        await lake.CreateAsync("t", schema, spec);
        var query = $"SELECT range AS id, 'v/' || (range % 2) AS \"a.b\", ['x=y', 'ü%/..', NULL][1 + range % 3] AS \"x=y/z\", (range % 2)::INTEGER AS \"giá & thuế\", 7 AS \"{longName}\", DATE '2026-01-31' AS filename FROM range({rows})";
        await lake.AppendAsync("t", query);
        lake.Connection.Execute($"CREATE OR REPLACE TABLE names_rows AS {query}");
        var files = await lake.Engine.Writer.WriteByPartitionAsync(WriteTarget.Of(await lake.LoadAsync("t")), "SELECT * FROM names_rows", Token);
        await lake.ApplyAsync("t", new AppendFiles(files));
        await lake.PublishAsync("t");

        Assert.Equal(2 * rows, (await lake.AssertSameRowsAsync("t")).Count);
        Assert.Equal($"{(rows + 1) / 2 * 2}", await lake.ValueAsync($"SELECT count(*) AS n FROM {lake.InSpark("t")} WHERE `a.b` = 'v/0' AND `giá & thuế` = 0"));
        Assert.Equal("v/0,v/1", await lake.ValueAsync($"SELECT array_join(array_sort(collect_set(partition.`a.b`)), ',') AS v FROM {lake.InSpark("t")}.partitions"));
        var location = Location.ToLocalPath((await lake.LoadAsync("t")).Metadata.Location);
        Assert.All(Directory.EnumerateFiles(location, "*.parquet", SearchOption.AllDirectories), path => Assert.Equal(7, Path.GetRelativePath(Path.Combine(location, "data"), path).Split('/').Length));

        await new TableCompaction(lake.Workspace(), "main", lake.Identifier("t")).CompactAsync(new CompactionOptions(1 << 30, MinFiles: 2), null, Token);
        await lake.PublishAsync("t");
        Assert.Equal(2 * rows, (await lake.AssertSameRowsAsync("t")).Count);
    }
}
