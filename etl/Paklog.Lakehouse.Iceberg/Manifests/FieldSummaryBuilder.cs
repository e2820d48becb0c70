using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>Gathers the summary of one partition field. Bounds are whole values, never truncated; NaN is noted apart.</summary>
internal sealed class FieldSummaryBuilder(IcebergType type)
{
    private bool containsNull;
    private bool containsNan;
    private object? lower;
    private object? upper;

    /// <summary>
    /// Whether readers may disagree on what lies between the bounds: the Java library orders uuids by signed longs, others by unsigned bytes
    /// (apache/iceberg#14216).
    /// </summary>
    internal bool IsAmbiguous => type.TypeId == TypeId.Uuid && !Equals(lower, upper);

    internal void Add(object? value)
    {
        switch (value)
        {
            case null:
                containsNull = true;
                return;
            case float.NaN or double.NaN:
                containsNan = true;
                return;
        }

        if (lower is null || IcebergValue.Compare(value, lower) < 0)
        {
            lower = value;
        }

        if (upper is null || IcebergValue.Compare(value, upper) > 0)
        {
            upper = value;
        }
    }

    internal FieldSummary Build() => new(
        containsNull,
        containsNan,
        lower is null ? null : SingleValue.ToBytes(lower, type),
        upper is null ? null : SingleValue.ToBytes(upper, type));
}
