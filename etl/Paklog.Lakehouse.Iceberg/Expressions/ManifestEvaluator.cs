using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>Tells by the partition summaries of the manifest list whether a manifest of this spec may list a file with matching rows.</summary>
public sealed class ManifestEvaluator(Expression filter, PartitionSpec spec, Schema schema)
{
    private readonly Expression projected = PartitionProjection.Project(filter, spec, schema);
    private readonly Dictionary<int, int> positions = PartitionProjection.Positions(spec);

    public bool MightMatch(ManifestFile manifest) =>
        manifest.Partitions is not { } summaries || summaries.Count != spec.Fields.Count
        || projected.Holds(predicate => MightMatch(predicate, summaries[positions[predicate.FieldId]]));

    private static bool MightMatch(BoundPredicate predicate, FieldSummary summary)
    {
        var mayHoldNaN = predicate.IsFloating && summary.ContainsNan is not false;
        var onlyNulls = summary is { LowerBound: null, UpperBound: null, ContainsNull: true } && !mayHoldNaN;
        return predicate.Operation switch
        {
            Operation.IsNull => summary.ContainsNull,
            Operation.IsNaN => mayHoldNaN,
            Operation.NotEqual or Operation.NotIn or Operation.NotStartsWith or Operation.NotNaN => true,
            Operation.NotNull => !onlyNulls,
            _ => !onlyNulls && ValueRange.FromBytes(summary.LowerBound, summary.UpperBound, predicate.Type, mayHoldNaN).MayMeet(predicate),
        };
    }
}
