using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Parquet files as other writers leave them: without columns, without field ids, without metrics.</summary>
internal static class ForeignFile
{
    /// <summary>Writes the rows of a query as a file that no table lists yet.</summary>
    /// <param name="ids">DuckDB's FIELD_IDS without the braces; null for a file without ids.</param>
    public static DataFile Write(OurLake lake, string name, string query, string? ids, PartitionValues? partition = null, int specId = 0)
    {
        var path = $"{Location.ToLocalPath(lake.Location)}/foreign/{name}.parquet";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        lake.Connection.Execute($"COPY ({query}) TO '{path.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet{(ids is null ? "" : $", FIELD_IDS {{{ids}}}")})");
        return new DataFile
        {
            FilePath = Location.OfLocalPath(path),
            RecordCount = (long)lake.Connection.QueryScalar($"SELECT count(*) FROM ({query})")!,
            FileSizeInBytes = new FileInfo(path).Length,
            SpecId = specId,
            Partition = partition ?? PartitionValues.Empty,
        };
    }

    public static Dictionary<string, string> Mapping(string json) => new() { [TableProperties.NameMapping] = json };
}
