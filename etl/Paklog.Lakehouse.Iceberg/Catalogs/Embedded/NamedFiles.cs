using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// The names of all files that a commit, its ancestors, their tables and all their snapshots name. Every such file carries a UUID or a hash in its own name, so that alone is kept and
/// compared: the same file may be spelled <c>file:/a</c> or <c>/a</c>, or the warehouse be reached by another path than when it was written.
/// </summary>
/// <param name="unreadable">Gets an error for each table that cannot be read: it may name any file, in the folder of another table too. Null to throw it.</param>
internal sealed class NamedFiles(ObjectStore objects, IFileIO io, ICollection<IcebergException>? unreadable)
{
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Stack<string> superseded = new();

    internal bool Contain(string fileName) => names.Contains(fileName);

    /// <summary>Adds what the commit names; what was added before is not read again.</summary>
    /// <param name="since">Of ancestors that had been superseded by then their own objects alone are added, by <see cref="CompleteAsync"/>.</param>
    internal async Task AddAsync(string commit, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var waiting = new Stack<string>([commit]);
        while (waiting.TryPop(out var hash))
        {
            if (!Name(objects.LocationOf(hash)))
                continue;
            var read = await objects.ReadAsync(hash, CommitObject.ReadFrom, cancellationToken);
            foreach (var parent in read.Parents)
                (read.Time >= since ? waiting : superseded).Push(parent);
            await AddTreeAsync<NamespaceEntry>(read.Root, ns => AddTreeAsync<ContentEntry>(ns.Contents, entry => AddAsync(ns.Name, entry, cancellationToken), cancellationToken), cancellationToken);
        }
    }

    /// <summary>Adds the catalog's objects of superseded commits, and not the tables' files. Last of all: an object that is known counts as read with all that it names.</summary>
    internal async Task CompleteAsync(CancellationToken cancellationToken)
    {
        while (superseded.TryPop(out var hash))
        {
            if (!Name(objects.LocationOf(hash)))
                continue;
            var read = await objects.ReadAsync(hash, CommitObject.ReadFrom, cancellationToken);
            foreach (var parent in read.Parents)
                superseded.Push(parent);
            await AddTreeAsync<NamespaceEntry>(read.Root, ns => AddTreeAsync<ContentEntry>(ns.Contents, _ => Task.CompletedTask, cancellationToken), cancellationToken);
        }
    }

    private async Task AddTreeAsync<TEntry>(string? root, Func<TEntry, Task> add, CancellationToken cancellationToken)
        where TEntry : class, ITreeEntry<TEntry>
    {
        if (root is null || !Name(objects.LocationOf(root)))
            return;
        var node = await objects.ReadAsync(root, TreeNode<TEntry>.ReadFrom, cancellationToken);
        if (node is BranchNode<TEntry> branch)
        {
            foreach (var child in branch.Children.OfType<TreeChild>())
                await AddTreeAsync(child.Hash, add, cancellationToken);
        }
        else
        {
            foreach (var entry in ((LeafNode<TEntry>)node).Entries)
                await add(entry);
        }
    }

    private async Task AddAsync(string ns, ContentEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await AddTableAsync(new TableIdentifier(ns, entry.Name), entry, cancellationToken);
        }
        catch (Exception error) when (unreadable is not null && error is not (OperationCanceledException or IcebergException { Kind: IcebergErrorKind.Unavailable }))
        {
            unreadable.Add(error as IcebergException ?? IcebergException.InvalidData($"Which files table '{entry.Name}' names cannot be told, so no file can be called an orphan: {error.Message}", error));
        }
    }

    private async Task AddTableAsync(TableIdentifier identifier, ContentEntry entry, CancellationToken cancellationToken)
    {
        if (!Name(entry.MetadataLocation) || entry.Kind != CatalogEntryKind.Table)
            return;
        try
        {
            await AddFilesAsync(new TableFiles(identifier, await TableMetadataFile.ReadAsync(io, identifier, entry.MetadataLocation, cancellationToken), io), cancellationToken);
        }
        catch (IcebergException e) when (e.Kind is IcebergErrorKind.NotFound or IcebergErrorKind.InvalidData or IcebergErrorKind.Unsupported)
        {
            throw new IcebergException(
                e.Kind, $"Which files table '{entry.Name}' names cannot be told, so no file can be called an orphan: {e.Message}", inner: e);
        }
    }

    private async Task AddFilesAsync(TableFiles files, CancellationToken cancellationToken)
    {
        var metadata = files.Metadata;
        foreach (var former in metadata.MetadataLog)
            Name(former.MetadataFile);
        foreach (var statistics in metadata.Statistics.Concat(metadata.PartitionStatistics))
            Name(IcebergJson.GetString(statistics, "statistics-path", "statistics"));
        foreach (var snapshot in metadata.Snapshots.Where(snapshot => snapshot.ManifestList is null || Name(snapshot.ManifestList)))
        {
            foreach (var manifest in (await SnapshotManifests.ReadAsync(files, snapshot, cancellationToken)).Where(manifest => Name(manifest.ManifestPath)))
                await files.ReadAsync("manifest", manifest.ManifestPath, manifest.AddedSnapshotId, stream => NameFiles(stream, manifest, metadata), cancellationToken);
        }
    }

    private int NameFiles(Stream stream, ManifestFile manifest, TableMetadata metadata)
    {
        using var reader = ManifestReader.Open(stream, manifest, metadata.GetSpec(manifest.PartitionSpecId));
        return reader.ReadEntries().Count(file => file.IsLive && Name(file.DataFile.FilePath));
    }

    /// <summary>False when it was named before, and so all that it names.</summary>
    private bool Name(string location) => names.Add(Location.FileName(location));
}
