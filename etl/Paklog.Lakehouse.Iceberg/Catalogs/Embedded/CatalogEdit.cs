namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>One step from a catalog's entries to the next commit's.</summary>
internal abstract record CatalogEdit
{
    /// <summary>Creates the namespace or replaces its properties.</summary>
    internal sealed record PutNamespace(string Namespace, IReadOnlyDictionary<string, string> Properties) : CatalogEdit;

    internal sealed record RemoveNamespace(string Namespace) : CatalogEdit;

    /// <summary>Enters or replaces a table or view; a namespace that is missing is created.</summary>
    internal sealed record PutEntry(string Namespace, ContentEntry Entry) : CatalogEdit;

    internal sealed record RemoveEntry(TableIdentifier Identifier) : CatalogEdit;
}
