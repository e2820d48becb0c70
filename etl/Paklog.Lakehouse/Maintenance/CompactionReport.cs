namespace Paklog.Lakehouse.Maintenance;

/// <summary>What compaction has done to a table, or would do.</summary>
/// <param name="Commits">How many groups of files were committed on their own.</param>
/// <param name="FilesRead">Data files that were replaced.</param>
/// <param name="FilesWritten">By how many they were replaced; in a plan, about.</param>
/// <param name="BytesWritten">Null in a plan.</param>
/// <param name="Skipped">Sentences about groups that others got in the way of.</param>
public sealed record CompactionReport(int Commits, int FilesRead, int FilesWritten, long BytesRead, long? BytesWritten, int DeleteFilesRemoved, IReadOnlyList<string> Skipped)
{
    public static CompactionReport None { get; } = new(0, 0, 0, 0, 0, 0, []);

    public bool IsEmpty => FilesRead == 0 && DeleteFilesRemoved == 0 && Skipped.Count == 0;
}
