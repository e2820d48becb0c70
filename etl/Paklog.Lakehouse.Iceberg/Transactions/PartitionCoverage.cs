using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Tells by partition values whether rows may match a filter, and whether all rows of the partition surely do.</summary>
internal sealed class PartitionCoverage
{
    private readonly PartitionEvaluator whole;
    private readonly Func<PartitionValues, bool> covers;

    internal PartitionCoverage(Expression filter, PartitionSpec spec, Schema schema)
    {
        whole = new PartitionEvaluator(filter, spec, schema);
        covers = Covers(filter, negated: false, leaf => new PartitionEvaluator(leaf, spec, schema));
    }

    internal bool MightMatch(PartitionValues partition) => whole.MightMatch(partition);

    internal bool CoversAll(PartitionValues partition) => covers(partition);

    /// <summary>
    /// Judged predicate by predicate: some row may match it and none can match its opposite. Asking that of the whole filter would be wrong,
    /// since a null matches neither a comparison nor its opposite.
    /// </summary>
    private static Func<PartitionValues, bool> Covers(Expression filter, bool negated, Func<Expression, PartitionEvaluator> evaluator)
    {
        switch (filter)
        {
            case Constant constant:
                return _ => constant.Value != negated;
            case Not not:
                return Covers(not.Inner, !negated, evaluator);
            case And and:
                return Combined(and.Left, and.Right, negated);
            case Or or:
                return Combined(or.Left, or.Right, !negated);
            default:
                var matches = evaluator(negated ? filter.Not() : filter);
                var opposite = evaluator(negated ? filter : filter.Not());
                return partition => matches.MightMatch(partition) && !opposite.MightMatch(partition);
        }

        Func<PartitionValues, bool> Combined(Expression left, Expression right, bool either)
        {
            var (l, r) = (Covers(left, negated, evaluator), Covers(right, negated, evaluator));
            return either ? partition => l(partition) || r(partition) : partition => l(partition) && r(partition);
        }
    }
}
