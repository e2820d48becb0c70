namespace Paklog.Lakehouse.Iceberg.Metadata;

public enum SnapshotRefType
{
    Branch,
    Tag,
}
