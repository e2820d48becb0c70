using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>Turns a filter of rows into a filter of partition tuples that every partition with a matching row passes (spec, "Scan Planning").</summary>
public static class PartitionProjection
{
    /// <summary>The filter over partition field ids. Fields with transforms that are not known, and of columns that are gone, do not take part.</summary>
    public static Expression Project(Expression filter, PartitionSpec spec, Schema schema) => Project(filter.Bind(schema), spec);

    internal static Dictionary<int, int> Positions(PartitionSpec spec) =>
        spec.Fields.Select((field, position) => (field.FieldId, position)).ToDictionary();

    private static Expression Project(Expression bound, PartitionSpec spec) => bound switch
    {
        And both => Project(both.Left, spec).And(Project(both.Right, spec)),
        Or either => Project(either.Left, spec).Or(Project(either.Right, spec)),
        BoundPredicate predicate => spec.Fields
            .Where(field => field.SourceId == predicate.FieldId && field.Transform.CanTransform(predicate.Type))
            .Aggregate(Expression.AlwaysTrue, (all, field) => all.And(Project(predicate, field))),
        _ => bound,
    };

    private static Expression Project(BoundPredicate predicate, PartitionField field)
    {
        var projected = predicate with { FieldId = field.FieldId, Type = field.Transform.ResultType(predicate.Type) };
        return (field.Transform, predicate.Operation) switch
        {
            (VoidTransform, _) => Expression.AlwaysTrue,
            (IdentityTransform, _) or (_, Operation.IsNull or Operation.NotNull) => projected,
            (BucketTransform or TruncateTransform, Operation.Equal or Operation.In) => Mapped(projected, predicate, field.Transform),
            (TruncateTransform truncate, _) => Truncated(projected, predicate, truncate),
            (TimeTransform time, _) => Timed(projected, predicate, time),
            _ => Expression.AlwaysTrue,
        };
    }

    private static BoundPredicate Mapped(BoundPredicate projected, BoundPredicate predicate, Transform transform) =>
        projected with { Literals = predicate.Literals.Select(literal => transform.Apply(literal, predicate.Type)!).Distinct().ToList() };

    private static Expression Truncated(BoundPredicate projected, BoundPredicate predicate, TruncateTransform truncate)
    {
        switch (predicate.Operation)
        {
            case Operation.LessThan or Operation.LessThanOrEqual:
                var below = projected with { Operation = Operation.LessThanOrEqual, Literals = [truncate.Apply(Inclusive(predicate), predicate.Type)!] };
                return WrappedValues(projected, truncate) is { } wrapped ? below.Or(wrapped) : below;
            case Operation.GreaterThan or Operation.GreaterThanOrEqual:
                var bound = Inclusive(predicate);
                var least = truncate.Apply(bound, predicate.Type)!;
                return IcebergValue.Compare(least, bound) > 0
                    ? Expression.AlwaysTrue
                    : projected with { Operation = Operation.GreaterThanOrEqual, Literals = [least] };
            case Operation.StartsWith:
                var prefix = (string)predicate.Literal;
                var cut = (string)truncate.Apply(prefix, predicate.Type)!;
                return cut.Length == prefix.Length ? projected : projected with { Operation = Operation.Equal, Literals = [cut] };
            default:
                return Expression.AlwaysTrue;
        }
    }

    /// <summary>Truncating the least ints and longs overflows to the greatest, here as in the Java library: such partitions hold small values.</summary>
    private static BoundPredicate? WrappedValues(BoundPredicate projected, TruncateTransform truncate) => projected.Type.TypeId switch
    {
        TypeId.Int => projected with { Operation = Operation.GreaterThan, Literals = [int.MaxValue - truncate.Width] },
        TypeId.Long => projected with { Operation = Operation.GreaterThan, Literals = [long.MaxValue - truncate.Width] },
        _ => null,
    };

    private static Expression Timed(BoundPredicate projected, BoundPredicate predicate, TimeTransform time)
    {
        switch (predicate.Operation)
        {
            case Operation.Equal or Operation.In:
                var units = predicate.Literals.SelectMany(literal => WithOldRounding(Unit(literal))).Distinct();
                return projected with { Operation = Operation.In, Literals = [.. units] };
            case Operation.LessThan or Operation.LessThanOrEqual:
                return projected with { Operation = Operation.LessThanOrEqual, Literals = [WithOldRounding(Unit(Inclusive(predicate))).Last()] };
            case Operation.GreaterThan or Operation.GreaterThanOrEqual:
                return projected with { Operation = Operation.GreaterThanOrEqual, Literals = [Unit(Inclusive(predicate))] };
            default:
                return Expression.AlwaysTrue;
        }

        int Unit(object literal) => (int)time.Apply(literal, predicate.Type)!;
    }

    /// <summary>
    /// Writers before Iceberg 0.10 rounded instants before 1970 up instead of down, so their partition may be one greater
    /// (Java's ProjectionUtil.fixInclusiveTimeProjection).
    /// </summary>
    private static IEnumerable<object> WithOldRounding(int unit) => unit < 0 ? [unit, unit + 1] : [unit];

    /// <summary>The literal that makes a strict comparison of whole numbers inclusive: x &lt; 5 is x &lt;= 4.</summary>
    private static object Inclusive(BoundPredicate predicate) => (predicate.Operation, predicate.Literal) switch
    {
        (Operation.LessThan, int number) when number > int.MinValue => number - 1,
        (Operation.LessThan, long number) when number > long.MinValue => number - 1,
        (Operation.LessThan, Int128 number) => number - 1,
        (Operation.GreaterThan, int number) when number < int.MaxValue => number + 1,
        (Operation.GreaterThan, long number) when number < long.MaxValue => number + 1,
        (Operation.GreaterThan, Int128 number) => number + 1,
        (_, var literal) => literal,
    };
}
