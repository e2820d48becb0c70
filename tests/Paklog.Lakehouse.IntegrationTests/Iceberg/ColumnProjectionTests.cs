using System.Text.Json;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Spark;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Columns that data files lack (spec, "Column Projection"): read, filtered, merged, deleted, compacted, and then read by Spark, always with the values that they have.</summary>
public sealed class ColumnProjectionTests(SparkFixture spark, SparkEngineFixture sparkEngine)
{
    private static readonly Schema Sales = new SchemaBuilder().Optional("id", IcebergType.Long).Optional("region", IcebergType.String).Optional("v", IcebergType.String).Build();

    private static readonly Schema Values = new SchemaBuilder()
        .Optional("id", IcebergType.Long)
        .Optional("flag", IcebergType.Boolean)
        .Optional("i", IcebergType.Int)
        .Optional("big", IcebergType.Long)
        .Optional("f", IcebergType.Float)
        .Optional("d", IcebergType.Double)
        .Optional("price", IcebergType.Decimal(38, 10))
        .Optional("day", IcebergType.Date)
        .Optional("ts", IcebergType.Timestamp)
        .Optional("tz", IcebergType.TimestampTz)
        .Optional("text", IcebergType.String)
        .Optional("uuid", IcebergType.Uuid)
        .Optional("bytes", IcebergType.Binary)
        .Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Identity_columns_that_stand_in_the_metadata_only_have_the_partitions_value_in_every_type()
    {
        using var lake = await Lake.OpenAsync(spark);
        var spec = Values.Fields.Skip(1).Aggregate(new PartitionSpecBuilder(Values), (builder, field) => builder.Identity(field.Name)).Build();
        await lake.CreateAsync("t", Values, spec);
        PartitionValues[] partitions =
        [
            PartitionValues.Of(true, int.MaxValue, long.MinValue, 0.1f, 1e300, Int128.Parse("-1234567890123456789012345678123456789"), -1, -1L, 253402300799999999L, "a'b\"c/d=e%2F ü😀 \\n", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), new byte[] { 0, 255, 39 }),
            PartitionValues.Of(false, 0, 0L, -0.0f, double.NegativeInfinity, Int128.Zero, 0, 0L, 0L, "", Guid.Empty, Array.Empty<byte>()),
            PartitionValues.Of(Enumerable.Repeat<object?>(null, 12).ToArray()),
        ];
        var files = partitions.SelectMany((partition, index) => new[] { 0, 1 }.Select(part => ForeignFile.Write(lake, $"f{index}{part}", $"SELECT {(index * 10) + part}::BIGINT AS id", "id: 1", partition))).ToList();
        await lake.ApplyAsync("t", new AppendFiles(files));
        await lake.PublishAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal(6, rows.Count);
        Assert.Equal("0 | true | 2147483647 | -9223372036854775808 | 0.1 | 1E+300 | -123456789012345678901234567.8123456789 | 1969-12-31 | 1969-12-31T23:59:59.999999 | 9999-12-31T23:59:59.999999Z | "
            + JsonSerializer.Serialize("a'b\"c/d=e%2F ü😀 \\n") + " | \"00112233-4455-6677-8899-aabbccddeeff\" | AP8n", rows[0]);
        Assert.Equal("20 | null | null | null | null | null | null | null | null | null | null | null | null", rows[4]);
        Assert.Equal(2, (await lake.OurRowsAsync("t", filter: Expression.Equal("day", -1).And(Expression.Equal("text", "a'b\"c/d=e%2F ü😀 \\n")))).Count);
        Assert.Equal(2, (await lake.OurRowsAsync("t", filter: Expression.IsNull("i"))).Count);
        Assert.Equal(2L, lake.Connection.QueryScalar($"SELECT count(*) FROM {(await lake.Engine.Reader.ReadAsync(await lake.LoadAsync("t"), Token)).Sql} WHERE flag AND d > 1 AND uuid = '00112233-4455-6677-8899-aabbccddeeff'"));

        await lake.CompactAsync("t");
        await lake.PublishAsync("t");
        Assert.Equal(rows, await lake.AssertSameRowsAsync("t"));
        Assert.Equal(3, (await lake.FilesAsync("t")).Count);
    }

    [Fact]
    public async Task Rows_of_omitted_columns_are_merged_and_deleted_with_them()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Sales, new PartitionSpecBuilder(Sales).Identity("region").Build());
        await lake.ApplyAsync("t", new AppendFiles([
            .. new[] { "eu", "us", null }.Select(region => ForeignFile.Write(lake, $"r-{region}", $"SELECT range AS id, 'v' || range AS v FROM range(10)", "id: 1, v: 3", PartitionValues.Of(region)))]));

        // One key in a file's column, one in the metadata.
        var merged = await lake.MergeAsync("t", "SELECT 3::BIGINT AS id, 'eu' AS region, 'changed' AS v UNION ALL SELECT 4, 'us', 'v4' UNION ALL SELECT 100, 'asia', 'new'", "id", "region");
        var deleted = await lake.DeleteAsync("t", "SELECT NULL::VARCHAR AS region UNION ALL SELECT 'nowhere'", "region");
        await lake.DeleteAsync("t", "SELECT 5::BIGINT AS id, 'us' AS region", "id", "region");
        await lake.PublishAsync("t");

        Assert.Equal((2L, 1L, 10L), (merged.RowsAdded, merged.RowsDeleted, deleted.RowsDeleted));
        var rows = await lake.AssertSameRowsAsync("t");
        Assert.Equal(10 + 9 + 1, rows.Count);
        Assert.Contains("3 | \"eu\" | \"changed\"", rows);
        Assert.Contains("9 | \"eu\" | \"v9\"", rows);
        Assert.DoesNotContain("5 | \"us\" | \"v5\"", rows);
        Assert.Equal(20L, await lake.Engine.Reader.CountAsync(await lake.LoadAsync("t"), Token));
        await lake.CompactAsync("t");
        Assert.Equal(rows, await lake.OurRowsAsync("t"));
    }

    [Fact]
    public async Task Of_several_specs_only_identity_fields_give_values_and_a_column_in_the_file_wins()
    {
        using var lake = await Lake.OpenAsync(spark);
        var schema = new SchemaBuilder().Optional("id", IcebergType.Int).Optional("region", IcebergType.String).Optional("day", IcebergType.Date).Build();
        await lake.CreateAsync("t", schema, new PartitionSpecBuilder(schema).Identity("region").Build());
        await lake.ApplyAsync("t", new AppendFiles([ForeignFile.Write(lake, "a", "SELECT 1 AS id, DATE '2026-01-05' AS day", "id: 1, day: 3", PartitionValues.Of("eu"))]));
        await lake.PublishAsync("t");
        foreach (var change in (string[])["ADD PARTITION FIELD days(day)", "ADD PARTITION FIELD bucket(4, id)", "DROP PARTITION FIELD region"])
            await lake.SqlAsync($"ALTER TABLE {lake.InSpark("t")} {change}");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("t")} VALUES (2, 'own', DATE '2026-01-06')");
        var table = await lake.AdoptAsync("t");
        var spec = table.Metadata.DefaultSpec;

        // Bucket and day say no value: a column that such a file lacks is null.
        await lake.ApplyAsync("t", new AppendFiles([ForeignFile.Write(lake, "b", "SELECT 'none' AS region", "region: 2", PartitionValues.Of([.. spec.Fields.Select(field => field.Transform is IdentityTransform ? (object)"x" : 3)]), spec.SpecId)]));
        await lake.ApplyAsync("t", new AppendFiles([ForeignFile.Write(lake, "c", "SELECT 3 AS id, 'eu' AS region", "id: 1, region: 2", PartitionValues.Of("eu"))]));
        await lake.ApplyAsync("t", new UpdateSchema().PromoteColumn("id", IcebergType.Long).RenameColumn("region", "area"));
        await lake.PublishAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal(["1 | \"eu\" | 2026-01-05", "2 | \"own\" | 2026-01-06", "3 | \"eu\" | null", "null | \"none\" | null"], rows);
        await lake.CompactAsync("t");
        await lake.PublishAsync("t");
        Assert.Equal(rows, await lake.AssertSameRowsAsync("t"));
    }

    [Fact]
    public async Task An_identity_field_inside_a_struct_and_a_promoted_one()
    {
        using var lake = await Lake.OpenAsync(spark);
        var schema = new SchemaBuilder().Optional("id", IcebergType.Int).Optional("s", new StructType(NestedField.Optional(0, "a", IcebergType.Int), NestedField.Optional(0, "b", IcebergType.String))).Build();
        await lake.CreateAsync("t", schema, new PartitionSpecBuilder(schema).Identity("s.a", "a").Identity("id").Build());
        await lake.ApplyAsync("t", new AppendFiles([
            ForeignFile.Write(lake, "a", "SELECT {'b': 'x'} AS s UNION ALL SELECT NULL", "s: {__duckdb_field_id: 2, b: 4}", PartitionValues.Of(7, 1)),
            ForeignFile.Write(lake, "b", "SELECT {'b': 'y'} AS s", "s: {__duckdb_field_id: 2, b: 4}", PartitionValues.Of(null, 2))]));
        await lake.ApplyAsync("t", new UpdateSchema().PromoteColumn("id", IcebergType.Long).PromoteColumn("s.a", IcebergType.Long));
        await lake.PublishAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal(["1 | null", "1 | {a: 7, b: \"x\"}", "2 | {a: null, b: \"y\"}"], rows);
        await lake.CompactAsync("t");
        Assert.Equal(rows, await lake.OurRowsAsync("t"));
    }

    [Fact]
    public async Task A_required_column_that_a_file_lacks_is_an_error_and_one_with_a_default_is_not()
    {
        using var lake = await OurLake.OpenAsync();
        await lake.CreateAsync("t", new SchemaBuilder().Optional("id", IcebergType.Long).Required("r", IcebergType.String).Build());
        await lake.ApplyAsync("t", new AppendFiles([ForeignFile.Write(lake, "a", "SELECT 1::BIGINT AS id", "id: 1")]));

        var error = await Assert.ThrowsAsync<IcebergException>(() => lake.OurRowsAsync("t"));

        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains("lacks the required column 'r'", error.Message);
    }

    [Fact]
    public async Task Delete_files_are_projected_like_data_files()
    {
        using var lake = await OurLake.OpenAsync();
        var mapping = ForeignFile.Mapping("""[{"field-id": 1, "names": ["id"]}, {"field-id": 2, "names": ["region"]}, {"field-id": 3, "names": ["v"]}]""");
        await lake.CreateAsync("t", Sales, new PartitionSpecBuilder(Sales).Identity("region").Build(), mapping);
        PartitionValues eu = PartitionValues.Of("eu"), us = PartitionValues.Of("us");
        var first = ForeignFile.Write(lake, "eu", "SELECT range AS id, 'v' || range AS v FROM range(6)", "id: 1, v: 3", eu);
        var second = ForeignFile.Write(lake, "us", "SELECT range AS id, 'v' || range AS v FROM range(6)", null, us);
        DataFile[] positions =
        [
            ForeignFile.Write(lake, "d4", $"SELECT '{first.FilePath}' AS file_path, 5::BIGINT AS pos", null, eu) with { Content = FileContent.PositionDeletes },
        ];

        // By an omitted column of both sides, by one of the data file alone, and by a file without ids.
        DataFile[] equality =
        [
            ForeignFile.Write(lake, "d1", "SELECT 1::BIGINT AS id", "id: 1", eu) with { Content = FileContent.EqualityDeletes, EqualityIds = [1, 2] },
            ForeignFile.Write(lake, "d2", "SELECT 2::BIGINT AS id, 'eu' AS region", "id: 1, region: 2", eu) with { Content = FileContent.EqualityDeletes, EqualityIds = [1, 2] },
            ForeignFile.Write(lake, "d3", "SELECT 3::BIGINT AS id, 'v3' AS v", null, us) with { Content = FileContent.EqualityDeletes, EqualityIds = [1, 3] },
        ];
        List<FileScanTask> tasks = [new FileScanTask(first, 1, positions, equality[..2]), new FileScanTask(second, 1, [], equality[2..])];

        List<string> expected = ["0 eu v0", "0 us v0", "1 us v1", "2 us v2", "3 eu v3", "4 eu v4", "4 us v4", "5 us v5"];
        Assert.Equal(expected, await RowsAsync(lake.Engine, ColumnProjection.Of(await lake.LoadAsync("t")), tasks));
        using var engine = (await sparkEngine.EngineAsync())(new ManifestCache());
        var byIds = ForeignFile.Write(lake, "d5", $"SELECT '{first.FilePath}' AS file_path, 5::BIGINT AS pos", "file_path: 2147483546, pos: 2147483545", eu) with { Content = FileContent.PositionDeletes };
        var projection = ColumnProjection.Of(await lake.LoadAsync("t"));
        List<string> onSpark = ["0 eu v0", "0 us v0", "1 eu v1", "1 us v1", "2 us v2", "3 eu v3", "3 us v3", "4 eu v4", "4 us v4", "5 us v5"];
        Assert.Equal(onSpark, await RowsAsync(engine, projection, [new FileScanTask(first, 1, [byIds], [equality[1]]), new FileScanTask(second, 1, [], [])]));
        foreach (var task in (FileScanTask[])[new FileScanTask(first, 1, [], [equality[0]]), new FileScanTask(first, 1, positions, []), new FileScanTask(second, 1, [], [equality[2]])])
            Assert.Contains("Spark would not apply it", (await Assert.ThrowsAsync<IcebergException>(() => engine.Reader.ReadAsync(projection, [task], false, Token))).Message);

        // A column that equality deletes compare and that is dropped since is still compared. The name is the new column's from now on, as in the Java library; here it is said to stay with the old one.
        await lake.ApplyAsync("t", new UpdateSchema().DropColumn("v").AddColumn("v", IcebergType.String), new UpdateProperties(mapping, []));
        Assert.Equal(expected.Select(row => row[..^2] + "-"), await RowsAsync(lake.Engine, ColumnProjection.Of(await lake.LoadAsync("t")), tasks));
    }

    [Fact]
    public async Task Spark_as_the_engine_reads_what_the_embedded_engine_reads()
    {
        using var lake = await OurLake.OpenAsync();
        await lake.CreateAsync("t", Sales, new PartitionSpecBuilder(Sales).Identity("region").Bucket("id", 4).Build(), ForeignFile.Mapping("""[{"field-id": 1, "names": ["id"]}, {"field-id": 2, "names": ["region"]}, {"field-id": 3, "names": ["v"]}]"""));
        PartitionValues eu = PartitionValues.Of("eu", 1), none = PartitionValues.Of(null, 2);
        var first = ForeignFile.Write(lake, "eu", "SELECT range AS id, 'v' || range AS v FROM range(5)", "id: 1, v: 3", eu);
        await lake.ApplyAsync("t", new AppendFiles([first, ForeignFile.Write(lake, "none", "SELECT range AS id FROM range(5)", null, none)]));
        var table = await lake.LoadAsync("t");
        using var engine = (await sparkEngine.EngineAsync())(new ManifestCache());
        var files = await table.NewScan(new ManifestCache()).PlanFilesAsync(Token).ToListAsync(Token);

        List<string> expected = ["0 - -", "0 eu v0", "1 - -", "1 eu v1", "2 - -", "2 eu v2", "3 - -", "3 eu v3", "4 - -", "4 eu v4"];
        Assert.Equal(expected, await RowsAsync(lake.Engine, ColumnProjection.Of(table), files));
        Assert.Equal(expected, await RowsAsync(engine, ColumnProjection.Of(table), files));
        Assert.Equal(10L, await engine.Reader.CountAsync(table, Token));
    }

    /// <summary>Id, region and v of each row; nulls as dashes.</summary>
    private static async Task<List<string>> RowsAsync(IEngine engine, ColumnProjection projection, IReadOnlyList<FileScanTask> files)
    {
        var relation = await engine.Reader.ReadAsync(projection, files, false, Token);
        var rows = await engine.Sql.ListAsync(
            $"select cast(id as varchar), coalesce(region, '-'), coalesce(v, '-') from {relation.Sql}", row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)}", Token);
        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
