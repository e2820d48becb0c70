using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest;

/// <summary>
/// Names as REST has them, a namespace a list of levels, against names as <see cref="TableIdentifier"/> has them, with dots between the levels.
/// A dot within a level or a table's name is kept as <c>%2E</c> (<see cref="EntryName.Escape"/>).
/// </summary>
internal static class RestNames
{
    /// <summary>Between the levels of a namespace in a path or a query (OpenAPI, parameter <c>namespace</c>).</summary>
    internal const char LevelSeparator = '\u001f';

    internal static string ToNamespace(IEnumerable<string> levels) => string.Join('.', levels.Select(EntryName.Escape));

    internal static IReadOnlyList<string> ToLevels(string ns) => [.. ns.Split('.').Select(EntryName.Unescape)];

    internal static TableIdentifier ToIdentifier(IEnumerable<string> levels, string name) => TableIdentifier.Of(ToNamespace(levels), name);

    internal static string ToName(TableIdentifier identifier) => identifier.PlainName;

    /// <summary>As clients write names.</summary>
    internal static string Show(TableIdentifier identifier) => $"{Show(identifier.Namespace)}.{ToName(identifier)}";

    /// <inheritdoc cref="Show(TableIdentifier)"/>
    internal static string Show(string ns) => string.Join('.', ToLevels(ns));
}
