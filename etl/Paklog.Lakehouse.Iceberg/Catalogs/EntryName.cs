using System.Text;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>
/// Which names namespaces, tables and views may have, and the folders that come from them. A dot within a level or a name is kept as <c>%2E</c>, since dots stand between them.
/// </summary>
public static partial class EntryName
{
    /// <summary>The folder of the catalog itself, which no namespace's folder may be.</summary>
    internal const string CatalogFolder = "catalog";

    /// <summary>A folder's name has 255 bytes in file systems; the digits that make it one table's own stand behind.</summary>
    private const int MaxFolderBytes = 200;

    public static void CheckNamespace(string ns)
    {
        foreach (var level in ns.Split('.'))
            Check(level, $"namespace '{ns}'");
    }

    public static void Check(TableIdentifier identifier)
    {
        CheckNamespace(identifier.Namespace);
        if (identifier.Name.Contains('.'))
            throw Invalid($"table '{identifier.Name}'", "a dot separates namespaces, and one of its own is written %2E");
        Check(identifier.Name, $"table '{identifier.Name}'");
    }

    /// <summary>
    /// <c>&lt;warehouse&gt;/silver/orders-1a2b3c4d</c>: nested namespaces are nested folders, and the last eight digits of the table's uuid keep apart a table that was dropped
    /// and created again, or created on two branches.
    /// </summary>
    public static string DefaultLocation(string warehouse, TableIdentifier identifier, Guid uuid)
    {
        var levels = identifier.Namespace.Split('.').Select(FolderOf).ToArray();
        if (levels[0].Equals(CatalogFolder, StringComparison.OrdinalIgnoreCase))
            levels[0] += "_";
        return $"{warehouse.TrimEnd('/')}/{string.Join('/', levels)}/{FolderOf(identifier.Name)}-{uuid.ToString("N")[^8..]}";
    }

    /// <summary>A level of a namespace, or a table's name, as catalogs keep it. What looks like an escaped dot is escaped itself, so that no two names become one.</summary>
    public static string Escape(string name) => EscapedDot().Replace(name, "%25$1").Replace(".", "%2E", StringComparison.Ordinal);

    /// <summary>Takes <see cref="Escape"/> back.</summary>
    public static string Unescape(string name) => EscapedDot().Replace(name, match => match.Groups[1].Value is "2E" ? "." : "%" + match.Groups[1].Value[2..]);

    private static void Check(string name, string what)
    {
        if (name.Length == 0)
            throw Invalid(what, "a part of it is empty");
        if (Unescape(name) is "." or "..")
            throw Invalid(what, "a client of a REST catalog would take it for a step of the address");
        if (name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar))
            throw Invalid(what, "it holds control characters or broken Unicode");
    }

    /// <summary>Letters, digits, <c>_</c> and <c>-</c> stay; all else, which some reader may take for a part of the URI, becomes <c>_</c>.</summary>
    private static string FolderOf(string name)
    {
        var folder = string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        while (Encoding.UTF8.GetByteCount(folder) > MaxFolderBytes)
            folder = folder[..^1];
        return folder;
    }

    [GeneratedRegex("%((?:25)*2E)")]
    private static partial Regex EscapedDot();

    private static IcebergException Invalid(string what, string why) =>
        new(IcebergErrorKind.ValidationFailed, $"The {what} cannot be named so: {why}; choose another name.");
}
