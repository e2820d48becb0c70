using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>Reads the metadata of a table so that an error names the table and the file.</summary>
public static class TableMetadataFile
{
    public static async Task<TableMetadata> ReadAsync(IFileIO io, TableIdentifier identifier, string location, CancellationToken cancellationToken)
    {
        try
        {
            return TableMetadataJson.Read(await io.ReadAsync(location, cancellationToken));
        }
        catch (IcebergException e) when (e.Kind is IcebergErrorKind.NotFound)
        {
            // The Java library's words, which REST clients and their tests look for.
            throw new IcebergException(e.Kind, $"The metadata of table {identifier} is missing. Failed to open input stream for file: {location}: {e.Message}", inner: e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw TableFiles.Error(e, $"The metadata of table {identifier}", location);
        }
    }

    /// <summary>The same of metadata that a server gave.</summary>
    public static TableMetadata Read(TableIdentifier identifier, string location, JsonElement metadata)
    {
        try
        {
            return TableMetadataJson.Read(metadata);
        }
        catch (Exception e)
        {
            throw TableFiles.Error(e, $"The metadata of table {identifier}", location);
        }
    }
}
