using System.Globalization;

namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class DuckDbResultTests(InMemory memory) : IClassFixture<InMemory>
{
    [Theory]
    [InlineData("1::TINYINT")]
    [InlineData("1::UTINYINT")]
    [InlineData("1::SMALLINT")]
    [InlineData("1::USMALLINT")]
    [InlineData("1::INTEGER")]
    [InlineData("1::UINTEGER")]
    [InlineData("1::BIGINT")]
    [InlineData("1::UBIGINT")]
    [InlineData("1::HUGEINT")]
    [InlineData("1::UHUGEINT")]
    public void Integer_getters_take_every_integer_type(string expression)
    {
        using var result = memory.Connection.Query($"SELECT {expression}");

        Assert.True(result.Read());
        Assert.Equal((1, 1L, (Int128)1), (result.GetInt32(0), result.GetInt64(0), result.GetInt128(0)));
    }

    [Theory]
    [InlineData("9223372036854775808::UBIGINT")]
    [InlineData("-9223372036854775809::HUGEINT")]
    [InlineData("340282366920938463463374607431768211455::UHUGEINT")]
    public void Integer_getters_refuse_what_does_not_fit(string expression)
    {
        using var result = memory.Connection.Query($"SELECT {expression}");

        Assert.True(result.Read());
        Assert.Throws<OverflowException>(() => result.GetInt64(0));
    }

    [Fact]
    public void Typed_getters_give_the_stored_value()
    {
        using var result = memory.Connection.Query(
            "SELECT true, 0.5::FLOAT, 0.25, 'open'::ENUM('open'), 'ab'::BLOB, '00112233-4455-6677-8899-aabbccddeeff'::UUID, INTERVAL 2 MONTHS,"
            + " 'infinity'::DATE, TIMESTAMPTZ '1970-01-01 07:00:01+07', TIMESTAMP_MS '1970-01-01 00:00:01', TIME '24:00:00', 'long enough for the heap'");

        Assert.True(result.Read());
        Assert.True(result.GetBoolean(0));
        Assert.Equal(0.5, result.GetDouble(1));
        Assert.Equal("0.25", result.GetDecimal(2).ToString());
        Assert.Equal("open", result.GetString(3));
        Assert.Equal("ab"u8, result.GetBytes(4));
        Assert.Equal(new Guid("00112233-4455-6677-8899-aabbccddeeff"), result.GetGuid(5));
        Assert.Equal(new DuckDbInterval(2, 0, 0), result.GetInterval(6));
        Assert.Equal(DuckDbDate.PositiveInfinity, result.GetDate(7));
        Assert.Equal(1_000_000, result.GetTimestampMicros(8));
        Assert.Equal(new DuckDbTimestamp(1000, DuckDbTimeUnit.Millisecond), result.GetTimestamp(9));
        Assert.Equal(86_400_000_000, result.GetTimeMicros(10));
        Assert.Equal("long enough for the heap"u8, result.GetBytes(11));
    }

    [Fact]
    public void Typed_getters_refuse_another_type_and_null_by_the_column_s_name()
    {
        using var result = memory.Connection.Query("SELECT 'x' AS words, NULL::BIGINT AS missing, TIMESTAMP_MS '2026-01-01' AS millis");

        Assert.True(result.Read());
        Assert.Equal("Column 'words' is VARCHAR, not an integer.", Assert.Throws<InvalidCastException>(() => result.GetInt64(0)).Message);
        Assert.Equal("Column 'words' is VARCHAR, not DECIMAL.", Assert.Throws<InvalidCastException>(() => result.GetDecimal(0)).Message);
        Assert.StartsWith("Column 'missing' is NULL", Assert.Throws<InvalidCastException>(() => result.GetInt64(1)).Message);
        Assert.Throws<InvalidCastException>(() => result.GetTimestampMicros(2));
    }

    [Fact]
    public void Columns_are_found_by_name()
    {
        using var result = memory.Connection.Query("SELECT 1 AS a, 2 AS b");

        Assert.Equal(1, result.GetOrdinal("b"));
        Assert.Contains("no column 'c'; it has a, b", Assert.Throws<ArgumentException>(() => result.GetOrdinal("c")).Message);
    }

    [Fact]
    public void There_is_no_row_before_the_first_and_behind_the_last()
    {
        using var result = memory.Connection.Query("SELECT 1");

        Assert.Throws<InvalidOperationException>(() => result.GetInt32(0));
        Assert.True(result.Read());
        Assert.False(result.Read());
        Assert.Throws<InvalidOperationException>(() => result.GetValue(0));
    }

    [Fact]
    public void An_empty_result_has_its_columns()
    {
        using var result = memory.Connection.Query("SELECT 1 AS a WHERE false");

        Assert.Equal("a", result.Columns[0].Name);
        Assert.False(result.Read());
    }

    [Fact]
    public async Task Rows_can_be_awaited()
    {
        using var result = await memory.Connection.QueryAsync("SELECT range FROM range(5000)", TestContext.Current.CancellationToken);
        var sum = 0L;
        while (await result.ReadAsync())
            sum += result.GetInt64(0);

        Assert.Equal(5000L * 4999 / 2, sum);
    }

    [Fact]
    public void Streams_more_rows_than_the_engine_may_hold()
    {
        // 3 million rows of 96 random letters are 288 MB; the engine may hold 64 MB and may not spill.
        const string rows = "SELECT range AS i, md5(range::VARCHAR) || md5((range + 1)::VARCHAR) || md5((range + 2)::VARCHAR) AS payload FROM range(3000000)";
        using var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { MemoryLimit = "64MB", Threads = 2, TempDirectory = "" });
        using var connection = database.Connect();

        var held = Assert.Throws<DuckDbException>(() => connection.Execute($"CREATE TEMP TABLE held AS {rows}"));
        Assert.Equal(DuckDbErrorKind.OutOfMemory, held.Kind);

        using var result = connection.Query(rows);
        long count = 0, bytes = 0;
        while (result.Read())
        {
            Assert.True(result.GetInt64(0) >= 0);
            bytes += result.GetBytes(1).Length;
            count++;
        }

        Assert.Equal((3_000_000L, 288_000_000L), (count, bytes));
    }

    [Fact]
    public void A_failure_in_the_middle_of_the_rows_is_an_error_and_not_their_end()
    {
        using var result = memory.Connection.Query("SELECT CASE WHEN range = 500000 THEN error('row 500000') ELSE range END FROM range(1000000)");

        var error = Assert.Throws<DuckDbException>(() =>
        {
            while (result.Read())
                Assert.False(result.IsNull(0));
        });

        Assert.Contains("row 500000", error.Message);
        Assert.Equal(1, memory.Value("1"));
    }

    [Fact]
    public void Reads_what_copy_returns_about_its_files()
    {
        var folder = Directory.CreateTempSubdirectory("duckdb-copy-");
        try
        {
            var path = Path.Combine(folder.FullName, "o'rders.parquet");
            using var result = memory.Connection.Query(
                "COPY (SELECT range AS id, CASE WHEN range > 0 THEN 'n' || range END AS name FROM range(100))"
                + $" TO {DuckDbLiteral.Quote(path)} (FORMAT parquet, FIELD_IDS {{id: 1, name: 2}}, RETURN_STATS)");

            Assert.True(result.Read());
            Assert.Equal(path, result.GetString(result.GetOrdinal("filename")));
            Assert.Equal(100, result.GetInt64(result.GetOrdinal("count")));
            Assert.Equal(new FileInfo(path).Length, result.GetInt64(result.GetOrdinal("file_size_bytes")));
            var columns = Assert.IsType<KeyValuePair<object, object?>[]>(result.GetValue(result.GetOrdinal("column_statistics")));
            var byColumn = columns.ToDictionary(column => (string)column.Key, column => Statistics(column.Value));
            Assert.Equal("99", byColumn["\"id\""]["max"]);
            Assert.Equal("1", byColumn["\"name\""]["null_count"]);
            Assert.False(result.Read());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Statistics(object? map) => Assert.IsType<KeyValuePair<object, object?>[]>(map)
        .ToDictionary(pair => (string)pair.Key, pair => Convert.ToString(pair.Value, CultureInfo.InvariantCulture)!);
}
