using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>Gathers the summary of one partition field. Bounds are whole values, never truncated; NaN is noted apart.</summary>
internal sealed class FieldSummaryBuilder(IcebergType type)
{
    private bool containsNull;
    private bool containsNan;
    private object? lower;
    private object? upper;

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
