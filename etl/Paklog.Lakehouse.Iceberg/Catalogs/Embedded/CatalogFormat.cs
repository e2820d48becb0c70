using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>The file <c>format.json</c>, by which a version of this library knows whether it can read a catalog folder.</summary>
internal static class CatalogFormat
{
    internal const int Version = 1;

    internal const string FileName = "format.json";

    private const string Name = "paklog-catalog";

    /// <summary>Writes the file where there is none. A folder that has references but no such file is not touched.</summary>
    internal static async Task EnsureAsync(IFileIO io, string folder, bool hasReferences, CancellationToken cancellationToken)
    {
        var location = Location.Combine(folder, FileName);
        if (await TryCheckAsync(io, location, cancellationToken))
            return;
        if (hasReferences)
            throw IcebergException.InvalidData($"The catalog folder {folder} has references but no format.json; bring the file back from a copy of the folder.");
        try
        {
            await io.WriteAsync(location, CatalogJson.Encode(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("format", Name);
                writer.WriteNumber("version", Version);
                writer.WriteEndObject();
            }), cancellationToken);
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.AlreadyExists)
        {
            await TryCheckAsync(io, location, cancellationToken);
        }
    }

    private static async Task<bool> TryCheckAsync(IFileIO io, string location, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await io.ReadAsync(location, cancellationToken);
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.NotFound)
        {
            return false;
        }

        var (format, version) = IcebergJson.Parse(content, $"file {location}", json =>
            (IcebergJson.GetString(json, "format", "catalog format"), IcebergJson.GetInt(json, "version", "catalog format")));
        if (format != Name)
            throw IcebergException.InvalidData($"{location} says '{format}', so the folder is no catalog of this library; give another warehouse.");
        if (version != Version)
            throw IcebergException.Unsupported($"The catalog at {location} has format version {version}, this version of the library reads {Version}; use a newer version.");
        return true;
    }
}
