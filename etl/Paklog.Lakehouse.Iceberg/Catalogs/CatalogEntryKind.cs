namespace Paklog.Lakehouse.Iceberg.Catalogs;

public enum CatalogEntryKind
{
    Namespace,
    Table,
    View,
}
