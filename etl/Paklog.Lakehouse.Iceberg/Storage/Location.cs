namespace Paklog.Lakehouse.Iceberg.Storage;

/// <summary>Locations as strings: a scheme and a literal path (see <see cref="IFileIO"/>).</summary>
public static class Location
{
    private const string FileScheme = "file:";

    /// <summary>The <c>file:///</c> location of a local path; a relative path is taken from <paramref name="baseFolder"/>, which must be absolute.</summary>
    public static string OfLocalPath(string path, string? baseFolder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (baseFolder is null && !Path.IsPathFullyQualified(path))
            throw new ArgumentException($"The path '{path}' is relative; give an absolute one.", nameof(path));
        var full = (baseFolder is null ? Path.GetFullPath(path) : Path.GetFullPath(path, baseFolder)).Replace('\\', '/');
        return "file://" + (full.StartsWith('/') ? full : "/" + full).TrimEnd('/');
    }

    /// <summary>The local path of a <c>file:</c> location. Hadoop writes <c>file:/a</c> and bare <c>/a</c> for <c>file:///a</c>; all three are read.</summary>
    public static string ToLocalPath(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        string path;
        if (location.StartsWith('/'))
            path = location;
        else if (location.StartsWith("file:///", StringComparison.Ordinal))
            path = location["file://".Length..];
        else if (location.StartsWith("file://localhost/", StringComparison.Ordinal))
            path = location["file://localhost".Length..];
        else if (location.StartsWith("file:/", StringComparison.Ordinal) && !location.StartsWith("file://", StringComparison.Ordinal))
            path = location[FileScheme.Length..];
        else
            throw new IcebergException(
                IcebergErrorKind.Unsupported,
                $"The location '{location}' is not on the local file system; give a file:/// location or a store for its scheme.");
        return OperatingSystem.IsWindows() && path.Length > 2 && path[2] == ':' ? path[1..] : path;
    }

    /// <summary>
    /// Two spellings of one file are equal in this form: <c>file:/a</c>, <c>file:///a</c> and <c>/a</c> all become <c>file:///a</c>; other schemes
    /// stay as they are.
    /// </summary>
    public static string Normalize(string location) =>
        location.StartsWith('/') || location.StartsWith(FileScheme, StringComparison.Ordinal) ? OfRootedPath(ToLocalPath(location)) : location;

    /// <summary>Appends path segments, with one slash between each.</summary>
    public static string Combine(string location, params ReadOnlySpan<string> segments)
    {
        var result = location.TrimEnd('/');
        foreach (var segment in segments)
            result += "/" + segment.Trim('/');
        return result;
    }

    /// <summary>What stands behind the last slash.</summary>
    public static string FileName(string location) => location[(location.LastIndexOf('/') + 1)..];

    private static string OfRootedPath(string path) => "file://" + (path.StartsWith('/') ? path : "/" + path.Replace('\\', '/'));
}
