using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>
/// One version of a table (spec, "Table Metadata"), immutable. A catalog keeps metadata of formats 1 to 3; rows are read of formats 1 and 2 and written in format 2
/// (<see cref="RequireReadable"/>).
/// </summary>
public sealed class TableMetadata
{
    /// <summary>The format in which rows are written, and the highest of which they are read.</summary>
    public const int SupportedFormatVersion = 2;

    /// <summary>The highest format of which metadata is read, changed and written.</summary>
    public const int LatestFormatVersion = 3;

    private Dictionary<long, Snapshot>? snapshotsById;

    public required int FormatVersion { get; init; }

    public required Guid TableUuid { get; init; }

    public required string Location { get; init; }

    public required long LastSequenceNumber { get; init; }

    /// <summary>Milliseconds since the epoch, UTC.</summary>
    public required long LastUpdatedMs { get; init; }

    public required int LastColumnId { get; init; }

    public required IReadOnlyList<Schema> Schemas { get; init; }

    public required int CurrentSchemaId { get; init; }

    public required IReadOnlyList<PartitionSpec> PartitionSpecs { get; init; }

    public required int DefaultSpecId { get; init; }

    public required int LastPartitionId { get; init; }

    public required IReadOnlyList<SortOrder> SortOrders { get; init; }

    public required int DefaultSortOrderId { get; init; }

    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    public required IReadOnlyList<Snapshot> Snapshots { get; init; }

    /// <summary>How the branch main moved, oldest first.</summary>
    public required IReadOnlyList<SnapshotLogEntry> SnapshotLog { get; init; }

    /// <summary>Former metadata files, oldest first.</summary>
    public required IReadOnlyList<MetadataLogEntry> MetadataLog { get; init; }

    /// <summary>Branches and tags; <c>main</c> is among them as soon as the table has a snapshot there.</summary>
    public required IReadOnlyDictionary<string, SnapshotRef> Refs { get; init; }

    /// <summary>Puffin statistics files of others, as they stand in the JSON.</summary>
    public IReadOnlyList<JsonElement> Statistics { get; init; } = [];

    /// <summary>Partition statistics files of others, as they stand in the JSON.</summary>
    public IReadOnlyList<JsonElement> PartitionStatistics { get; init; } = [];

    /// <summary>Format v3: the next <c>_row_id</c> to be given out.</summary>
    public long NextRowId { get; init; }

    /// <summary>Fields of the JSON that this library does not know, written back as they were.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();

    public long? CurrentSnapshotId => Refs.TryGetValue(SnapshotRef.MainBranch, out var main) ? main.SnapshotId : null;

    /// <summary>The head of main, or null in a table that has none.</summary>
    public Snapshot? CurrentSnapshot => CurrentSnapshotId is { } id ? GetSnapshot(id) : null;

    public Schema CurrentSchema => GetSchema(CurrentSchemaId);

    public PartitionSpec DefaultSpec => GetSpec(DefaultSpecId);

    public SortOrder DefaultSortOrder =>
        SortOrders.FirstOrDefault(order => order.OrderId == DefaultSortOrderId) ?? throw Missing($"sort order {DefaultSortOrderId}");

    /// <exception cref="IcebergException">Unsupported for a table whose rows this library neither reads nor writes.</exception>
    public void RequireReadable()
    {
        if (FormatVersion > SupportedFormatVersion)
            throw IcebergException.Unsupported(
                $"The table at {Location} has Iceberg format version {FormatVersion}; rows of versions 1 and {SupportedFormatVersion} are read, so another engine is needed for it.");
    }

    public Schema GetSchema(int schemaId) => Schemas.FirstOrDefault(schema => schema.SchemaId == schemaId) ?? throw Missing($"schema {schemaId}");

    public PartitionSpec GetSpec(int specId) => PartitionSpecs.FirstOrDefault(spec => spec.SpecId == specId) ?? throw Missing($"partition spec {specId}");

    public Snapshot? FindSnapshot(long snapshotId) =>
        (snapshotsById ??= Snapshots.ToDictionary(snapshot => snapshot.SnapshotId)).GetValueOrDefault(snapshotId);

    /// <exception cref="IcebergException">NotFound when the snapshot is not, or no longer, in the table.</exception>
    public Snapshot GetSnapshot(long snapshotId) =>
        FindSnapshot(snapshotId) ?? throw Missing($"snapshot {snapshotId} (it may have been expired)");

    /// <summary>The head of a branch or tag, or null where <paramref name="name"/> is main and the table is empty.</summary>
    /// <exception cref="IcebergException">NotFound for any other reference that does not exist.</exception>
    public Snapshot? FindHead(string name) =>
        Refs.TryGetValue(name, out var reference) ? GetSnapshot(reference.SnapshotId)
        : name == SnapshotRef.MainBranch ? null
        : throw Missing($"branch or tag '{name}'");

    /// <summary>Where main stood at a time, by the snapshot log: a snapshot of another branch, or one rolled back before, is never the answer.</summary>
    /// <exception cref="IcebergException">NotFound when the log does not reach back so far.</exception>
    public Snapshot GetSnapshotAsOf(DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        var entry = SnapshotLog.LastOrDefault(entry => entry.TimestampMs <= milliseconds)
            ?? throw Missing($"snapshot as old as {time:O}");
        return GetSnapshot(entry.SnapshotId);
    }

    /// <summary>The schema to read a snapshot with: its own, where it names one that is still there, else the current one.</summary>
    public Schema SchemaOf(Snapshot snapshot) =>
        Schemas.FirstOrDefault(schema => schema.SchemaId == snapshot.SchemaId) ?? CurrentSchema;

    /// <summary>The snapshot and its ancestors, newest first, as far as they have not been expired. It ends even where a writer let parents go round in a circle.</summary>
    public IEnumerable<Snapshot> AncestorsOf(long snapshotId)
    {
        var left = Snapshots.Count;
        for (var snapshot = FindSnapshot(snapshotId); snapshot is not null && left-- > 0; snapshot = snapshot.ParentSnapshotId is { } parent ? FindSnapshot(parent) : null)
            yield return snapshot;
    }

    /// <summary>Whether a snapshot is among the ancestors of another, itself included.</summary>
    public bool IsAncestor(long ancestorId, long snapshotId) => AncestorsOf(snapshotId).Any(snapshot => snapshot.SnapshotId == ancestorId);

    private IcebergException Missing(string what) => new(IcebergErrorKind.NotFound, $"The table at {Location} has no {what}.");
}
