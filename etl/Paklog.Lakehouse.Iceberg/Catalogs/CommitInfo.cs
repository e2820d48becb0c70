namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>Who commits and why; kept in the catalog's log.</summary>
public sealed record CommitInfo(string Author, string Message, IReadOnlyDictionary<string, string> Properties)
{
    public CommitInfo(string author, string message)
        : this(author, message, new Dictionary<string, string>())
    {
    }
}
