using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>Tells by a file's metrics whether some row of it may match. What is not known counts as a match.</summary>
public sealed class MetricsEvaluator(Expression filter, Schema schema)
{
    private readonly Expression bound = filter.Bind(schema);

    public bool MightMatch(DataFile file) => file.RecordCount != 0 && bound.Holds(predicate => MightMatch(predicate, file));

    private static bool MightMatch(BoundPredicate predicate, DataFile file)
    {
        var id = predicate.FieldId;
        var values = Find(file.ValueCounts, id);
        var nulls = Find(file.NullValueCounts, id);
        var nans = Find(file.NanValueCounts, id);
        var onlyNulls = values is not null && nulls is not null && nulls >= values;
        switch (predicate.Operation)
        {
            case Operation.IsNull:
                return nulls is not 0;
            case Operation.IsNaN:
                return nans is not 0 && !onlyNulls;

            // A null may count as a match of these, depending on who asks, and bounds may be cut: they never prune.
            case Operation.NotEqual or Operation.NotIn or Operation.NotStartsWith or Operation.NotNaN:
                return true;
            case Operation.NotNull:
                return !onlyNulls;
            default:
                var range = ValueRange.FromBytes(
                    file.LowerBounds?.GetValueOrDefault(id), file.UpperBounds?.GetValueOrDefault(id), predicate.Type, predicate.IsFloating && nans is not 0);
                return !onlyNulls && range.MayMeet(predicate);
        }
    }

    private static long? Find(IReadOnlyDictionary<int, long>? counts, int id) => counts is not null && counts.TryGetValue(id, out var count) ? count : null;
}
