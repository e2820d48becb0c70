using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>
/// Plans the reading of one state of a table: by snapshot id, by branch or tag, by a time in the past of main, or the head of main when nothing is said.
/// Planning reads metadata only.
/// </summary>
public sealed class TableScan(Table table, ManifestCache cache)
{
    public long? SnapshotId { get; init; }

    /// <summary>A branch or tag of the table.</summary>
    public string? Ref { get; init; }

    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Leaves out files that hold no matching row. Files that are left may hold others too, so the reader filters again.</summary>
    public Expression Filter { get; init; } = Expression.AlwaysTrue;

    /// <summary>Columns by path, in the order of the table; null for all.</summary>
    public IReadOnlyCollection<string>? Columns { get; init; }

    public Table Table { get; } = table;

    /// <summary>The snapshot that is read; null for an empty table.</summary>
    /// <exception cref="IcebergException">NotFound when there is no such snapshot, reference or time.</exception>
    /// <exception cref="InvalidOperationException">More than one of snapshot, reference and time was given.</exception>
    public Snapshot? Snapshot
    {
        get
        {
            if ((SnapshotId is null ? 0 : 1) + (Ref is null ? 0 : 1) + (AsOf is null ? 0 : 1) > 1)
                throw new InvalidOperationException("A scan reads a snapshot, a reference or a time; give one of them.");
            return SnapshotId is { } id ? Table.Metadata.GetSnapshot(id)
                : Ref is not null ? Table.Metadata.FindHead(Ref)
                : AsOf is { } time ? Table.Metadata.GetSnapshotAsOf(time)
                : Table.Metadata.CurrentSnapshot;
        }
    }

    /// <summary>
    /// The columns to read, as the snapshot's schema has them; a branch is read with the table's present schema (as Spark does), so that a column added
    /// since is null.
    /// </summary>
    public Schema Schema
    {
        get
        {
            var byName = SnapshotId is null && AsOf is null && (Ref is null || Table.Metadata.Refs.GetValueOrDefault(Ref) is not { Type: SnapshotRefType.Tag });
            var schema = byName || Snapshot is not { } snapshot ? Table.Metadata.CurrentSchema : Table.Metadata.SchemaOf(snapshot);
            return Columns is null ? schema : SchemaProjection.Select(schema, Columns);
        }
    }

    /// <summary>The data files that may hold matching rows, each with the deletes that apply to it.</summary>
    /// <exception cref="IcebergException">Unsupported for deletion vectors and other parts of format 3.</exception>
    public async IAsyncEnumerable<FileScanTask> PlanFilesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var metadata = Table.Metadata;
        metadata.RequireReadable();
        var manifests = await SnapshotManifests.ReadAsync(cache, Table.Files, Snapshot, cancellationToken);
        var filter = new FileFilter(Filter, metadata, FilterSchema());
        var deletes = new DeleteFileIndex(metadata);
        var needed = manifests.Where(manifest => manifest.HasLiveFiles && filter.MightMatch(manifest)).ToList();
        await foreach (var entries in cache.ReadAllAsync(Table.Files, needed.Where(manifest => manifest.Content == ManifestContent.Deletes), cancellationToken))
        {
            foreach (var entry in entries)
            {
                if (entry.IsLive)
                    deletes.Add(entry.DataFile, SequenceNumber(entry));
            }
        }

        await foreach (var entries in cache.ReadAllAsync(Table.Files, needed.Where(manifest => manifest.Content == ManifestContent.Data), cancellationToken))
        {
            foreach (var entry in entries)
            {
                if (!entry.IsLive || !filter.MightMatch(entry.DataFile))
                    continue;
                var number = SequenceNumber(entry);
                var applying = deletes.For(entry.DataFile, number);
                yield return new FileScanTask(entry.DataFile, number, applying.Position, applying.Equality);
            }
        }
    }

    private static long SequenceNumber(ManifestEntry entry) =>
        entry.SequenceNumber ?? throw IcebergException.InvalidData(
            $"The file {entry.DataFile.FilePath} has no sequence number, so it cannot be told which deletes apply to it.");

    /// <summary>
    /// What the filter is bound to: all columns under the names of the state that is read, with their present types, in which partition values are read too.
    /// </summary>
    private Schema FilterSchema()
    {
        var all = Columns is null ? Schema : new TableScan(Table, cache) { SnapshotId = SnapshotId, Ref = Ref, AsOf = AsOf }.Schema;
        return new Schema(SchemaProjection.WithTypesOf(all.AsStruct, Table.Metadata.CurrentSchema).Fields, all.SchemaId);
    }
}
