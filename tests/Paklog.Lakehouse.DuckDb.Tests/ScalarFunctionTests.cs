namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class ScalarFunctionTests : IDisposable
{
    private readonly InMemory _memory = new();

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Computes_chunk_by_chunk_and_gives_null_for_null()
    {
        _memory.Connection.RegisterScalarFunction("twice", (argument, results) =>
        {
            for (var row = 0; row < argument.Count; row++)
                results[row] = argument.IsNull(row) ? -1 : 2 * argument.GetInt32(row);
        });

        using var result = _memory.Connection.Query("""
            SELECT count(*), count(twice(i)), sum(twice(i)), count(*) FILTER (twice(i) IS DISTINCT FROM 2 * i)
            FROM (SELECT CASE WHEN range % 3 = 0 THEN NULL ELSE range::INTEGER END AS i FROM range(10000))
            """);

        Assert.True(result.Read());
        Assert.Equal((10000L, 6666L, 2 * 33_326_667L), (result.GetInt64(0), result.GetInt64(1), (long)result.GetInt128(2)));
        Assert.Equal(0L, result.GetInt64(3));
    }

    [Theory]
    [InlineData("CAST(-7 AS INTEGER)", "Integer -7")]
    [InlineData("CAST(-7 AS BIGINT)", "BigInt -7")]
    [InlineData("DATE '1969-12-31'", "Date -1")]
    [InlineData("TIMESTAMP '1969-12-31 23:59:59.999999'", "Timestamp -1")]
    [InlineData("TIMESTAMPTZ '1970-01-01 00:00:00.000002Z'", "TimestampTz 2")]
    [InlineData("CAST('-1234567890123456789012345678.01' AS DECIMAL(38,2))", "Decimal -123456789012345678901234567801")]
    [InlineData("CAST(1.5 AS DECIMAL(4,1))", "Decimal 15")]
    [InlineData("'đỏ and longer than twelve bytes'", "Varchar C491E1BB8F20616E64206C6F6E676572207468616E207477656C7665206279746573")]
    [InlineData("'\\x00\\xFF'::BLOB", "Blob 00FF")]
    [InlineData("UUID '00112233-4455-6677-8899-aabbccddeeff'", "Uuid 00112233-4455-6677-8899-aabbccddeeff")]
    public void Values_arrive_as_they_are_stored(string expression, string expected)
    {
        var seen = "";
        _memory.Connection.RegisterScalarFunction("look", (argument, results) => seen = argument.Type.Kind + " " + argument.Type.Kind switch
        {
            DuckDbTypeKind.Integer or DuckDbTypeKind.Date => argument.GetInt32(0).ToString(),
            DuckDbTypeKind.Decimal => argument.GetDecimal(0).Unscaled.ToString(),
            DuckDbTypeKind.Varchar or DuckDbTypeKind.Blob => Convert.ToHexString(argument.GetBytes(0)),
            DuckDbTypeKind.Uuid => argument.GetGuid(0).ToString(),
            _ => argument.GetInt64(0).ToString(),
        });

        _memory.Value($"look({expression})");

        Assert.Equal(expected, seen);
    }

    [Fact]
    public void What_it_throws_fails_the_statement_and_nothing_else()
    {
        _memory.Connection.RegisterScalarFunction("fail", (_, _) => throw new InvalidOperationException("no luck today"));

        var error = Assert.Throws<DuckDbException>(() => _memory.Value("fail(1)"));

        Assert.Contains("no luck today", error.EngineMessage);
        Assert.Equal(1, _memory.Value("1"));
    }

    [Fact]
    public void A_function_takes_the_place_of_one_of_its_name()
    {
        _memory.Connection.RegisterScalarFunction("number", (_, results) => results.Fill(1));
        _memory.Connection.RegisterScalarFunction("number", (_, results) => results.Fill(2));

        Assert.Equal(2, _memory.Value("number('x')"));
    }

    [Fact]
    public void The_engine_keeps_it_alive()
    {
        Register();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var other = _memory.Database.Connect();

        Assert.Equal((Int128)400_000, other.QueryScalar("SELECT sum(four(range)) FROM range(100000)"));

        void Register()
        {
            var four = 4;
            _memory.Connection.RegisterScalarFunction("four", (_, results) => results.Fill(four));
        }
    }
}
