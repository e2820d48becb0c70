using System.Globalization;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>
/// Years, months, days or hours from 1970-01-01, counted down for earlier instants: the microsecond before the epoch is year -1,
/// month -1, day -1 and hour -1.
/// </summary>
public sealed record TimeTransform : Transform
{
    private const long MicrosPerHour = 3_600_000_000;
    private const long MicrosPerDay = 24 * MicrosPerHour;

    internal TimeTransform(TimeUnit unit) => Unit = unit;

    public TimeUnit Unit { get; }

    public override bool CanTransform(IcebergType source) => source.TypeId switch
    {
        TypeId.Date => Unit != TimeUnit.Hour,
        TypeId.Timestamp or TypeId.TimestampTz => true,
        _ => false,
    };

    /// <summary>A date for days (the Java library writes the logical type date, see apache/iceberg#14348), an int for the rest.</summary>
    public override IcebergType ResultType(IcebergType source) => Unit == TimeUnit.Day ? IcebergType.Date : IcebergType.Int;

    public override object? Apply(object? value, IcebergType source) => value switch
    {
        null => null,
        int days => FromDays(days),
        long micros when Unit == TimeUnit.Hour => (int)FloorDivide(micros, MicrosPerHour),
        long micros => FromDays((int)FloorDivide(micros, MicrosPerDay)),
        _ => throw new ArgumentException($"The transform {this} takes int days or long microseconds, not {value.GetType().Name}.", nameof(value)),
    };

    public override string ToHumanString(object? value, IcebergType resultType)
    {
        if (value is not int ordinal)
        {
            return "null";
        }

        return Unit switch
        {
            TimeUnit.Year => Year4(1970 + ordinal),
            TimeUnit.Month => string.Create(
                CultureInfo.InvariantCulture, $"{Year4(1970 + (int)FloorDivide(ordinal, 12))}-{ordinal - (12 * FloorDivide(ordinal, 12)) + 1:00}"),
            TimeUnit.Day => IcebergValue.ToHumanString(ordinal, IcebergType.Date),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{IcebergValue.ToHumanString((int)FloorDivide(ordinal, 24), IcebergType.Date)}-{ordinal - (24 * FloorDivide(ordinal, 24)):00}"),
        };
    }

    public override string ToString() => Unit.ToString().ToLowerInvariant();

    private static string Year4(int year) => year.ToString("0000", CultureInfo.InvariantCulture);

    private static long FloorDivide(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);

    private int FromDays(int days)
    {
        if (Unit == TimeUnit.Day)
        {
            return days;
        }

        var (year, month, _) = CivilDate.FromDays(days);
        return Unit == TimeUnit.Year ? year - 1970 : ((year - 1970) * 12) + month - 1;
    }
}
