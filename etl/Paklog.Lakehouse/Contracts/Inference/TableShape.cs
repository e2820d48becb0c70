namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>The columns of a table between two schema changes.</summary>
internal sealed record TableShape(IReadOnlyList<ColumnFact> Columns)
{
    internal bool SameAs(TableShape other) => Columns.SequenceEqual(other.Columns);
}
