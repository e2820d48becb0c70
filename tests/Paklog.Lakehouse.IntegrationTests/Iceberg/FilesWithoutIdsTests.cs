using System.Text;
using System.Text.Json;
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

/// <summary>Files whose columns have no field ids are read by the name mapping, and what cannot be told is refused and stays as it is.</summary>
public sealed class FilesWithoutIdsTests(SparkFixture spark, SparkEngineFixture sparkEngine)
{
    private static readonly Schema Sales = new SchemaBuilder().Optional("id", IcebergType.Long).Optional("region", IcebergType.String).Optional("v", IcebergType.String).Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        await lake.CompactAsync("t");
        await lake.PublishAsync("t");
        var after = await lake.AssertSameRowsAsync("t");
        Assert.Equal([rows[0], rows[1].Replace("two", "changed", StringComparison.Ordinal), rows[2]], after);
        Assert.Single(await lake.FilesAsync("t"));
    }

    [Fact]
    public async Task Files_without_ids_and_without_mapping_are_refused_by_every_reader_and_stay_as_they_are()
    {
        using var lake = await OurLake.OpenAsync();
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
            () => lake.CompactAsync("t"),
            () => engine.Reader.ReadAsync(table, Token),
        ];
        foreach (var attempt in attempts)
        {
            var error = await Assert.ThrowsAsync<IcebergException>(attempt);
            Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
            Assert.Matches($"^The file .*foreign/p.*parquet of the table {lake.Identifier("t")} has no field ids, .* schema.name-mapping.default", error.Message);
        }

        Assert.Equal(files.Select(file => file.FilePath).Order(), (await lake.FilesAsync("t")).Select(file => file.FilePath).Order());

        // The way out that the sentence names.
        await lake.ApplyAsync("t", new UpdateProperties(ForeignFile.Mapping("""[{"field-id": 1, "names": ["id"]}, {"field-id": 2, "names": ["region"]}, {"field-id": 3, "names": ["v"]}]"""), []));
        await lake.CompactAsync("t");
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
        using var lake = await OurLake.OpenAsync();
        await lake.CreateAsync("t", Sales, properties: mapping is null ? null : ForeignFile.Mapping(mapping));
        DataFile[] files = [ForeignFile.Write(lake, "a", query, ids), ForeignFile.Write(lake, "b", query, ids)];
        await lake.ApplyAsync("t", new AppendFiles(files));

        var read = await Assert.ThrowsAsync<IcebergException>(() => lake.OurRowsAsync("t"));
        var compacted = await Assert.ThrowsAsync<IcebergException>(() => lake.CompactAsync("t"));

        Assert.Contains(sentence, read.Message);
        Assert.Contains(lake.Identifier("t").ToString(), read.Message);
        Assert.Contains(sentence, compacted.Message);
        Assert.Equal(files.Select(file => file.FilePath).Order(), (await lake.FilesAsync("t")).Select(file => file.FilePath).Order());
    }

    [Fact]
    public async Task Bytes_and_instants_of_older_writers_keep_their_values_in_any_time_zone()
    {
        using var lake = await OurLake.OpenAsync();
        var schema = new SchemaBuilder().Optional("tz", IcebergType.TimestampTz).Optional("ts", IcebergType.Timestamp).Optional("text", IcebergType.String).Optional("bytes", IcebergType.Binary).Optional("uuid", IcebergType.Uuid)
            .Optional("texts", ListType.Of(IcebergType.String)).Optional("nothing", IcebergType.Binary).Build();
        await lake.CreateAsync("t", schema, properties: ForeignFile.Mapping($"[{string.Join(", ", schema.Fields.Select(field => $$"""{"field-id": {{field.Id}}, "names": ["{{field.Name}}"]}"""))}]"));
        await lake.ApplyAsync("t", new AppendFiles([ForeignFile.Write(
            lake, "a", "SELECT TIMESTAMP '2026-07-01 12:00:00' AS tz, TIMESTAMPTZ '2026-07-01 12:00:00Z' AS ts, encode('ä😀') AS text, 'ä' AS bytes, unhex('00112233445566778899AABBCCDDEEFF') AS uuid, [encode('é'), NULL] AS texts", null)]));
        await lake.Engine.Sql.SetTimeZoneAsync("Asia/Tokyo", Token);

        var rows = await lake.OurRowsAsync("t");

        Assert.Equal([$"2026-07-01T12:00:00.000000Z | 2026-07-01T12:00:00.000000 | {JsonSerializer.Serialize("ä😀")} | {Convert.ToBase64String(Encoding.UTF8.GetBytes("ä"))} | \"00112233-4455-6677-8899-aabbccddeeff\" | [{JsonSerializer.Serialize("é")}, null] | null"], rows);
    }
}
