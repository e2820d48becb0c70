namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>How the files of the catalog spell its enumerations.</summary>
internal static class CatalogNames
{
    internal static string OfEntryKind(CatalogEntryKind kind) => kind switch
    {
        CatalogEntryKind.Namespace => "namespace",
        CatalogEntryKind.Table => "table",
        CatalogEntryKind.View => "view",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    internal static CatalogEntryKind ToEntryKind(string text) => text switch
    {
        "namespace" => CatalogEntryKind.Namespace,
        "table" => CatalogEntryKind.Table,
        "view" => CatalogEntryKind.View,
        _ => throw IcebergException.InvalidData($"An entry of kind '{text}' is not known to this version."),
    };

    internal static string OfChangeKind(CatalogChangeKind kind) => kind switch
    {
        CatalogChangeKind.Added => "added",
        CatalogChangeKind.Changed => "changed",
        CatalogChangeKind.Removed => "removed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    internal static CatalogChangeKind ToChangeKind(string text) => text switch
    {
        "added" => CatalogChangeKind.Added,
        "changed" => CatalogChangeKind.Changed,
        "removed" => CatalogChangeKind.Removed,
        _ => throw IcebergException.InvalidData($"A change of kind '{text}' is not known to this version."),
    };

    internal static string OfReferenceKind(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Branch => "branch",
        ReferenceKind.Tag => "tag",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    internal static ReferenceKind ToReferenceKind(string text) => text switch
    {
        "branch" => ReferenceKind.Branch,
        "tag" => ReferenceKind.Tag,
        _ => throw IcebergException.InvalidData($"A reference of kind '{text}' is not known to this version."),
    };
}
