namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class BoundValueTests(InMemory memory) : IClassFixture<InMemory>
{
    public static TheoryData<object, string> Scalars => new()
    {
        { true, "BOOLEAN" },
        { sbyte.MinValue, "TINYINT" },
        { byte.MaxValue, "UTINYINT" },
        { short.MinValue, "SMALLINT" },
        { ushort.MaxValue, "USMALLINT" },
        { int.MinValue, "INTEGER" },
        { uint.MaxValue, "UINTEGER" },
        { long.MinValue, "BIGINT" },
        { ulong.MaxValue, "UBIGINT" },
        { Int128.MaxValue, "HUGEINT" },
        { Int128.MinValue, "HUGEINT" },
        { UInt128.MaxValue, "UHUGEINT" },
        { 1.5f, "FLOAT" },
        { double.NaN, "DOUBLE" },
        { new DuckDbDecimal(-12345, 9, 2), "DECIMAL(9,2)" },
        { "", "VARCHAR" },
        { "it's \"quoted\"; DROP TABLE t; -- \\", "VARCHAR" },
        { "Nguyễn Thị Ánh 🚚\r\n\t", "VARCHAR" },
        { "a\0b", "VARCHAR" },
        { Array.Empty<byte>(), "BLOB" },
        { new byte[] { 0, 39, 255, 0 }, "BLOB" },
        { new Guid("ffeeddcc-bbaa-9988-7766-554433221100"), "UUID" },
        { DateOnly.MinValue, "DATE" },
        { DateOnly.MaxValue, "DATE" },
        { DuckDbDate.NegativeInfinity, "DATE" },
        { new DateTime(1969, 12, 31, 23, 59, 59, 999, 999), "TIMESTAMP" },
        { new DuckDbTimestamp(long.MaxValue, DuckDbTimeUnit.Microsecond), "TIMESTAMP" },
        { new DuckDbTimestamp(1, DuckDbTimeUnit.Nanosecond), "TIMESTAMP_NS" },
        { new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero), "TIMESTAMP WITH TIME ZONE" },
        { new DuckDbTimestamp(-long.MaxValue, DuckDbTimeUnit.Microsecond, HasTimeZone: true), "TIMESTAMP WITH TIME ZONE" },
        { new TimeOnly(23, 59, 59, 999, 999), "TIME" },
        { new DuckDbTimeTz(1, -3600), "TIME WITH TIME ZONE" },
        { new DuckDbInterval(-14, 3, 500_000), "INTERVAL" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Comes_back_as_it_went_in(object value, string type)
    {
        using var result = memory.Connection.Query("SELECT ? AS v", value);

        Assert.Equal(type, result.Columns[0].Type.ToString());
        Assert.True(result.Read());
        Assert.Equal(value, result.GetValue(0));
    }

    [Fact]
    public void Null_is_null() => Assert.Equal(true, memory.Value("? IS NULL", (object?)null));

    [Theory]
    [InlineData("0", "DECIMAL(1,0)", "0")]
    [InlineData("1.50", "DECIMAL(3,2)", "1.50")]
    [InlineData("-0.001", "DECIMAL(3,3)", "-0.001")]
    [InlineData("79228162514264337593543950335", "DECIMAL(29,0)", "79228162514264337593543950335")]
    [InlineData("-7.9228162514264337593543950335", "DECIMAL(29,28)", "-7.9228162514264337593543950335")]
    public void A_decimal_keeps_its_digits(string digits, string type, string text)
    {
        var value = decimal.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

        using var result = memory.Connection.Query("SELECT ? AS v", value);

        Assert.Equal(type, result.Columns[0].Type.ToString());
        Assert.True(result.Read());
        Assert.Equal(text, result.GetDecimal(0).ToString());
        Assert.Equal(value, result.GetDecimal(0).ToDecimal());
    }

    [Fact]
    public void A_DateTime_of_kind_Utc_is_an_instant()
    {
        var value = memory.Value("?", new DateTime(2026, 11, 21, 3, 0, 0, DateTimeKind.Utc));

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero), value);
    }

    [Fact]
    public void A_DateTime_of_kind_Local_is_refused() =>
        Assert.Contains("kind Local", Assert.Throws<ArgumentException>(() => memory.Value("?", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local))).Message);

    [Fact]
    public void Tenths_of_a_microsecond_are_cut_off_towards_the_past()
    {
        var value = memory.Value("?", new DateTime(1969, 12, 31, 23, 59, 59).AddTicks(9_999_999));

        Assert.Equal(new DateTime(1969, 12, 31, 23, 59, 59, 999, 999), value);
    }

    [Fact]
    public void Lists_come_back_as_lists()
    {
        Assert.Equal(new object?[] { "a'b", null, "" }, memory.Value("?", new List<string?> { "a'b", null, "" }));
        Assert.Equal(new object?[] { 1, 2 }, memory.Value("?", new[] { 1, 2 }));
        Assert.Equal(new object?[] { long.MinValue, 2L }, memory.Value("?", new List<long> { long.MinValue, 2 }));
        Assert.Equal(new object?[] { 0.5 }, memory.Value("?", new[] { 0.5 }));
        Assert.Equal(new object?[] { new DateOnly(2026, 1, 1) }, memory.Value("?", new List<DateOnly> { new(2026, 1, 1) }));
        Assert.Equal(Array.Empty<object?>(), memory.Value("?", new List<string?>()));
    }

    [Fact]
    public void A_list_serves_as_the_set_of_a_condition()
    {
        var found = memory.Value("list(i) FROM range(10) AS t(i) WHERE i IN (SELECT unnest(?))", new List<long> { 3, 5, 70 });

        Assert.Equal(new object?[] { 3L, 5L }, found);
    }

    [Fact]
    public void An_array_of_unsigned_numbers_is_not_taken_for_signed_ones()
    {
        Assert.Contains("cannot be bound", Assert.Throws<ArgumentException>(() => memory.Value("?", new[] { uint.MaxValue })).Message);
        Assert.Contains("cannot be bound", Assert.Throws<ArgumentException>(() => memory.Value("?", new[] { ulong.MaxValue })).Message);
        Assert.Contains("cannot be bound", Assert.Throws<ArgumentException>(() => memory.Value("?", new[] { sbyte.MinValue })).Message);
    }

    [Fact]
    public void The_number_of_values_must_be_right()
    {
        var error = Assert.Throws<ArgumentException>(() => memory.Value("? + ?", 1));

        Assert.Contains("has 2 parameters, but 1 values", error.Message);
    }

    [Fact]
    public void A_value_of_an_unknown_type_is_refused() =>
        Assert.Contains("System.Version cannot be bound", Assert.Throws<ArgumentException>(() => memory.Value("?", new Version(1, 2))).Message);

    [Fact]
    public void Half_a_surrogate_pair_is_refused_instead_of_replaced() =>
        Assert.Contains("not valid Unicode", Assert.Throws<ArgumentException>(() => memory.Value("?", "x\ud83d")).Message);

    [Fact]
    public void One_number_may_stand_for_several_places() => Assert.Equal(6, memory.Value("$1 + $1 + $2", 2, 2));
}
