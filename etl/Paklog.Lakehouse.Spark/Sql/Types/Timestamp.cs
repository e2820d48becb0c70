using System.Globalization;

namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>An instant as Microsoft.Spark has it, for jobs that came from there; new code has <see cref="DateTimeOffset"/>.</summary>
public sealed record Timestamp
{
    private readonly DateTime instant;

    /// <param name="dateTime">In UTC, or local: then it is converted, as one of unspecified kind is.</param>
    public Timestamp(DateTime dateTime) => instant = dateTime.ToUniversalTime();

    public Timestamp(int year, int month, int day, int hour, int minute, int second, int microsecond) =>
        instant = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddMicroseconds(microsecond);

    public int Year => instant.Year;

    public int Month => instant.Month;

    public int Day => instant.Day;

    public int Hour => instant.Hour;

    public int Minute => instant.Minute;

    public int Second => instant.Second;

    /// <summary>The fraction of the second in microseconds, 0 to 999999.</summary>
    public int Microsecond => (int)(instant.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);

    public DateTime ToDateTime() => instant;

    public override string ToString() => instant.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
