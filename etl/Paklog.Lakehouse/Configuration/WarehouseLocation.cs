using System.Text.RegularExpressions;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Configuration;

/// <summary>A warehouse as people write it, a path or a URI, and as a location.</summary>
internal static partial class WarehouseLocation
{
    internal const string LocalScheme = "file";

    /// <param name="baseFolder">Where a relative path begins.</param>
    internal static string Of(string text, string baseFolder)
    {
        if (SchemeOf(text) is { } scheme && scheme != LocalScheme)
            return scheme + text[scheme.Length..].TrimEnd('/');
        var path = text.StartsWith(LocalScheme + ":", StringComparison.Ordinal) ? Location.ToLocalPath(text) : text;
        return Location.OfLocalPath(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, baseFolder)));
    }

    /// <summary>Null for a path.</summary>
    internal static string? SchemeOf(string text) => Scheme().Match(text) is { Success: true } match ? match.Groups[1].Value.ToLowerInvariant() : null;

    /// <summary>The path of a local folder, else the location.</summary>
    internal static string Shown(string location) => SchemeOf(location) == LocalScheme ? Location.ToLocalPath(location) : location;

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*)://")]
    private static partial Regex Scheme();
}
