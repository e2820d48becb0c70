using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Spark;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Columns that data files lack (spec, "Column Projection"): read, filtered, merged, deleted, compacted, and then read by Spark, always with the values that they have.</summary>
public sealed class ColumnProjectionTests(SparkFixture spark, SparkEngineFixture sparkEngine)
{
    private static readonly CompactionOptions Options = new(1_000_000, MinFiles: 2);

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

        await CompactAsync(lake, "t");
        await lake.PublishAsync("t");
        Assert.Equal(rows, await lake.AssertSameRowsAsync("t"));
        Assert.Equal(3, (await FilesAsync(lake, "t")).Count);
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
        await CompactAsync(lake, "t");
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
        await CompactAsync(lake, "t");
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
        await CompactAsync(lake, "t");
        Assert.Equal(rows, await lake.OurRowsAsync("t"));
    }

    [Fact]
    public async Task Files_without_ids_are_read_by_the_name_mapping()
    {
        using var lake = await Lake.OpenAsync(spark);
        var schema = new SchemaBuilder()
            .Optional("id", IcebergType.Long)
            .Optional("title", IcebergType.String)
            .Optional("filename", IcebergType.Double)
            .Optional("s", new StructType(NestedField.Optional(0, "a", IcebergType.Long), NestedField.Optional(0, "b", IcebergType.String)))
            .Optional("l", ListType.Of(new StructType(NestedField.Optional(0, "k", IcebergType.Int))))
            .Optional("m", MapType.Of(IcebergType.String, new StructType(NestedField.Optional(0, "p", IcebergType.Int))))
            .Optional("tags", ListType.Of(IcebergType.String))
            .Optional("missing", IcebergType.Date)
            .Build();
        int Id(string path) => schema.GetField(path).Id;
        var mapping = $$"""
            [{"field-id": {{Id("id")}}, "names": ["id", "key"]}, {"field-id": {{Id("title")}}, "names": ["old.title", "title"]}, {"field-id": {{Id("filename")}}, "names": ["filename"]},
             {"field-id": {{Id("s")}}, "names": ["s"], "fields": [{"field-id": {{Id("s.a")}}, "names": ["a", "aa"]}, {"field-id": {{Id("s.b")}}, "names": ["b"]}]},
             {"field-id": {{Id("l")}}, "names": ["l"], "fields": [{"field-id": {{Id("l.element")}}, "names": ["element"], "fields": [{"field-id": {{Id("l.element.k")}}, "names": ["kk"]}]}]},
             {"field-id": {{Id("m")}}, "names": ["m"], "fields": [{"field-id": {{Id("m.key")}}, "names": ["key"]}, {"field-id": {{Id("m.value")}}, "names": ["value"], "fields": [{"field-id": {{Id("m.value.p")}}, "names": ["p"]}]}]},
             {"field-id": {{Id("tags")}}, "names": ["tags"], "fields": [{"field-id": {{Id("tags.element")}}, "names": ["element"]}]}, {"field-id": {{Id("missing")}}, "names": ["missing"]}, {"names": ["of nobody"]}]
            """;
        await lake.CreateAsync("t", schema, properties: ForeignFile.Mapping(mapping));
        await lake.ApplyAsync("t", new AppendFiles([
            ForeignFile.Write(lake, "a", """SELECT 1 AS id, 'one' AS "old.title", 0.5::FLOAT AS filename, {'b': 'x', 'aa': 5, 'c': 9} AS s, [{'kk': 7, 'k': 8}, NULL] AS l, MAP {'q': {'p': 3}} AS m, ['t', NULL] AS tags, 'junk' AS nobody """, null),
            ForeignFile.Write(lake, "b", """SELECT 2::BIGINT AS "key", 'two' AS title, 'junk' AS extra, NULL::STRUCT(a INTEGER) AS s""", null)]));
        await lake.AppendAsync("t", "SELECT 3 AS id, 'three' AS title, 1.5 AS filename, {'a': 1, 'b': 'z'} AS s, [{'k': 1}] AS l, MAP {'r': {'p': 4}} AS m, ['u'] AS tags, DATE '2026-01-01' AS missing");
        await lake.PublishAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal(
            [
                """1 | "one" | 0.5 | {a: 5, b: "x"} | [{k: 7}, null] | {"q" => {p: 3}} | ["t", null] | null""",
                """2 | "two" | null | null | null | null | null | null""",
                """3 | "three" | 1.5 | {a: 1, b: "z"} | [{k: 1}] | {"r" => {p: 4}} | ["u"] | 2026-01-01""",
            ],
            rows);
        await lake.MergeAsync("t", "SELECT 2::BIGINT AS id, 'changed' AS title, NULL AS filename, NULL AS s, NULL AS l, NULL AS m, NULL AS tags, NULL AS missing", "id");
        await CompactAsync(lake, "t");
        await lake.PublishAsync("t");
        var after = await lake.AssertSameRowsAsync("t");
        Assert.Equal([rows[0], rows[1].Replace("two", "changed", StringComparison.Ordinal), rows[2]], after);
        Assert.Single(await FilesAsync(lake, "t"));
    }

    [Fact]
    public async Task Files_without_ids_and_without_mapping_are_refused_by_every_reader_and_stay_as_they_are()
    {
        using var lake = await OpenAsync();
        await lake.CreateAsync("t", Sales, new PartitionSpecBuilder(Sales).Identity("region").Build());
        DataFile[] files = [.. new[] { 1, 2, 3 }.Select(part => ForeignFile.Write(lake, $"p{part}", $"SELECT {part}::BIGINT AS id, 'eu' AS region, 'v' AS v", null, PartitionValues.Of("eu")))];
        await lake.ApplyAsync("t", new AppendFiles(files));

        using var engine = (await sparkEngine.EngineAsync())(new ManifestCache());
        var table = await lake.LoadAsync("t");
        Func<Task>[] attempts =
        [
            () => lake.OurRowsAsync("t"),
            () => lake.OurRowsAsync("t", filter: Expression.Equal("region", "eu")),
            () => lake.MergeAsync("t", "SELECT 1 AS id, 'eu' AS region, 'w' AS v", "id"),
            () => lake.DeleteAsync("t", "SELECT 1 AS id", "id"),
            () => CompactAsync(lake, "t"),
            () => engine.Reader.ReadAsync(table, Token),
        ];
        foreach (var attempt in attempts)
        {
            var error = await Assert.ThrowsAsync<IcebergException>(attempt);
            Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
            Assert.Matches($"^The file .*foreign/p.*parquet of the table {lake.Identifier("t")} has no field ids, .* schema.name-mapping.default", error.Message);
        }

        Assert.Equal(files.Select(file => file.FilePath).Order(), (await FilesAsync(lake, "t")).Select(file => file.FilePath).Order());

        // The way out that the sentence names.
        await lake.ApplyAsync("t", new UpdateProperties(ForeignFile.Mapping("""[{"field-id": 1, "names": ["id"]}, {"field-id": 2, "names": ["region"]}, {"field-id": 3, "names": ["v"]}]"""), []));
        await CompactAsync(lake, "t");
        Assert.Equal(["1 | \"eu\" | \"v\"", "2 | \"eu\" | \"v\"", "3 | \"eu\" | \"v\""], await lake.OurRowsAsync("t"));
    }

    [Theory]
    [InlineData("SELECT 1::BIGINT AS id, 'x' AS region, 'y' AS v", "id: 1, v: 3", null, "has the column 'region' without a field id")]
    [InlineData("SELECT 1::BIGINT AS id, 'x' AS area, 'y' AS v", "id: 1, v: 3", """[{"field-id": 2, "names": ["area"]}]""", "has the column 'area' without a field id")]
    [InlineData("SELECT 1::BIGINT AS a, 'y' AS b", null, """[{"field-id": 1, "names": ["id"]}]""", "names none of its columns (a, b)")]
    [InlineData("SELECT 1::BIGINT AS id, 'x' AS v, 'y' AS w", null, """[{"field-id": 1, "names": ["id"]}, {"field-id": 3, "names": ["v", "w"]}]""", "has several columns for 'v'")]
    [InlineData("SELECT 1.5::DOUBLE AS id", "id: 1", null, "holds double in the column 'id', which the table has as long")]
    [InlineData("SELECT 1 AS id, 7 AS v", null, """[{"field-id": 1, "names": ["id"]}, {"field-id": 3, "names": ["v"]}]""", "holds int in the column 'v', which the table has as string")]
    [InlineData("SELECT 1 AS id, {'x': 1} AS v", "id: 1, v: {__duckdb_field_id: 3, x: 9}", null, "holds a nested type in the column 'v'")]
    [InlineData("SELECT 1 AS id", null, "[{\"field-id\": 1, \"names\": \"id\"}]", "schema.name-mapping.default")]
    [InlineData("SELECT 1 AS id", null, "nonsense", "schema.name-mapping.default")]
    [InlineData("SELECT 1 AS id", null, """[{"field-id": 1, "names": ["id"]}, {"field-id": 2, "names": ["id"]}]""", "gives the name 'id' to two fields")]
    public async Task What_cannot_be_told_is_refused_and_never_compacted(string query, string? ids, string? mapping, string sentence)
    {
        using var lake = await OpenAsync();
        await lake.CreateAsync("t", Sales, properties: mapping is null ? null : ForeignFile.Mapping(mapping));
        DataFile[] files = [ForeignFile.Write(lake, "a", query, ids), ForeignFile.Write(lake, "b", query, ids)];
        await lake.ApplyAsync("t", new AppendFiles(files));

        var read = await Assert.ThrowsAsync<IcebergException>(() => lake.OurRowsAsync("t"));
        var compacted = await Assert.ThrowsAsync<IcebergException>(() => CompactAsync(lake, "t"));

        Assert.Contains(sentence, read.Message);
        Assert.Contains(lake.Identifier("t").ToString(), read.Message);
        Assert.Contains(sentence, compacted.Message);
        Assert.Equal(files.Select(file => file.FilePath).Order(), (await FilesAsync(lake, "t")).Select(file => file.FilePath).Order());
    }

    [Fact]
    public async Task A_required_column_that_a_file_lacks_is_an_error_and_one_with_a_default_is_not()
    {
        using var lake = await OpenAsync();
        await lake.CreateAsync("t", new SchemaBuilder().Optional("id", IcebergType.Long).Required("r", IcebergType.String).Build());
        await lake.ApplyAsync("t", new AppendFiles([ForeignFile.Write(lake, "a", "SELECT 1::BIGINT AS id", "id: 1")]));

        var error = await Assert.ThrowsAsync<IcebergException>(() => lake.OurRowsAsync("t"));

        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains("lacks the required column 'r'", error.Message);
    }

    [Fact]
    public async Task Bytes_and_instants_of_older_writers_keep_their_values_in_any_time_zone()
    {
        using var lake = await OpenAsync();
        var schema = new SchemaBuilder().Optional("tz", IcebergType.TimestampTz).Optional("ts", IcebergType.Timestamp).Optional("text", IcebergType.String).Optional("bytes", IcebergType.Binary).Optional("uuid", IcebergType.Uuid)
            .Optional("texts", ListType.Of(IcebergType.String)).Optional("nothing", IcebergType.Binary).Build();
        await lake.CreateAsync("t", schema, properties: ForeignFile.Mapping($"[{string.Join(", ", schema.Fields.Select(field => $$"""{"field-id": {{field.Id}}, "names": ["{{field.Name}}"]}"""))}]"));
        await lake.ApplyAsync("t", new AppendFiles([ForeignFile.Write(
            lake, "a", "SELECT TIMESTAMP '2026-07-01 12:00:00' AS tz, TIMESTAMPTZ '2026-07-01 12:00:00Z' AS ts, encode('ä😀') AS text, 'ä' AS bytes, unhex('00112233445566778899AABBCCDDEEFF') AS uuid, [encode('é'), NULL] AS texts", null)]));
        await lake.Engine.Sql.SetTimeZoneAsync("Asia/Tokyo", Token);

        var rows = await lake.OurRowsAsync("t");

        Assert.Equal([$"2026-07-01T12:00:00.000000Z | 2026-07-01T12:00:00.000000 | {JsonSerializer.Serialize("ä😀")} | {Convert.ToBase64String(Encoding.UTF8.GetBytes("ä"))} | \"00112233-4455-6677-8899-aabbccddeeff\" | [{JsonSerializer.Serialize("é")}, null] | null"], rows);
    }

    [Fact]
    public async Task Delete_files_are_projected_like_data_files()
    {
        using var lake = await OpenAsync();
        await lake.CreateAsync("t", Sales, new PartitionSpecBuilder(Sales).Identity("region").Build(), ForeignFile.Mapping("""[{"field-id": 1, "names": ["id"]}, {"field-id": 2, "names": ["region"]}, {"field-id": 3, "names": ["v"]}]"""));
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

        // A column that equality deletes compare and that is dropped since is still compared.
        await lake.ApplyAsync("t", new UpdateSchema().DropColumn("v").AddColumn("v", IcebergType.String));
        Assert.Equal(expected.Select(row => row[..^2] + "-"), await RowsAsync(lake.Engine, ColumnProjection.Of(await lake.LoadAsync("t")), tasks));
    }

    [Fact]
    public async Task Folders_that_Spark_added_are_read_merged_and_compacted()
    {
        using var lake = await Lake.OpenAsync(spark);
        var folder = Location.ToLocalPath(lake.Location);
        lake.Connection.Execute($"COPY (SELECT range AS id, 'v' || range AS v, TIMESTAMP '2026-01-01' + to_days(range::INTEGER) AS at, DATE '2026-01-01' + (range % 3)::INTEGER AS day, CASE WHEN range % 2 = 0 THEN 'a=b/ü' END AS region FROM range(60)) TO '{folder}/hive' (FORMAT parquet, PARTITION_BY (region, day))");
        await lake.CreateInSparkAsync("t", "(id BIGINT, v STRING, at TIMESTAMP_NTZ, region STRING, day DATE)", "PARTITIONED BY (region, day)");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("t")} VALUES (1000, 'own', TIMESTAMP_NTZ '2026-02-01 00:00:00', 'x', DATE '2026-02-01')");
        await lake.SqlAsync($"CALL lake.system.add_files(table => '{lake.Namespace}.t', source_table => '`parquet`.`{lake.Location}/hive`')");
        var table = await lake.AdoptAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal(61, rows.Count);
        Assert.Contains("3 | \"v3\" | 2026-01-04T00:00:00.000000 | null | 2026-01-01", rows);
        Assert.Equal(20, (await lake.OurRowsAsync("t", filter: Expression.Equal("day", 20454))).Count);
        Assert.Equal(rows.Select(row => string.Join(" | ", row.Split(" | ").Where((_, index) => index != 2))).Order(StringComparer.Ordinal), (await EngineRowsAsync(table)).Order(StringComparer.Ordinal));
        await lake.MergeAsync("t", "SELECT 3 AS id, 'changed' AS v, TIMESTAMP '2026-01-04' AS at, NULL AS region, DATE '2026-01-01' AS day", "id");
        await CompactAsync(lake, "t");
        await lake.PublishAsync("t");
        Assert.Equal(rows.Select(row => row.Replace("\"v3\"", "\"changed\"", StringComparison.Ordinal)), await lake.AssertSameRowsAsync("t"));
        await lake.SqlAsync($"DELETE FROM {lake.InSpark("t")} WHERE id = 4");
        await lake.AdoptAsync("t");
        Assert.Equal(60, (await lake.AssertSameRowsAsync("t")).Count);

        async Task<List<string>> EngineRowsAsync(Table read)
        {
            using var engine = (await sparkEngine.EngineAsync())(new ManifestCache());
            var relation = await engine.Reader.ReadAsync(read, Token);
            return [.. await engine.Sql.ListAsync(
                $"select cast(id as varchar), v, region, cast(day as varchar) from {relation.Sql}",
                row => $"{row.GetString(0)} | \"{row.GetString(1)}\" | {(row.IsNull(2) ? "null" : JsonSerializer.Serialize(row.GetString(2)))} | {row.GetString(3)}",
                Token)];
        }
    }

    [Fact]
    public async Task A_table_that_Spark_took_a_snapshot_of()
    {
        using var lake = await Lake.OpenAsync(spark);
        var source = $"spark_catalog.default.s{lake.Namespace}";

        // Migrate would take the table's place, for which Iceberg needs Hive's catalog; snapshot makes the same metadata over the same files.
        await lake.SqlAsync($"CREATE TABLE {source} (id BIGINT, s STRUCT<a: INT, b: STRING>, l ARRAY<STRUCT<k: INT>>, at TIMESTAMP, region STRING) USING parquet LOCATION '{lake.Location}/source' PARTITIONED BY (region)");
        await lake.SqlAsync($"INSERT INTO {source} SELECT id, named_struct('a', CAST(id AS INT), 'b', 'x'), array(named_struct('k', 1)), TIMESTAMP '2026-01-01 00:00:00.123456Z', CASE WHEN id % 2 = 0 THEN 'eu' END FROM range(10)");
        await lake.SqlAsync($"CREATE NAMESPACE IF NOT EXISTS lake.{lake.Namespace}");
        await lake.SqlAsync($"CALL lake.system.snapshot(source_table => '{source}', table => 'lake.{lake.Namespace}.t')");
        await lake.AdoptAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal("""0 | {a: 0, b: "x"} | [{k: 1}] | 2026-01-01T00:00:00.123456Z | "eu" """.TrimEnd(), rows[0]);
        await lake.DeleteAsync("t", "SELECT 1::BIGINT AS id", "id");
        await CompactAsync(lake, "t");
        await lake.PublishAsync("t");
        Assert.Equal(rows.Where(row => row[0] != '1'), await lake.AssertSameRowsAsync("t"));
        await lake.SqlAsync($"DROP TABLE {source}");
    }

    [Fact]
    public async Task Spark_as_the_engine_reads_what_the_embedded_engine_reads()
    {
        using var lake = await OpenAsync();
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

    private static async Task<OurLake> OpenAsync()
    {
        var folder = new TemporaryFolder();
        return new OurLake(folder, await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token));
    }

    private static async Task CompactAsync(OurLake lake, string name)
    {
        var report = await new TableCompaction(lake.Workspace(), "main", lake.Identifier(name)).CompactAsync(Options, null, Token);
        Assert.Empty(report.Skipped);
    }

    private static async Task<List<DataFile>> FilesAsync(OurLake lake, string name) =>
        await (await lake.LoadAsync(name)).NewScan(new ManifestCache()).PlanFilesAsync(Token).Select(task => task.DataFile).ToListAsync(Token);
}
