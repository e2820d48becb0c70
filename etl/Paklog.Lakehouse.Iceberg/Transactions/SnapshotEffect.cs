namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Which kinds of files a snapshot added and took away.</summary>
internal sealed record SnapshotEffect(bool AddsData, bool AddsDeletes, bool RemovesData, bool RemovesDeletes)
{
    internal bool IsEmpty => !(AddsData || AddsDeletes || RemovesData || RemovesDeletes);
}
