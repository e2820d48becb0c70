using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>The name of a content: the levels of its namespace and its own, each with its own dots, which are escaped where levels are joined by dots (<see cref="EntryName"/>).</summary>
internal sealed record ContentKey(IReadOnlyList<string> Elements)
{
    internal static ContentKey Of(TableIdentifier identifier) => new([.. OfNamespace(identifier.Namespace).Elements, identifier.PlainName]);

    internal static ContentKey OfNamespace(string ns) => new([.. ns.Split('.').Select(EntryName.Unescape)]);

    /// <summary>The namespaces that hold it, the outermost first.</summary>
    internal IEnumerable<ContentKey> Parents => Enumerable.Range(1, Elements.Count - 1).Select(count => new ContentKey([.. Elements.Take(count)]));

    public bool Equals(ContentKey? other) => other is not null && Elements.SequenceEqual(other.Elements);

    public override int GetHashCode() => Elements.Aggregate(0, HashCode.Combine);

    /// <summary>As a path or a query of Nessie's API has it: a dot within an element is a group separator (Nessie's <c>ContentKey.fromPathString</c>).</summary>
    internal string ToPathString() => string.Join('.', Elements.Select(element => element.Replace('.', '\u001D')));

    public override string ToString() => string.Join('.', Elements.Select(EntryName.Escape));
}
