using System.Text;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>Tells by a file's partition values whether some row of it may match.</summary>
public sealed class PartitionEvaluator(Expression filter, PartitionSpec spec, Schema schema)
{
    private readonly Expression projected = PartitionProjection.Project(filter, spec, schema);
    private readonly Dictionary<int, int> positions = PartitionProjection.Positions(spec);

    /// <param name="partition">A tuple of the evaluator's spec.</param>
    public bool MightMatch(PartitionValues partition) => projected.Holds(predicate => MightMatch(predicate, partition[positions[predicate.FieldId]]));

    private static bool MightMatch(BoundPredicate predicate, object? value)
    {
        var isNaN = value is float.NaN or double.NaN;
        switch (predicate.Operation)
        {
            case Operation.IsNull:
                return value is null;
            case Operation.NotNull:
                return value is not null;
            case Operation.IsNaN:
                return isNaN;
            case Operation.NotNaN:
                return !isNaN;
            case Operation.NotEqual or Operation.NotIn:
                return value is null || isNaN || !Exactly(value).MayMeet(predicate with { Operation = Operation.In });
            case Operation.NotStartsWith:
                return value is not string text || !text.StartsWith((string)predicate.Literal, StringComparison.Ordinal);
            default:
                return value is not null && (isNaN ? new ValueRange(null, null, true) : Exactly(value)).MayMeet(predicate);
        }
    }

    private static ValueRange Exactly(object value)
    {
        var comparable = value is string text ? Encoding.UTF8.GetBytes(text) : value;
        return new ValueRange(comparable, comparable, false);
    }
}
