using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>Every type that Trino has, written by us and read by Trino, and the other way round.</summary>
[Collection(TrinoCollection.Name)]
public sealed class TypesTests(TrinoFixture trino)
{
    private static readonly PrimitiveType[] Primitives =
    [
        IcebergType.Boolean, IcebergType.Int, IcebergType.Long, IcebergType.Float, IcebergType.Double, IcebergType.Decimal(9, 2), IcebergType.Decimal(18, 4), IcebergType.Decimal(38, 9),
        IcebergType.Date, IcebergType.Time, IcebergType.Timestamp, IcebergType.TimestampTz, IcebergType.String, IcebergType.Uuid, IcebergType.Binary,
    ];

    /// <summary>Of the nested columns: the type, the type in Trino, and for each row the value of ours and of Trino.</summary>
    private static readonly (string Name, IcebergType Type, string InTrino, (string Ours, string Trino)[] Rows)[] Nested =
    [
        ("record", new StructType(NestedField.Optional(0, "a", IcebergType.Int), NestedField.Optional(0, "deep", new StructType(NestedField.Optional(0, "b", IcebergType.String)))), "row(a integer, deep row(b varchar))",
            [
                ("{'a': 1, 'deep': {'b': 'x'}}", "ROW(1, ROW('x'))"), ("{'a': NULL, 'deep': NULL}", "ROW(NULL, NULL)"),
                ("{'a': -5, 'deep': {'b': NULL}}", "ROW(-5, ROW(NULL))"), ("NULL", "NULL"), ("{'a': 0, 'deep': {'b': ''}}", "ROW(0, ROW(''))"),
            ]),
        ("list", ListType.Of(IcebergType.Decimal(18, 4)), "array(decimal(18, 4))",
            [("[1.5, NULL, -2.25]", "ARRAY[1.5, NULL, -2.25]"), ("[]", "ARRAY[]"), ("[NULL]", "ARRAY[NULL]"), ("NULL", "NULL"), ("[99999999999999.9999]", "ARRAY[99999999999999.9999]")]),
        ("map", MapType.Of(IcebergType.String, ListType.Of(new StructType(NestedField.Optional(0, "x", IcebergType.Double), NestedField.Optional(0, "y", IcebergType.TimestampTz)))),
            "map(varchar, array(row(x double, y timestamp(6) with time zone)))",
            [
                ("MAP {'k': [{'x': 0.1, 'y': TIMESTAMPTZ '1969-12-31 23:59:59.999999Z'}, NULL], 'n': NULL}", "MAP(ARRAY['k', 'n'], ARRAY[ARRAY[ROW(0.1, TIMESTAMP '1969-12-31 23:59:59.999999 UTC'), NULL], NULL])"),
                ("MAP {}", "MAP()"), ("MAP {'': [], 'đ': [{'x': NULL, 'y': NULL}]}", "MAP(ARRAY['', 'đ'], ARRAY[ARRAY[], ARRAY[ROW(NULL, NULL)]])"), ("NULL", "NULL"), ("MAP {'z': NULL}", "MAP(ARRAY['z'], ARRAY[NULL])"),
            ]),
        ("days", MapType.Of(IcebergType.Date, IcebergType.Uuid), "map(date, uuid)",
            [("MAP {DATE '0001-01-01': UUID '00112233-4455-6677-8899-aabbccddeeff'}", "MAP(ARRAY[DATE '0001-01-01'], ARRAY[UUID '00112233-4455-6677-8899-aabbccddeeff'])"), ("MAP {}", "MAP()"), ("NULL", "NULL"), ("NULL", "NULL"), ("NULL", "NULL")]),
    ];

    private static readonly Schema AllTypes = Columns();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_value_of_every_type_both_ways()
    {
        var lake = await trino.LakeAsync();
        await lake.CreateAsync("ours", AllTypes);
        await lake.AppendAsync("ours", OurRows());
        await lake.SqlAsync($"CREATE TABLE {lake.InTrino("theirs")} (id integer NOT NULL, {string.Join(", ", Primitives.Select((type, index) => $"c{index} {SampleValues.InTrino(type)}").Concat(Nested.Select(column => $"\"{column.Name}\" {column.InTrino}")))}) WITH (format_version = 2)");
        await lake.SqlAsync($"INSERT INTO {lake.InTrino("theirs")} VALUES {string.Join(", ", Enumerable.Range(0, SampleValues.Rows).Select(TrinoRow))}");

        var types = string.Join(", ", AllTypes.Fields.Select(field => $"CAST(\"{field.Name}\" AS {DuckDbTypes.Name(field.Type)})"));
        var expected = lake.Rows($"(SELECT {types} FROM ({OurRows()}))", AllTypes);
        Assert.Equal(SampleValues.Rows, expected.Count);
        Assert.Equal(AllTypes.Fields.Select(field => field.Type.ToString()), (await lake.LoadAsync("theirs")).Metadata.CurrentSchema.Fields.Select(field => field.Type.ToString()));
        Assert.Equal(expected, await lake.TrinoRowsAsync("ours"));
        Assert.Equal(expected, await lake.OurRowsAsync("theirs"));
        Assert.Equal(expected, await lake.TrinoRowsAsync("theirs"));

        await lake.AppendAsync("theirs", $"SELECT * FROM {(await lake.Engine.Reader.ReadAsync(await lake.LoadAsync("ours"), Token)).Sql}");
        await lake.SqlAsync($"INSERT INTO {lake.InTrino("ours")} SELECT * FROM {lake.InTrino("theirs")} WHERE c3 IN (REAL 'Infinity', REAL '1.0E-45')");
        Assert.Equal(expected.SelectMany(row => (string[])[row, row]), await lake.TrinoRowsAsync("theirs"));
        Assert.Equal(SampleValues.Rows + 4, (await lake.OurRowsAsync("ours")).Count);
    }

    /// <summary>.NET has no such dates, so they are compared as what Iceberg counts: days and microseconds since 1970.</summary>
    [Fact]
    public async Task Years_before_the_first_and_after_9999_both_ways()
    {
        var lake = await trino.LakeAsync();
        var schema = new SchemaBuilder().Required("id", IcebergType.Int).Optional("day", IcebergType.Date).Optional("ts", IcebergType.Timestamp).Build();
        await lake.CreateAsync("far", schema, new PartitionSpecBuilder(schema).Year("day").Month("ts").Build());
        await lake.AppendAsync("far", "SELECT * FROM (VALUES (1, DATE '0044-03-15 (BC)', TIMESTAMP '0044-03-15 (BC) 10:00:00.5'), (2, DATE '12345-06-07', TIMESTAMP '12345-06-07 08:09:10')) t(id, day, ts)");
        await lake.SqlAsync($"INSERT INTO {lake.InTrino("far")} VALUES (3, DATE '-0043-03-15', TIMESTAMP '-0043-03-15 10:00:00.500000'), (4, DATE '12345-06-07', TIMESTAMP '12345-06-07 08:09:10.000000')");

        var theirs = await lake.JsonAsync($"SELECT id, date_diff('day', DATE '1970-01-01', day), date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', ts) FROM {lake.InTrino("far")}");
        var relation = await lake.Engine.Reader.ReadAsync(await lake.LoadAsync("far"), Token);
        var ours = (string)lake.Connection.QueryScalar($"SELECT string_agg(format('[{{}},{{}},{{}}]', id, day - DATE '1970-01-01', epoch_ms(ts)), ' ' ORDER BY id) FROM {relation.Sql}")!;

        Assert.Equal(["[1,-735160,-63517787999500]", "[2,3789548,327416976550000]", "[3,-735160,-63517787999500]", "[4,3789548,327416976550000]"], theirs);
        Assert.Equal(string.Join(' ', theirs), ours);
        Assert.Equal(["[1]", "[3]"], await lake.JsonAsync($"SELECT id FROM {lake.InTrino("far")} WHERE day = DATE '-0043-03-15' AND ts < TIMESTAMP '0001-01-01 00:00:00'"));
        Assert.Equal(["[2]", "[4]"], await lake.JsonAsync($"SELECT id FROM {lake.InTrino("far")} WHERE day > DATE '9999-12-31' AND ts = TIMESTAMP '12345-06-07 08:09:10'"));
    }

    private static Schema Columns()
    {
        var columns = new SchemaBuilder().Required("id", IcebergType.Int);
        for (var index = 0; index < Primitives.Length; index++)
            columns.Optional($"c{index}", Primitives[index]);
        foreach (var column in Nested)
            columns.Optional(column.Name, column.Type);
        return columns.Build();
    }

    private static string OurRows() => string.Join(" UNION ALL ", Enumerable.Range(0, SampleValues.Rows).Select(row =>
        $"SELECT {row} AS id, {string.Join(", ", Primitives.Select((type, index) => $"{SampleValues.Ours(type, row)} AS c{index}").Concat(Nested.Select(column => $"CAST({Value(column.Rows, row).Ours} AS {DuckDbTypes.Name(column.Type)}) AS \"{column.Name}\"")))}"));

    private static string TrinoRow(int row) =>
        $"({row}, {string.Join(", ", Primitives.Select(type => SampleValues.Trino(type, row)).Concat(Nested.Select(column => $"CAST({Value(column.Rows, row).Trino} AS {column.InTrino})")))})";

    private static (string Ours, string Trino) Value((string, string)[] rows, int row) => row < rows.Length ? rows[row] : ("NULL", "NULL");
}
