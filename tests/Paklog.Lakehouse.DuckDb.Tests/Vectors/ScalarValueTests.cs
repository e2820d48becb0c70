namespace Paklog.Lakehouse.DuckDb.Tests.Vectors;

public sealed class ScalarValueTests(InMemory memory) : IClassFixture<InMemory>
{
    public static TheoryData<string, string, object?> Values => new()
    {
        { "true", "BOOLEAN", true },
        { "false", "BOOLEAN", false },
        { "(-128)::TINYINT", "TINYINT", sbyte.MinValue },
        { "127::TINYINT", "TINYINT", sbyte.MaxValue },
        { "(-32768)::SMALLINT", "SMALLINT", short.MinValue },
        { "2147483647::INTEGER", "INTEGER", int.MaxValue },
        { "(-2147483648)::INTEGER", "INTEGER", int.MinValue },
        { "9223372036854775807", "BIGINT", long.MaxValue },
        { "(-9223372036854775808)::BIGINT", "BIGINT", long.MinValue },
        { "255::UTINYINT", "UTINYINT", byte.MaxValue },
        { "65535::USMALLINT", "USMALLINT", ushort.MaxValue },
        { "4294967295::UINTEGER", "UINTEGER", uint.MaxValue },
        { "18446744073709551615::UBIGINT", "UBIGINT", ulong.MaxValue },
        { "170141183460469231731687303715884105727::HUGEINT", "HUGEINT", Int128.MaxValue },
        { "'-170141183460469231731687303715884105728'::HUGEINT", "HUGEINT", Int128.MinValue },
        { "(-1)::HUGEINT", "HUGEINT", (Int128)(-1) },
        { "340282366920938463463374607431768211455::UHUGEINT", "UHUGEINT", UInt128.MaxValue },
        { "1.5::FLOAT", "FLOAT", 1.5f },
        { "'nan'::FLOAT", "FLOAT", float.NaN },
        { "0.1::DOUBLE", "DOUBLE", 0.1 },
        { "'-inf'::DOUBLE", "DOUBLE", double.NegativeInfinity },
        { "(-99.99)::DECIMAL(4,2)", "DECIMAL(4,2)", new DuckDbDecimal(-9999, 4, 2) },
        { "123456789::DECIMAL(9,0)", "DECIMAL(9,0)", new DuckDbDecimal(123456789, 9, 0) },
        { "(-1234567890123456.78)::DECIMAL(18,2)", "DECIMAL(18,2)", new DuckDbDecimal(-123456789012345678, 18, 2) },
        { "'-99999999999999999999999999999999.999999'::DECIMAL(38,6)", "DECIMAL(38,6)", new DuckDbDecimal(-(Int128.Parse("100000000000000000000000000000000000000") - 1), 38, 6) },
        { "''", "VARCHAR", "" },
        { "'twelve bytes'", "VARCHAR", "twelve bytes" },
        { "'thirteen byte'", "VARCHAR", "thirteen byte" },
        { "'Đà Nẵng 🚚 giao hàng'", "VARCHAR", "Đà Nẵng 🚚 giao hàng" },
        { "'a' || chr(0) || 'b'", "VARCHAR", "a\0b" },
        { "'{\"a\": [1]}'::JSON", "JSON", "{\"a\": [1]}" },
        { "'\\x00\\xFF'::BLOB", "BLOB", new byte[] { 0, 255 } },
        { "''::BLOB", "BLOB", Array.Empty<byte>() },
        { "'0101100111'::BIT", "BIT", "0101100111" },
        { "'11111111'::BIT", "BIT", "11111111" },
        { "'00112233-4455-6677-8899-aabbccddeeff'::UUID", "UUID", new Guid("00112233-4455-6677-8899-aabbccddeeff") },
        { "'ffffffff-ffff-ffff-ffff-ffffffffffff'::UUID", "UUID", new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff") },
        { "'shipped'::ENUM('new', 'shipped')", "ENUM('new', 'shipped')", "shipped" },
        { "DATE '2026-11-21'", "DATE", new DateOnly(2026, 11, 21) },
        { "DATE '0001-01-01'", "DATE", DateOnly.MinValue },
        { "DATE '9999-12-31'", "DATE", DateOnly.MaxValue },
        { "'infinity'::DATE", "DATE", DuckDbDate.PositiveInfinity },
        { "'-infinity'::DATE", "DATE", DuckDbDate.NegativeInfinity },
        { "DATE '10000-01-01'", "DATE", new DuckDbDate(2932897) },
        { "TIME '23:59:59.999999'", "TIME", new TimeOnly(23, 59, 59, 999, 999) },
        { "TIME '24:00:00'", "TIME", TimeSpan.FromHours(24) },
        { "TIMETZ '01:02:03+07:00'", "TIME WITH TIME ZONE", new DuckDbTimeTz(3_723_000_000, 25_200) },
        { "TIMETZ '01:02:03-15:59:59'", "TIME WITH TIME ZONE", new DuckDbTimeTz(3_723_000_000, -57_599) },
        { "TIMESTAMP '2026-11-21 10:00:00.123456'", "TIMESTAMP", new DateTime(2026, 11, 21, 10, 0, 0, 123, 456) },
        { "TIMESTAMP '1969-12-31 23:59:59.999999'", "TIMESTAMP", new DateTime(1969, 12, 31, 23, 59, 59, 999, 999) },
        { "'infinity'::TIMESTAMP", "TIMESTAMP", new DuckDbTimestamp(long.MaxValue, DuckDbTimeUnit.Microsecond) },
        { "'-infinity'::TIMESTAMP", "TIMESTAMP", new DuckDbTimestamp(-long.MaxValue, DuckDbTimeUnit.Microsecond) },
        { "TIMESTAMP '12345-01-01 00:00:00'", "TIMESTAMP", new DuckDbTimestamp(327_403_382_400_000_000, DuckDbTimeUnit.Microsecond) },
        { "TIMESTAMP_S '2026-11-21 10:00:00'", "TIMESTAMP_S", new DateTime(2026, 11, 21, 10, 0, 0) },
        { "TIMESTAMP_MS '2026-11-21 10:00:00.123'", "TIMESTAMP_MS", new DateTime(2026, 11, 21, 10, 0, 0, 123) },
        { "TIMESTAMP_NS '2026-11-21 10:00:00.1234567'", "TIMESTAMP_NS", new DateTime(2026, 11, 21, 10, 0, 0).AddTicks(1_234_567) },
        { "TIMESTAMP_NS '1970-01-01 00:00:00.000000001'", "TIMESTAMP_NS", new DuckDbTimestamp(1, DuckDbTimeUnit.Nanosecond) },
        { "TIMESTAMPTZ '2026-11-21 10:00:00+07:00'", "TIMESTAMP WITH TIME ZONE", new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero) },
        { "'infinity'::TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", new DuckDbTimestamp(long.MaxValue, DuckDbTimeUnit.Microsecond, HasTimeZone: true) },
        { "INTERVAL '14 months -3 days 0.5 seconds'", "INTERVAL", new DuckDbInterval(14, -3, 500_000) },
        { "NULL", "INTEGER", null },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Reads_the_value_exactly(string expression, string type, object? expected)
    {
        using var result = memory.Connection.Query($"SELECT {expression}");

        Assert.Equal(type, result.Columns[0].Type.ToString());
        Assert.True(result.Read());
        var value = result.GetValue(0);
        Assert.Equal(expected?.GetType(), value?.GetType());
        Assert.Equal(expected, value);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Tells_null_from_value_row_by_row(string expression, string type, object? expected)
    {
        // 5,000 rows are three chunks, with a NULL at every third row and so at changing places of the validity mask.
        using var result = memory.Connection.Query($"SELECT CASE WHEN range % 3 = 1 THEN NULL ELSE {expression} END FROM range(5000)");
        var rows = 0;
        while (result.Read())
        {
            var isNull = expected is null || rows++ % 3 == 1;
            Assert.Equal(isNull, result.IsNull(0));
            Assert.Equal(isNull ? null : expected, result.GetValue(0));
        }

        Assert.Equal(expected is null ? 0 : 5000, rows);
        Assert.NotEmpty(type);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(300)]
    [InlineData(70_000)]
    public void Reads_enums_of_every_code_width(int names)
    {
        var list = string.Join(", ", Enumerable.Range(0, names).Select(i => $"'name {i}'"));
        memory.Connection.Execute($"CREATE OR REPLACE TYPE many AS ENUM ({list})");

        using var result = memory.Connection.Query($"SELECT 'name 0'::many, 'name {names - 1}'::many");

        Assert.True(result.Read());
        Assert.Equal(("name 0", $"name {names - 1}"), (result.GetString(0), result.GetValue(1)));
        Assert.Equal(names, result.Columns[0].Type.EnumNames.Count);
    }

    [Theory]
    [InlineData("'12:00:00.123456789'::TIME_NS")]
    [InlineData("12345678901234567890123456789012345678901234567890::BIGNUM")]
    [InlineData("42::VARIANT")]
    public void Refuses_types_it_cannot_read_and_says_to_cast(string expression)
    {
        var error = Assert.Throws<NotSupportedException>(() => memory.Value(expression));

        Assert.Contains("cast it in SQL", error.Message);
    }
}
