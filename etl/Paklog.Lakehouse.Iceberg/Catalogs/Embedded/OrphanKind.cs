namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>What an orphan file was to become.</summary>
public enum OrphanKind
{
    /// <summary>A data or delete file.</summary>
    Data,

    /// <summary>Table metadata, a manifest list or a manifest.</summary>
    Metadata,

    /// <summary>A commit or a tree node of the catalog.</summary>
    CatalogObject,

    /// <summary>A file that was never given its name.</summary>
    Unfinished,
}
