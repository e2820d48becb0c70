namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class DuckDbTimestampTests(InMemory memory) : IClassFixture<InMemory>
{
    [Theory]
    [InlineData(0, "1970-01-01")]
    [InlineData(-1, "1969-12-31")]
    [InlineData(-719_162, "0001-01-01")]
    [InlineData(-719_163, "0000-12-31")]
    [InlineData(-719_529, "-0001-12-31")]
    [InlineData(11_016, "2000-02-29")]
    [InlineData(47_540, "2100-02-28")]
    [InlineData(2_932_896, "9999-12-31")]
    [InlineData(2_932_897, "+10000-01-01")]
    [InlineData(int.MaxValue, "infinity")]
    [InlineData(-int.MaxValue, "-infinity")]
    public void A_date_is_written_as_ISO_8601(int days, string expected) => Assert.Equal(expected, new DuckDbDate(days).ToString());

    [Fact]
    public void Dates_agree_with_the_engine_over_all_its_years()
    {
        using var result = memory.Connection.Query("SELECT d, year(d), month(d), day(d) FROM (SELECT DATE '1970-01-01' + (range * 99991 - 2000000000)::INTEGER AS d FROM range(40000))"
            + " WHERE year(d) >= 0");
        var rows = 0;
        while (result.Read())
        {
            var year = result.GetInt64(1);
            Assert.Equal($"{(year > 9999 ? "+" : "")}{year:0000}-{result.GetInt64(2):00}-{result.GetInt64(3):00}", result.GetDate(0).ToString());
            rows++;
        }

        Assert.InRange(rows, 10_000, 40_000);
    }

    [Theory]
    [InlineData(0, DuckDbTimeUnit.Second, false, "1970-01-01T00:00:00")]
    [InlineData(-1, DuckDbTimeUnit.Millisecond, false, "1969-12-31T23:59:59.999")]
    [InlineData(1_500_000, DuckDbTimeUnit.Microsecond, true, "1970-01-01T00:00:01.5Z")]
    [InlineData(-1, DuckDbTimeUnit.Nanosecond, false, "1969-12-31T23:59:59.999999999")]
    [InlineData(327_403_382_400_000_000, DuckDbTimeUnit.Microsecond, true, "+12345-01-01T00:00:00Z")]
    [InlineData(long.MaxValue, DuckDbTimeUnit.Microsecond, true, "infinity")]
    [InlineData(-long.MaxValue, DuckDbTimeUnit.Nanosecond, false, "-infinity")]
    public void A_timestamp_is_written_as_ISO_8601(long value, DuckDbTimeUnit unit, bool hasTimeZone, string expected) =>
        Assert.Equal(expected, new DuckDbTimestamp(value, unit, hasTimeZone).ToString());

    [Theory]
    [InlineData(-62_135_596_800_000_000, true)]
    [InlineData(-62_135_596_800_000_001, false)]
    [InlineData(253_402_300_799_999_999, true)]
    [InlineData(253_402_300_800_000_000, false)]
    [InlineData(long.MaxValue, false)]
    public void A_timestamp_becomes_a_DateTime_in_the_years_1_to_9999(long micros, bool expected)
    {
        Assert.Equal(expected, new DuckDbTimestamp(micros, DuckDbTimeUnit.Microsecond).TryToDateTime(out var time));
        if (expected)
            Assert.Equal(micros, (time - DateTime.UnixEpoch).Ticks / 10);
    }

    [Fact]
    public void Years_before_the_first_survive()
    {
        var value = memory.Value("TIMESTAMP '0044-03-15 (BC) 12:00:00'");

        Assert.Equal("-0043-03-15T12:00:00", Assert.IsType<DuckDbTimestamp>(value).ToString());
    }
}
