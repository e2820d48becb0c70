namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>One entry of the catalog's log. The first parent is the branch the commit was made on.</summary>
public sealed record CatalogCommit(
    string Hash,
    IReadOnlyList<string> Parents,
    string Author,
    string Message,
    DateTimeOffset Time,
    IReadOnlyDictionary<string, string> Properties,
    IReadOnlyList<CatalogChange> Changes);
