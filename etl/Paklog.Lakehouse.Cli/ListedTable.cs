using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Cli;

/// <summary>A table as <c>tables</c> lists it.</summary>
/// <param name="Rows">Rows that a query gives, deletes applied.</param>
/// <param name="Bytes">Of data and delete files.</param>
internal sealed record ListedTable(TableIdentifier Identifier, long Rows, long DataFiles, long DeleteFiles, long Bytes, Snapshot? Snapshot, string? MetadataLocation)
{
    /// <summary>Why the table cannot be read; null when it can.</summary>
    public string? Error { get; init; }
}
