using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Engine;

/// <summary>The data files in which two scans differ. A file that got other deletes stands on both sides.</summary>
internal static class FileDifference
{
    public static async Task<(IReadOnlyList<FileScanTask> Gone, IReadOnlyList<FileScanTask> Came)> ReadAsync(TableScan before, TableScan after, CancellationToken cancellationToken)
    {
        var old = await PlanAsync(before, cancellationToken);
        var now = await PlanAsync(after, cancellationToken);
        return ([.. old.Where(file => !now.ContainsKey(file.Key)).Select(file => file.Value)], [.. now.Where(file => !old.ContainsKey(file.Key)).Select(file => file.Value)]);
    }

    private static async Task<Dictionary<string, FileScanTask>> PlanAsync(TableScan scan, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, FileScanTask>();
        await foreach (var file in scan.PlanFilesAsync(cancellationToken))
            files.Add(string.Join('\n', [file.DataFile.FilePath, .. file.PositionDeletes.Concat(file.EqualityDeletes).Select(delete => delete.FilePath).Order(StringComparer.Ordinal)]), file);
        return files;
    }
}
