namespace Paklog.Lakehouse.Iceberg.Catalogs;

public enum ReferenceKind
{
    Branch,
    Tag,
}
