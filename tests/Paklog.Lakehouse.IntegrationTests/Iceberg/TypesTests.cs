using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Every type that Spark has, written by us and read by Spark, and the other way round.</summary>
public sealed class TypesTests(SparkFixture spark)
{
    private static readonly Schema AllTypes = new SchemaBuilder()
        .Required("id", IcebergType.Int)
        .Optional("flag", IcebergType.Boolean)
        .Optional("big", IcebergType.Long)
        .Optional("f", IcebergType.Float)
        .Optional("d", IcebergType.Double)
        .Optional("d9", IcebergType.Decimal(9, 2))
        .Optional("d18", IcebergType.Decimal(18, 4))
        .Optional("d38", IcebergType.Decimal(38, 10))
        .Optional("day", IcebergType.Date)
        .Optional("ts", IcebergType.Timestamp)
        .Optional("tz", IcebergType.TimestampTz)
        .Optional("text", IcebergType.String)
        .Optional("uuid", IcebergType.Uuid)
        .Optional("bytes", IcebergType.Binary)
        .Optional("record", new StructType(NestedField.Optional(0, "a", IcebergType.Int), NestedField.Optional(0, "inner", new StructType(NestedField.Optional(0, "b", IcebergType.String)))))
        .Optional("list", ListType.Of(IcebergType.Decimal(18, 4)))
        .Optional("map", MapType.Of(IcebergType.String, ListType.Of(new StructType(NestedField.Optional(0, "x", IcebergType.Double), NestedField.Optional(0, "y", IcebergType.TimestampTz)))))
        .Build();

    /// <summary>Edges of every type; the last row is nothing but nulls.</summary>
    private const string Rows = """
        SELECT * FROM (VALUES
            (1, true, 9223372036854775807, 3.4028235e38, 1.7976931348623157e308, 9999999.99, 99999999999999.9999, 9999999999999999999999999999.9999999999, DATE '9999-12-31',
                TIMESTAMP '9999-12-31 23:59:59.999999', TIMESTAMPTZ '9999-12-31 23:59:59.999999Z', 'plain', UUID 'ffffffff-ffff-ffff-ffff-ffffffffffff', '\xFF\xFE\x00'::BLOB,
                {'a': 1, 'inner': {'b': 'x'}}, [1.5, NULL, -2.25], MAP {'k': [{'x': 0.1, 'y': TIMESTAMPTZ '1969-12-31 23:59:59.999999Z'}, NULL], 'n': NULL}),
            (2, false, -9223372036854775808, 'nan', 'nan', -9999999.99, -99999999999999.9999, -9999999999999999999999999999.9999999999, DATE '0001-01-01',
                TIMESTAMP '0001-01-01 00:00:00', TIMESTAMPTZ '0001-01-01 00:00:00Z', 'Đỏ 😀 "quoted" \ '' ' || chr(10), UUID '00000000-0000-0000-0000-000000000000', ''::BLOB,
                {'a': NULL, 'inner': NULL}, [], MAP {}),
            (3, NULL, 0, 'inf', '-inf', 0.00, 0.0001, 0.0000000001, DATE '1969-12-31',
                TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMPTZ '1969-12-31 23:59:59.000001Z', '', NULL, '\x00'::BLOB,
                {'a': -5, 'inner': {'b': NULL}}, [0.0001], MAP {'': [], 'đ': [{'x': NULL, 'y': NULL}]}),
            (4, true, -1, '-0.0', '-0.0', -0.01, -0.0001, -0.0000000001, DATE '1582-10-10',
                TIMESTAMP '1582-10-10 12:34:56.789', TIMESTAMPTZ '1900-02-28 23:59:59.5Z', repeat('é', 5000), UUID '00112233-4455-6677-8899-aabbccddeeff', repeat('\xAB'::BLOB, 3000),
                NULL, NULL, NULL),
            (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        ) t(id, flag, big, f, d, d9, d18, d38, day, ts, tz, text, uuid, bytes, record, list, map)
        """;

    [Fact]
    public async Task What_we_write_Spark_reads()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("types", AllTypes);
        await lake.AppendAsync("types", Rows);
        await lake.PublishAsync("types");

        var rows = await lake.AssertSameRowsAsync("types");

        Assert.Equal(lake.Rows($"(SELECT {string.Join(", ", AllTypes.Fields.Select(field => $"CAST({field.Name} AS {Engine.DuckDbTypes.Name(field.Type)})"))} FROM ({Rows}))", AllTypes), rows);
        Assert.Equal("4", await lake.ValueAsync($"SELECT count(big) FROM {lake.InSpark("types")}"));
        Assert.Equal("0.0000000000", await lake.ValueAsync($"SELECT sum(d38) FROM {lake.InSpark("types")}"));
        Assert.Equal("Infinity", await lake.ValueAsync($"SELECT f FROM {lake.InSpark("types")} WHERE id = 3 AND f > 1e38"));
        Assert.Equal("2", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("types")} WHERE f = double('NaN') OR d = -0.0D AND f = 0.0"));
    }

    [Fact]
    public async Task What_Spark_writes_we_read()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateInSparkAsync("types", """
            (id INT NOT NULL, flag BOOLEAN, big BIGINT, f FLOAT, d DOUBLE, d9 DECIMAL(9,2), d18 DECIMAL(18,4), d38 DECIMAL(38,10), day DATE, ts TIMESTAMP_NTZ, tz TIMESTAMP, text STRING, bytes BINARY,
            record STRUCT<a: INT NOT NULL, `in-ner 1`: STRUCT<`đỏ`: STRING, `2x`: DATE>>, list ARRAY<DECIMAL(18,4)>, map MAP<STRING, ARRAY<STRUCT<`x y`: DOUBLE, y: TIMESTAMP>>>)
            """);
        await lake.SqlAsync($"""
            INSERT INTO {lake.InSpark("types")} VALUES
            (1, true, 9223372036854775807, float('3.4028235e38'), double('1.7976931348623157e308'), 9999999.99, 99999999999999.9999, 9999999999999999999999999999.9999999999, DATE '9999-12-31',
                TIMESTAMP_NTZ '9999-12-31 23:59:59.999999', TIMESTAMP '9999-12-31 23:59:59.999999', 'Đỏ 😀', X'FFFE00',
                named_struct('a', 1, 'in-ner 1', named_struct('đỏ', 'x', '2x', DATE '0001-01-01')), array(1.5, NULL), map('k', array(named_struct('x y', 0.1D, 'y', TIMESTAMP '1969-12-31 23:59:59.999999'), NULL), 'n', NULL)),
            (2, false, -9223372036854775808, float('NaN'), double('-Infinity'), -9999999.99, -0.0001, -0.0000000001, DATE '0001-01-01',
                TIMESTAMP_NTZ '0001-01-01 00:00:00', TIMESTAMP '0001-01-01 00:00:00', '', X'', named_struct('a', -1, 'in-ner 1', NULL), array(), map()),
            (3, NULL, NULL, float('-0.0'), double('-0.0'), NULL, NULL, NULL, DATE '1582-10-10', TIMESTAMP_NTZ '1582-10-10 12:34:56.789', TIMESTAMP '1900-02-28 23:59:59.5', NULL, NULL, NULL, NULL, NULL),
            (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
            """);

        var adopted = await lake.AdoptAsync("types");
        var rows = await lake.AssertSameRowsAsync("types");
        await lake.AppendAsync("types", $"SELECT * FROM {(await lake.Engine.Reader.ReadAsync(adopted, TestContext.Current.CancellationToken)).Sql}");
        await lake.PublishAsync("types");

        Assert.Equal(4, rows.Count);
        Assert.Contains("{a: 1, in-ner 1: {đỏ: \"x\", 2x: 0001-01-01}} | [1.5000, null]", rows[0]);
        Assert.Equal(rows.SelectMany(row => (string[])[row, row]), await lake.AssertSameRowsAsync("types"));
    }

    [Fact]
    public async Task A_table_with_a_time_column_is_none_for_Spark()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("clock", new SchemaBuilder().Required("id", IcebergType.Int).Optional("t", IcebergType.Time).Build());
        await lake.AppendAsync("clock", "SELECT 1 AS id, TIME '23:59:59.999999' AS t");
        await lake.PublishAsync("clock");

        var refused = await Assert.ThrowsAsync<SparkSqlException>(() => lake.SqlAsync($"SELECT * FROM {lake.InSpark("clock")}"));

        Assert.Contains("does not support time", refused.Message);
        Assert.Equal("1 | 23:59:59.999999", Assert.Single(await lake.OurRowsAsync("clock")));
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_and_leaves_no_file()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("fixed", new SchemaBuilder().Required("id", IcebergType.Int).Optional("f", IcebergType.Fixed(4)).Build());
        await lake.CreateAsync("required", new SchemaBuilder().Required("id", IcebergType.Int).Required("s", new StructType(NestedField.RequiredField(0, "a", IcebergType.Int))).Build());
        await lake.CreateAsync("endless", new SchemaBuilder().Required("id", IcebergType.Int).Optional("ts", IcebergType.TimestampTz).Build());
        await lake.CreateAsync("cases", new SchemaBuilder().Required("id", IcebergType.Int).Required("ID", IcebergType.Int).Build());

        await Refuses("fixed", "SELECT 1 AS id, 'abcd'::BLOB AS f", "type fixed[4]");
        await Refuses("required", "SELECT NULL AS id, {'a': 1} AS s", "'id' is required, and 1 of the rows");
        await Refuses("required", "SELECT 1 AS id, {'a': NULL} AS s", "'s.a' is required");
        await Refuses("required", "SELECT 1 AS id, NULL AS s", "'s' is required");
        await Refuses("endless", "SELECT 1 AS id, 'infinity'::TIMESTAMPTZ AS ts", "'infinity' is no timestamptz");
        await Refuses("cases", "SELECT 1 AS id", "id_1");

        async Task Refuses(string table, string rows, string sentence)
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => lake.AppendAsync(table, rows));
            Assert.Contains(sentence, error.Message);
            Assert.Empty(Directory.EnumerateFiles(Location.ToLocalPath(lake.Location), "*.parquet", SearchOption.AllDirectories));
        }
    }
}
