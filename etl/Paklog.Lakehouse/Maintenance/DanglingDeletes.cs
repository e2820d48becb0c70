using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Maintenance;

/// <summary>
/// Delete files of which nothing is left to delete. Metadata tell it of most; a position delete file about several data files may seem to apply by its bounds alone, so its paths are read.
/// </summary>
internal sealed class DanglingDeletes(EmbeddedEngine engine)
{
    public async Task<IReadOnlyList<DataFile>> FindAsync(Table table, IReadOnlyList<FileScanTask> files, CancellationToken cancellationToken)
    {
        var applied = files.SelectMany(file => file.PositionDeletes.Concat(file.EqualityDeletes)).Select(delete => delete.FilePath).ToHashSet();
        var live = files.Select(file => file.DataFile.FilePath).ToList();
        var dangling = new List<DataFile>();
        await foreach (var delete in table.DeleteFilesAsync(engine.Reader.Manifests, cancellationToken))
        {
            if (!applied.Contains(delete.FilePath) || (delete is { Content: FileContent.PositionDeletes, ReferencedDataFile: null } && !await engine.Reader.DeletesAnyAsync(delete, live, cancellationToken)))
                dangling.Add(delete);
        }

        return dangling;
    }
}
