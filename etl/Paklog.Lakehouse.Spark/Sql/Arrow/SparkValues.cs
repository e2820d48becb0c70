using System.Data.SqlTypes;

namespace Paklog.Lakehouse.Spark.Sql.Arrow;

/// <summary>Spark's stored numbers as .NET values. Nothing is rounded: what .NET cannot hold is an error that names the column.</summary>
internal static class SparkValues
{
    private static readonly Int128 LargestDecimal = (Int128)decimal.MaxValue;
    private static readonly long FirstDay = DateOnly.MinValue.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    private static readonly long LastDay = DateOnly.MaxValue.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <param name="days">Days since 1970-01-01 in the proleptic Gregorian calendar, which .NET has too.</param>
    public static object Date(int days, string column) => days >= FirstDay && days <= LastDay
        ? DateOnly.FromDayNumber(days - (int)FirstDay)
        : throw OutOfRange(column, $"the date {days} days from 1970-01-01", "DateOnly");

    /// <param name="micros">Microseconds since 1970-01-01T00:00:00Z.</param>
    public static object Timestamp(long micros, string column) => new DateTimeOffset(Ticks(micros, column), TimeSpan.Zero);

    /// <param name="micros">Microseconds since 1970-01-01T00:00:00 on the wall clock.</param>
    public static object LocalTimestamp(long micros, string column) => new DateTime(Ticks(micros, column), DateTimeKind.Unspecified);

    /// <param name="nanos">Nanoseconds since midnight; Spark keeps at most six digits of a second.</param>
    public static object TimeOfDay(long nanos) => new TimeOnly(nanos / TimeSpan.NanosecondsPerTick);

    /// <param name="micros">The span in microseconds.</param>
    public static object Interval(long micros, string column) => Int128.Abs(micros) <= long.MaxValue / TimeSpan.TicksPerMicrosecond
        ? TimeSpan.FromTicks(micros * TimeSpan.TicksPerMicrosecond)
        : throw OutOfRange(column, $"the interval of {micros} microseconds", "TimeSpan");

    /// <summary>A <see cref="decimal"/> with the scale of the column, or with fewer zeros at its end; a <see cref="SqlDecimal"/> where 96 bits do not hold it.</summary>
    public static object Decimal(Int128 unscaled, int precision, int scale)
    {
        Int128 digits = Int128.Abs(unscaled);
        int kept = scale;
        while (kept > 0 && (kept > 28 || digits > LargestDecimal) && digits % 10 == 0)
        {
            digits /= 10;
            kept--;
        }

        if (kept <= 28 && digits <= LargestDecimal)
            return new decimal((int)(uint)(digits & uint.MaxValue), (int)(uint)((digits >> 32) & uint.MaxValue), (int)(uint)(digits >> 64), unscaled < 0, (byte)kept);
        UInt128 bits = (UInt128)Int128.Abs(unscaled);
        return new SqlDecimal((byte)precision, (byte)scale, unscaled >= 0, (int)(uint)bits, (int)(uint)(bits >> 32), (int)(uint)(bits >> 64), (int)(uint)(bits >> 96));
    }

    private static long Ticks(long micros, string column)
    {
        Int128 ticks = ((Int128)micros * TimeSpan.TicksPerMicrosecond) + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? (long)ticks : throw OutOfRange(column, $"the timestamp {micros} microseconds from 1970-01-01", "DateTimeOffset");
    }

    private static OverflowException OutOfRange(string column, string value, string type) =>
        new($"Column {column} has {value}, which {type} cannot hold (years 1 to 9999): cast it to a string or a long to collect it.");
}
