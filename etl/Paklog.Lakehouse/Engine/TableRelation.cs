using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Engine;

/// <summary>The rows of a table at one of its snapshots as something that can stand behind FROM.</summary>
/// <param name="Sql">A SELECT in parentheses with the table's columns, deletes applied.</param>
/// <param name="Files">The data files that it reads.</param>
public sealed record TableRelation(string Sql, IReadOnlyList<FileScanTask> Files)
{
    public bool IsEmpty => Files.Count == 0;

    public long Bytes => Files.Sum(file => file.DataFile.FileSizeInBytes);
}
