namespace Paklog.Lakehouse.Iceberg.Conformance;

/// <summary>What a catalog says it can do. A test of <see cref="CatalogConformance"/> that needs more is skipped, and says so.</summary>
[Flags]
public enum CatalogCapabilities
{
    None = 0,

    /// <summary>Branches, tags, log and diff over the whole catalog.</summary>
    References = 1,

    /// <summary>One commit changes several tables or none.</summary>
    MultiTableCommits = 2,

    /// <summary>A namespace may hold namespaces.</summary>
    NestedNamespaces = 4,

    /// <summary>Tables can be entered by the location of their metadata.</summary>
    Register = 8,

    /// <summary>What one reference has changed can be brought onto a branch that has moved.</summary>
    Merges = 16,

    All = References | MultiTableCommits | NestedNamespaces | Register | Merges,
}
