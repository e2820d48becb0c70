using System.Text.Json;
using System.Text.Json.Nodes;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>
/// Columns with an initial default (spec, "Default values") that files lack, in tables of format 2, as others write them: read, filtered, merged, deleted, compacted, and grown; the commits are taken, as the Java
/// library takes them. Tables of format 3 are not read here at all.
/// </summary>
public sealed class InitialDefaultTests(SparkFixture spark)
{
    private static readonly Schema Before = new SchemaBuilder()
        .Optional("id", IcebergType.Long)
        .Optional("s", new StructType(NestedField.Optional(0, "a", IcebergType.Int)))
        .Optional("l", ListType.Of(new StructType(NestedField.Optional(0, "k", IcebergType.Int))))
        .Optional("m", MapType.Of(IcebergType.String, new StructType(NestedField.Optional(0, "p", IcebergType.Int))))
        .Build();

    /// <summary>Name, type, default as JSON, and the value as <see cref="RowText"/> has it.</summary>
    private static readonly (string Name, string Type, string Json, string Text)[] Defaults =
    [
        ("flag", "boolean", "true", "true"),
        ("i", "int", "34", "34"),
        ("big", "long", "9223372036854775807", "9223372036854775807"),
        ("f", "float", "0.1", "0.1"),
        ("whole", "double", "1.0", "1"),
        ("d", "double", "-1e300", "-1E+300"),
        ("price", "decimal(9, 2)", "\"-14.20\"", "-14.20"),
        ("wide", "decimal(38, 10)", "\"1234567890123456789012345678.0123456789\"", "1234567890123456789012345678.0123456789"),
        ("day", "date", "\"1969-12-31\"", "1969-12-31"),
        ("ts", "timestamp", "\"2017-11-16T22:31:08.12\"", "2017-11-16T22:31:08.120000"),
        ("tz", "timestamptz", "\"1969-12-31T23:59:59.999999+00:00\"", "1969-12-31T23:59:59.999999Z"),
        ("text", "string", JsonSerializer.Serialize("a'b\"c\\n ü😀 $1 {x}"), JsonSerializer.Serialize("a'b\"c\\n ü😀 $1 {x}")),
        ("empty", "string", "\"\"", "\"\""),
        ("uuid", "uuid", "\"00112233-4455-6677-8899-aabbccddeeff\"", "\"00112233-4455-6677-8899-aabbccddeeff\""),
        ("bytes", "binary", "\"00FF27\"", "AP8n"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_type_and_place_is_read_filtered_merged_deleted_and_compacted_with_its_default_and_then_read_by_Spark()
    {
        using var lake = await Lake.OpenAsync(spark);
        await CreateAsync(lake, [.. Defaults.Select((column, index) => Field(100 + index, column.Name, column.Type, column.Json))]);
        await lake.PublishAsync("t");
        var rest = string.Join(" | ", Defaults.Select(column => column.Text));

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal([$"1 | {{a: 5, x: 7}} | [{{k: 1, y: \"in\"}}, null] | {{\"q\" => {{p: 2, z: true}}}} | {rest}", $"2 | null | [] | null | {rest}"], rows);

        // No file is left out for a column that it lacks, whatever it is compared with.
        foreach (var filter in (Expression[])[Expression.Equal("i", 34), Expression.NotNull("text"), Expression.GreaterThan("big", 5L).And(Expression.Equal("flag", true)), Expression.Equal("s.x", 7), Expression.LessThan("day", 0)])
            Assert.Equal(2, (await lake.OurRowsAsync("t", filter: filter)).Count);
        var relation = (await lake.Engine.Reader.ReadAsync(await lake.LoadAsync("t"), Token)).Sql;
        Assert.Equal(2L, lake.Connection.QueryScalar($"SELECT count(*) FROM {relation} WHERE i = 34 AND text LIKE 'a''b%' AND price < 0 AND day < DATE '1970-01-01' AND uuid = '00112233-4455-6677-8899-aabbccddeeff' AND bytes = unhex('00FF27')"));

        // A default is a value like others: as a key too.
        await lake.AppendAsync("t", $"SELECT * REPLACE (id + 10 AS id, 35 AS i, NULL AS text) FROM {relation}");
        Assert.Equal(2, (await lake.DeleteAsync("t", "SELECT 35::INTEGER AS i, NULL::VARCHAR AS text", "i", "text")).RowsDeleted);
        await lake.MergeAsync("t", $"SELECT * REPLACE (9 AS big) FROM {relation} WHERE id = 1", "id", "i");
        var changed = rows.Select(row => row[0] == '1' ? row.Replace("9223372036854775807", "9", StringComparison.Ordinal) : row).ToList();
        Assert.Equal(changed, await lake.OurRowsAsync("t"));
        await lake.CompactAsync("t", rewriteAll: true);
        await lake.PublishAsync("t");
        Assert.Equal(changed, await lake.AssertSameRowsAsync("t"));
        Assert.Equal("34", (await lake.LoadAsync("t")).Metadata.CurrentSchema.GetField("i").InitialDefault);

        // Another column comes, and those with defaults stay as they are; one with a new default waits for format 3.
        await lake.ApplyAsync("t", new UpdateSchema().AddColumn("more", IcebergType.Int).RenameColumn("i", "number").PromoteColumn("number", IcebergType.Long));
        Assert.Equal(changed.Select(row => row + " | null"), await lake.OurRowsAsync("t"));
    }

    [Fact]
    public async Task Equality_deletes_compare_the_default()
    {
        using var lake = await OurLake.OpenAsync();
        var table = await CreateAsync(lake, Field(100, "i", "int", "34"));
        var file = await table.NewScan(new ManifestCache()).PlanFilesAsync(Token).FirstAsync(Token);
        var deletes = ForeignFile.Write(lake, "d", "SELECT 2::BIGINT AS id, 34 AS i UNION ALL SELECT 1, 35", "id: 1, i: 100") with { Content = FileContent.EqualityDeletes, EqualityIds = [1, 100] };
        var lacking = ForeignFile.Write(lake, "e", "SELECT 1::BIGINT AS id", "id: 1") with { Content = FileContent.EqualityDeletes, EqualityIds = [1, 100] };

        Assert.Equal(1L, await CountAsync(deletes));
        Assert.Equal(0L, await CountAsync(deletes, lacking));

        async Task<long> CountAsync(params DataFile[] equality)
        {
            var relation = await lake.Engine.Reader.ReadAsync(ColumnProjection.Of(table), [file with { EqualityDeletes = equality }], false, Token);
            return (long)lake.Connection.QueryScalar($"SELECT count(*) FROM {relation.Sql}")!;
        }
    }

    [Fact]
    public async Task Times_bytes_of_fixed_length_and_structs_have_their_defaults_too()
    {
        using var lake = await OurLake.OpenAsync();
        var inner = new JsonObject { ["type"] = "struct", ["fields"] = new JsonArray(Field(111, "a", "int", "5"), Field(112, "b", "string", null)) };
        await CreateAsync(
            lake, Field(100, "at", "time", "\"22:31:08.123456\""), Field(101, "on", "time", "\"00:00:00\""), Field(103, "whole", "double", "1"), Field(104, "unset", "string", "null"), Field(102, "fx", "fixed[3]", "\"00ff27\""),
            new JsonObject { ["id"] = 110, ["name"] = "made", ["required"] = true, ["type"] = inner.DeepClone(), ["initial-default"] = new JsonObject() });

        Assert.EndsWith("| 22:31:08.123456 | 00:00:00.000000 | 1 | null | AP8n | {a: 5, b: null}", (await lake.OurRowsAsync("t"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_partitions_value_goes_before_the_default_and_the_default_before_null_in_files_without_ids()
    {
        using var lake = await OurLake.OpenAsync();
        var schema = new SchemaBuilder().Optional("id", IcebergType.Long).Optional("region", IcebergType.String).Build();
        await lake.CreateAsync("t", schema, new PartitionSpecBuilder(schema).Identity("region").Build(), ForeignFile.Mapping("""[{"field-id": 1, "names": ["id"]}]"""));
        await lake.ApplyAsync("t", new AppendFiles([ForeignFile.Write(lake, "a", "SELECT 1::BIGINT AS id", null, PartitionValues.Of("eu")), ForeignFile.Write(lake, "b", "SELECT 2::BIGINT AS id", "id: 1", PartitionValues.Of([null]))]));
        await ForeignMetadata.ReplaceAsync(lake, "t", json =>
        {
            var fields = json["schemas"]![0]!["fields"]!.AsArray();
            fields[1]!["initial-default"] = "nowhere";
            fields.Add(Field(100, "n", "int", "3"));
            json["last-column-id"] = 200;
        });

        Assert.Equal(["1 | \"eu\" | 3", "2 | null | 3"], await lake.OurRowsAsync("t"));
        await lake.CompactAsync("t", rewriteAll: true);
        Assert.Equal(["1 | \"eu\" | 3", "2 | null | 3"], await lake.OurRowsAsync("t"));
    }

    [Theory]
    [InlineData("int", "\"34\"")]
    [InlineData("int", "2147483648")]
    [InlineData("int", "1.5")]
    [InlineData("double", "\"NaN\"")]
    [InlineData("decimal(9, 2)", "\"1.5\"")]
    [InlineData("date", "19000")]
    [InlineData("timestamptz", "\"2017-11-16T22:31:08+01:00\"")]
    [InlineData("uuid", "\"0\"")]
    [InlineData("fixed[3]", "\"00\"")]
    [InlineData("string", "7")]
    public async Task What_is_no_value_of_the_type_is_refused_by_table_file_and_column_and_never_compacted(string type, string json)
    {
        using var lake = await OurLake.OpenAsync();
        await CreateAsync(lake, Field(100, "n", type, json));

        foreach (var attempt in (Func<Task>[])[() => lake.OurRowsAsync("t"), () => lake.CompactAsync("t", rewriteAll: true), () => lake.DeleteAsync("t", "SELECT 1 AS id", "id")])
        {
            var error = await Assert.ThrowsAsync<IcebergException>(attempt);
            Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
            Assert.Matches($"^The file .*foreign/.*parquet of the table {lake.Identifier("t")} lacks the column 'n', whose initial default cannot be read: .* is not a value of the type", error.Message);
        }
    }

    /// <summary>Two rows in files that lack the fields, which come to the metadata behind our back; so do fields inside the struct, the list and the map.</summary>
    private static async Task<Paklog.Lakehouse.Iceberg.Catalogs.Table> CreateAsync(OurLake lake, params JsonNode[] added)
    {
        await lake.CreateAsync("t", Before);
        int Id(string path) => Before.GetField(path).Id;
        var ids = $"id: {Id("id")}, s: {{__duckdb_field_id: {Id("s")}, a: {Id("s.a")}}}, l: {{__duckdb_field_id: {Id("l")}, element: {{__duckdb_field_id: {Id("l.element")}, k: {Id("l.element.k")}}}}}, m: {{__duckdb_field_id: {Id("m")}, key: {Id("m.key")}, value: {{__duckdb_field_id: {Id("m.value")}, p: {Id("m.value.p")}}}}}";
        await lake.ApplyAsync("t", new AppendFiles([
            ForeignFile.Write(lake, "one", "SELECT 1::BIGINT AS id, {'a': 5::INTEGER} AS s, [{'k': 1::INTEGER}, NULL] AS l, MAP {'q': {'p': 2::INTEGER}} AS m UNION ALL SELECT 2, NULL, [], NULL", ids)]));
        return await ForeignMetadata.ReplaceAsync(lake, "t", json =>
        {
            var fields = json["schemas"]![0]!["fields"]!.AsArray();
            if (added.Length > 6)
            {
                fields[1]!["type"]!["fields"]!.AsArray().Add(Field(150, "x", "int", "7"));
                fields[2]!["type"]!["element"]!["fields"]!.AsArray().Add(Field(151, "y", "string", "\"in\""));
                fields[3]!["type"]!["value"]!["fields"]!.AsArray().Add(Field(152, "z", "boolean", "true"));
            }

            foreach (var field in added)
                fields.Add(field);
            json["last-column-id"] = 200;
        });
    }

    private static JsonObject Field(int id, string name, string type, string? json)
    {
        var field = new JsonObject { ["id"] = id, ["name"] = name, ["required"] = false, ["type"] = type };
        if (json is not null)
            field["initial-default"] = JsonNode.Parse(json);
        return field;
    }
}
