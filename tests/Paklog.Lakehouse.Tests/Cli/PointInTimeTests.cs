using Paklog.Lakehouse.Cli;

namespace Paklog.Lakehouse.Tests.Cli;

public sealed class PointInTimeTests
{
    [Theory]
    [InlineData("2026-01-31", "UTC", "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31", "Asia/Ho_Chi_Minh", "2026-01-30T17:00:00Z")]
    [InlineData("2026-01-31T09:30", "Asia/Ho_Chi_Minh", "2026-01-31T02:30:00Z")]
    [InlineData("2026-01-31 09:30:15.25", "UTC", "2026-01-31T09:30:15.25Z")]
    [InlineData("2026-01-31T09:30:00Z", "Asia/Ho_Chi_Minh", "2026-01-31T09:30:00Z")]
    [InlineData("2026-01-31T09:30:00+02:00", "Asia/Ho_Chi_Minh", "2026-01-31T07:30:00Z")]
    [InlineData("2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00Z")] // There midnight does not exist on that day: the clocks go from 0 to 1.
    [InlineData("2025-11-02T01:30", "America/New_York", "2025-11-02T05:30:00Z")] // Half past one comes twice: the first of them.
    public void Dates_and_times_are_read_in_the_lakehouses_zone(string text, string zone, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, null), PointInTime.Parse(text, TimeZoneInfo.FindSystemTimeZoneById(zone), "--from"));

    [Theory]
    [InlineData("2026-13-01")]
    [InlineData("31.01.2026")]
    [InlineData("yesterday")]
    [InlineData("2026-01-31Z")]
    public void Anything_else_is_wrong_usage(string text)
    {
        var error = Assert.Throws<UsageException>(() => PointInTime.Parse(text, TimeZoneInfo.Utc, "--from"));
        Assert.Contains($"--from '{text}'", error.Message, StringComparison.Ordinal);
    }
}
