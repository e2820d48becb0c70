namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>The units of the time transforms, coarse to fine.</summary>
public enum TimeUnit
{
    Year,
    Month,
    Day,
    Hour,
}
