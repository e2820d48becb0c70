using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>Applies updates to table metadata, or to nothing for a new table. The format version stays unless it is upgraded; a new table has 2 unless it says otherwise.</summary>
public sealed partial class TableMetadataBuilder
{
    private const int DefaultPreviousVersionsMax = 100;

    private readonly TimeProvider clock;
    private readonly TableMetadata? origin;
    private readonly string? originLocation;
    private readonly List<Schema> schemas;
    private readonly List<PartitionSpec> specs;
    private readonly List<SortOrder> sortOrders;
    private readonly Dictionary<string, string> properties;
    private readonly List<Snapshot> snapshots;
    private readonly Dictionary<string, SnapshotRef> refs;
    private readonly HashSet<long> addedSnapshots = [];
    private List<SnapshotLogEntry> snapshotLog;
    private List<JsonElement> statistics;
    private List<JsonElement> partitionStatistics;
    private int formatVersion;
    private long nextRowId;
    private Guid? uuid;
    private string? location;
    private long lastSequenceNumber;
    private long? lastUpdatedMs;
    private int lastColumnId;
    private int lastPartitionId;
    private int? currentSchemaId;
    private int? defaultSpecId;
    private int? defaultSortOrderId;
    private int? lastAddedSchemaId;
    private int? lastAddedSpecId;
    private int? lastAddedSortOrderId;

    private TableMetadataBuilder(TableMetadata? origin, string? originLocation, TimeProvider clock)
    {
        this.origin = origin;
        this.originLocation = originLocation;
        this.clock = clock;
        formatVersion = origin?.FormatVersion ?? TableMetadata.SupportedFormatVersion;
        nextRowId = origin?.NextRowId ?? 0;
        uuid = origin?.TableUuid;
        location = origin?.Location;
        lastSequenceNumber = origin?.LastSequenceNumber ?? 0;
        lastColumnId = origin?.LastColumnId ?? 0;
        lastPartitionId = origin?.LastPartitionId ?? PartitionSpec.FirstFieldId - 1;
        currentSchemaId = origin?.CurrentSchemaId;
        defaultSpecId = origin?.DefaultSpecId;
        defaultSortOrderId = origin?.DefaultSortOrderId;
        schemas = [.. origin?.Schemas ?? []];
        specs = [.. origin?.PartitionSpecs ?? []];
        sortOrders = [.. origin?.SortOrders ?? []];
        properties = new(origin?.Properties ?? new Dictionary<string, string>());
        snapshots = [.. origin?.Snapshots ?? []];
        refs = new(origin?.Refs ?? new Dictionary<string, SnapshotRef>());
        snapshotLog = [.. origin?.SnapshotLog ?? []];
        statistics = [.. origin?.Statistics ?? []];
        partitionStatistics = [.. origin?.PartitionStatistics ?? []];
    }

    /// <summary>
    /// The metadata after all updates. <paramref name="metadata"/> and <paramref name="metadataLocation"/> are null for a new table, whose updates must
    /// give a uuid, a location, a schema, a partition spec and a sort order.
    /// </summary>
    /// <exception cref="IcebergException">
    /// ValidationFailed for an update that the metadata does not allow; CommitConflict (retryable) for a snapshot whose sequence number another commit has
    /// taken.
    /// </exception>
    public static TableMetadata Apply(TableMetadata? metadata, string? metadataLocation, IEnumerable<TableUpdate> updates, TimeProvider clock)
    {
        var builder = new TableMetadataBuilder(metadata, metadataLocation, clock);
        foreach (var update in updates)
            builder.Apply(update);
        return builder.Build();
    }

    private void Apply(TableUpdate update)
    {
        switch (update)
        {
            case AssignUuid assign:
                Require(origin is null || origin.TableUuid == assign.Uuid, $"the table's uuid is {origin?.TableUuid} and never changes");
                uuid = assign.Uuid;
                break;
            case UpgradeFormatVersion upgrade:
                if (upgrade.FormatVersion > TableMetadata.LatestFormatVersion)
                    throw IcebergException.Unsupported(
                        $"Iceberg format version {upgrade.FormatVersion} is not known here; use version {TableMetadata.SupportedFormatVersion}.");
                Require(
                    upgrade.FormatVersion >= (origin?.FormatVersion ?? 1),
                    $"its format version is {formatVersion} and cannot be downgraded to {upgrade.FormatVersion}");
                formatVersion = upgrade.FormatVersion;
                break;
            case SetLocation set:
                location = set.Location.TrimEnd('/');
                break;
            case SetProperties set:
                foreach (var (key, value) in set.Updates)
                    properties[key] = value;
                break;
            case RemoveProperties remove:
                foreach (var key in remove.Removals)
                    properties.Remove(key);
                break;
            case AddSchema or SetCurrentSchema or AddPartitionSpec or SetDefaultSpec or AddSortOrder or SetDefaultSortOrder or RemoveSchemas or RemovePartitionSpecs:
                ApplyToShape(update);
                break;
            default:
                ApplyToHistory(update);
                break;
        }
    }

    private TableMetadata Build()
    {
        var schema = schemas.Find(schema => schema.SchemaId == currentSchemaId) ?? throw Invalid("it has no current schema");
        var spec = specs.Find(spec => spec.SpecId == defaultSpecId) ?? throw Invalid("it has no default partition spec");
        var order = sortOrders.Find(order => order.OrderId == defaultSortOrderId) ?? throw Invalid("it has no default sort order");
        foreach (var field in spec.Fields.Where(field => field.Transform is not VoidTransform))
            Require(
                schema.FindField(field.SourceId) is not null,
                $"the partition field '{field.Name}' needs the column with id {field.SourceId}; remove the partition field first");
        foreach (var field in order.Fields)
            Require(schema.FindField(field.SourceId) is not null, $"the sort order needs the column with id {field.SourceId}; change the sort order first");
        RequireFormatOfSchemas();
        return new TableMetadata
        {
            FormatVersion = formatVersion,
            TableUuid = uuid ?? throw Invalid("it has no uuid"),
            Location = location ?? throw Invalid("it has no location"),
            LastSequenceNumber = lastSequenceNumber,
            LastUpdatedMs = lastUpdatedMs ?? Now(),
            LastColumnId = lastColumnId,
            Schemas = schemas,
            CurrentSchemaId = schema.SchemaId,
            PartitionSpecs = specs,
            DefaultSpecId = spec.SpecId,
            LastPartitionId = lastPartitionId,
            SortOrders = sortOrders,
            DefaultSortOrderId = order.OrderId,
            Properties = properties,
            Snapshots = snapshots,
            SnapshotLog = snapshotLog,
            MetadataLog = NewMetadataLog(),
            Refs = refs,
            Statistics = statistics,
            PartitionStatistics = partitionStatistics,
            NextRowId = nextRowId,
            Extra = origin?.Extra ?? new Dictionary<string, JsonElement>(),
        };
    }

    private List<MetadataLogEntry> NewMetadataLog()
    {
        List<MetadataLogEntry> log = [.. origin?.MetadataLog ?? []];
        if (origin is not null && originLocation is not null)
            log.Add(new MetadataLogEntry(origin.LastUpdatedMs, originLocation));
        var most = (int)Math.Clamp(TableProperties.GetLong(properties, TableProperties.PreviousVersionsMax, DefaultPreviousVersionsMax), 1, int.MaxValue);
        if (log.Count > most)
            log.RemoveRange(0, log.Count - most);
        return log;
    }

    /// <summary>The clock, held back from running behind what the table has seen: readers refuse a log that goes back in time.</summary>
    private long Now() => Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), origin?.LastUpdatedMs ?? 0);

    private void Require(bool holds, string sentence)
    {
        if (!holds)
            throw Invalid(sentence);
    }

    private IcebergException Invalid(string sentence) =>
        new(IcebergErrorKind.ValidationFailed, $"The table at {location ?? "(no location)"} cannot be changed so: {sentence}.");
}
