namespace Paklog.Lakehouse.Iceberg.Catalogs;

public enum CatalogChangeKind
{
    Added,
    Changed,
    Removed,
}
