namespace Paklog.Lakehouse.DuckDb.Tests.Vectors;

public sealed class NestedValueTests(InMemory memory) : IClassFixture<InMemory>
{
    [Fact]
    public void Reads_lists_with_nulls_inside_and_around()
    {
        using var result = memory.Connection.Query("SELECT unnest([[1, NULL, 3], [], NULL, [NULL]])");

        Assert.Equal("INTEGER[]", result.Columns[0].Type.ToString());
        Assert.Equal([new object?[] { 1, null, 3 }, Array.Empty<object?>(), null, new object?[] { null }], Column(result));
    }

    [Fact]
    public void Reads_arrays_of_fixed_length()
    {
        memory.Connection.Execute("CREATE OR REPLACE TABLE arrays (v BIGINT[2]); INSERT INTO arrays VALUES ([0, 1]), (NULL), ([2, 3])");

        using var result = memory.Connection.Query("SELECT v FROM arrays");

        Assert.Equal("BIGINT[2]", result.Columns[0].Type.ToString());
        Assert.Equal([new object?[] { 0L, 1L }, null, new object?[] { 2L, 3L }], Column(result));
    }

    [Fact]
    public void Reads_structs_in_the_order_of_their_fields()
    {
        var value = memory.Value("{'b': 'long enough to stand behind a pointer', 'a': NULL::INTEGER, 'c d': {'e': [1.50]}}");

        var fields = Assert.IsType<KeyValuePair<string, object?>[]>(value);
        Assert.Equal(["b", "a", "c d"], fields.Select(field => field.Key));
        Assert.Equal("long enough to stand behind a pointer", fields[0].Value);
        Assert.Null(fields[1].Value);
        var inner = Assert.IsType<KeyValuePair<string, object?>[]>(fields[2].Value);
        Assert.Equal("e", inner[0].Key);
        Assert.Equal(new object?[] { new DuckDbDecimal(150, 3, 2) }, inner[0].Value);
    }

    [Fact]
    public void Reads_maps_as_pairs()
    {
        using var result = memory.Connection.Query("SELECT unnest([MAP {'x': 1, 'y': NULL}, MAP {}, NULL, MAP {'z': 2}])");

        Assert.Equal("MAP(VARCHAR, INTEGER)", result.Columns[0].Type.ToString());
        var maps = Column(result);
        Assert.Equal([new("x", 1), new("y", null)], Assert.IsType<KeyValuePair<object, object?>[]>(maps[0]));
        Assert.Empty(Assert.IsType<KeyValuePair<object, object?>[]>(maps[1]));
        Assert.Null(maps[2]);
        Assert.Equal([new("z", 2)], Assert.IsType<KeyValuePair<object, object?>[]>(maps[3]));
    }

    [Fact]
    public void Reads_unions_as_the_member_and_its_value()
    {
        memory.Connection.Execute("CREATE OR REPLACE TABLE u (v UNION(number INTEGER, words VARCHAR)); INSERT INTO u VALUES (1), ('two'), (NULL)");

        using var result = memory.Connection.Query("SELECT v FROM u");

        Assert.Equal("UNION(\"number\" INTEGER, \"words\" VARCHAR)", result.Columns[0].Type.ToString());
        Assert.Equal([KeyValuePair.Create("number", (object?)1), KeyValuePair.Create("words", (object?)"two"), null], Column(result));
    }

    [Fact]
    public void Reads_lists_of_structs_over_many_chunks()
    {
        using var result = memory.Connection.Query(
            "SELECT range AS i, [{'k': range, 'v': 'value of row number ' || range}, {'k': -range, 'v': NULL}] AS l FROM range(10000)");
        var rows = 0L;
        while (result.Read())
        {
            var list = Assert.IsType<object?[]>(result.GetValue(1));
            Assert.Equal([new("k", rows), new("v", $"value of row number {rows}")], Assert.IsType<KeyValuePair<string, object?>[]>(list[0]));
            Assert.Equal([new("k", -rows), new("v", null)], Assert.IsType<KeyValuePair<string, object?>[]>(list[1]));
            rows++;
        }

        Assert.Equal(10_000, rows);
    }

    [Fact]
    public void Tells_json_from_text_inside_a_list()
    {
        using var result = memory.Connection.Query("SELECT ['{}'::JSON]");

        Assert.True(result.Columns[0].Type.Element!.IsJson);
        Assert.Equal("JSON[]", result.Columns[0].Type.ToString());
    }

    private static List<object?> Column(DuckDbResult result)
    {
        var values = new List<object?>();
        while (result.Read())
            values.Add(result.GetValue(0));
        return values;
    }
}
