using Paklog.Lakehouse.Iceberg.Manifests;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>
/// A data file to read and the deletes to apply to it. A row is deleted when a position delete names the file and the row's position, or when an equality
/// delete has its values in the columns of that file's <see cref="DataFile.EqualityIds"/>, null being equal to null.
/// </summary>
/// <param name="DataSequenceNumber">How old the rows are among the table's changes.</param>
public sealed record FileScanTask(
    DataFile DataFile,
    long DataSequenceNumber,
    IReadOnlyList<DataFile> PositionDeletes,
    IReadOnlyList<DataFile> EqualityDeletes)
{
    public bool HasDeletes => PositionDeletes.Count > 0 || EqualityDeletes.Count > 0;
}
