using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>The metadata file (spec, "Table Metadata" and Appendix C).</summary>
public static class TableMetadataJson
{
    private const string What = "table metadata file";

    private static readonly HashSet<string> Known =
    [
        "format-version", "table-uuid", "location", "last-sequence-number", "last-updated-ms", "last-column-id", "schema", "schemas", "current-schema-id",
        "partition-spec", "partition-specs", "default-spec-id", "last-partition-id", "properties", "current-snapshot-id", "snapshots", "snapshot-log",
        "metadata-log", "sort-orders", "default-sort-order-id", "refs", "statistics", "partition-statistics", "next-row-id",
    ];

    /// <summary>Reads formats 1 to 3, plain, gzipped or compressed by zstd, whatever the file is called: writers name them in more than one way.</summary>
    /// <exception cref="IcebergException">Unsupported for format 4 and later, InvalidData for what is no table metadata.</exception>
    public static TableMetadata Read(ReadOnlyMemory<byte> content) => IcebergJson.Parse(Plain(content), What, Read);

    /// <summary>Writes the metadata's own format, without compression.</summary>
    public static byte[] Write(TableMetadata metadata) => IcebergJson.ToUtf8(writer => Write(writer, metadata));

    public static TableMetadata Read(JsonElement json)
    {
        var version = IcebergJson.GetInt(json, "format-version", What);
        if (version is < 1 or > TableMetadata.LatestFormatVersion)
            throw IcebergException.Unsupported(
                $"The table has Iceberg format version {version}; versions 1 to {TableMetadata.LatestFormatVersion} are known here, so another reader is needed for it.");
        var location = IcebergJson.GetString(json, "location", What);
        var schemas = ReadSchemas(json, version);
        var specs = ReadSpecs(json, version);
        var orders = UniqueById(json, "sort-orders", "order-id", SortOrder.FromJson);
        var snapshots = UniqueById(json, "snapshots", "snapshot-id", SnapshotJson.Read);

        // A table whose writer says nothing of an order is not sorted.
        var defaultOrderId = IcebergJson.FindInt(json, "default-sort-order-id", What) ?? (orders.Count > 0 ? orders[0].OrderId : SortOrder.Unsorted.OrderId);

        // Order 0 stands for unsorted whether it is listed or not.
        if (defaultOrderId == SortOrder.Unsorted.OrderId && orders.TrueForAll(order => order.OrderId != defaultOrderId))
            orders.Add(SortOrder.Unsorted);
        return Checked(new TableMetadata
        {
            FormatVersion = version,
            TableUuid = ReadUuid(json, location),
            Location = location,
            LastSequenceNumber = version == 1 ? 0 : IcebergJson.FindLong(json, "last-sequence-number", What) ?? snapshots.Select(snapshot => snapshot.SequenceNumber).Append(0).Max(),
            LastUpdatedMs = IcebergJson.GetLong(json, "last-updated-ms", What),
            LastColumnId = IcebergJson.GetInt(json, "last-column-id", What),
            Schemas = schemas,
            CurrentSchemaId = GetInt(json, "current-schema-id", version, schemas[0].SchemaId),
            PartitionSpecs = specs,
            DefaultSpecId = GetInt(json, "default-spec-id", version, specs[0].SpecId),
            LastPartitionId = GetInt(json, "last-partition-id", version, specs.Max(spec => spec.HighestFieldId)),
            SortOrders = orders,
            DefaultSortOrderId = defaultOrderId,
            Properties = SnapshotJson.FindStringMap(json, "properties", What),
            Snapshots = snapshots,
            SnapshotLog = List(json, "snapshot-log", ReadSnapshotLogEntry),
            MetadataLog = List(json, "metadata-log", ReadMetadataLogEntry),
            Refs = ReadRefs(json),
            Statistics = List(json, "statistics", item => item.Clone()),
            PartitionStatistics = List(json, "partition-statistics", item => item.Clone()),
            NextRowId = IcebergJson.FindLong(json, "next-row-id", What) ?? 0,
            Extra = SnapshotJson.ReadExtra(json, Known),
        });
    }

    /// <param name="isWritten">Which snapshots are written; all of them unless given.</param>
    public static void Write(Utf8JsonWriter writer, TableMetadata metadata, Predicate<Snapshot>? isWritten = null)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format-version", metadata.FormatVersion);
        writer.WriteString("table-uuid", metadata.TableUuid.ToString());
        writer.WriteString("location", metadata.Location);
        if (metadata.FormatVersion > 1)
            writer.WriteNumber("last-sequence-number", metadata.LastSequenceNumber);
        writer.WriteNumber("last-updated-ms", metadata.LastUpdatedMs);
        writer.WriteNumber("last-column-id", metadata.LastColumnId);
        if (metadata.FormatVersion == 1)
            WriteFormat1Members(writer, metadata);
        writer.WriteNumber("current-schema-id", metadata.CurrentSchemaId);
        WriteList(writer, "schemas", metadata.Schemas, schema => schema.WriteTo(writer));
        writer.WriteNumber("default-spec-id", metadata.DefaultSpecId);
        WriteList(writer, "partition-specs", metadata.PartitionSpecs, spec => spec.WriteTo(writer));
        writer.WriteNumber("last-partition-id", metadata.LastPartitionId);
        writer.WriteNumber("default-sort-order-id", metadata.DefaultSortOrderId);
        WriteList(writer, "sort-orders", metadata.SortOrders, order => order.WriteTo(writer));
        SnapshotJson.WriteStringMap(writer, "properties", metadata.Properties);

        // Readers of format 2 know an empty table by -1; null is of format 3.
        if (metadata.CurrentSnapshotId is null && metadata.FormatVersion > 2)
            writer.WriteNull("current-snapshot-id");
        else
            writer.WriteNumber("current-snapshot-id", metadata.CurrentSnapshotId ?? -1);
        if (metadata.FormatVersion > 2)
            writer.WriteNumber("next-row-id", metadata.NextRowId);
        writer.WriteStartObject("refs");
        foreach (var (name, reference) in metadata.Refs)
        {
            writer.WriteStartObject(name);
            SnapshotJson.WriteRefMembers(writer, reference);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        WriteList(writer, "snapshots", metadata.Snapshots.Where(snapshot => isWritten is null || isWritten(snapshot)), snapshot => SnapshotJson.Write(writer, snapshot));
        WriteList(writer, "statistics", metadata.Statistics, item => item.WriteTo(writer));
        WriteList(writer, "partition-statistics", metadata.PartitionStatistics, item => item.WriteTo(writer));
        WriteList(
            writer,
            "snapshot-log",
            metadata.SnapshotLog,
            entry => WriteLogEntry(writer, entry.TimestampMs, () => writer.WriteNumber("snapshot-id", entry.SnapshotId)));
        WriteList(
            writer,
            "metadata-log",
            metadata.MetadataLog,
            entry => WriteLogEntry(writer, entry.TimestampMs, () => writer.WriteString("metadata-file", entry.MetadataFile)));
        SnapshotJson.WriteExtra(writer, metadata.Extra);
        writer.WriteEndObject();
    }

    /// <summary>The ids of what is current are optional in format 1 only.</summary>
    private static int GetInt(JsonElement json, string name, int version, int inFormat1) =>
        version == 1 ? IcebergJson.FindInt(json, name, What) ?? inFormat1 : IcebergJson.GetInt(json, name, What);

    private static TableMetadata Checked(TableMetadata metadata)
    {
        if (metadata.Schemas.All(schema => schema.SchemaId != metadata.CurrentSchemaId))
            throw IcebergException.InvalidData(
                $"The metadata of the table at {metadata.Location} names schema {metadata.CurrentSchemaId} as current and does not have it.");
        if (metadata.PartitionSpecs.All(spec => spec.SpecId != metadata.DefaultSpecId))
            throw IcebergException.InvalidData(
                $"The metadata of the table at {metadata.Location} names partition spec {metadata.DefaultSpecId} as default and does not have it.");
        if (metadata.SortOrders.All(order => order.OrderId != metadata.DefaultSortOrderId))
            throw IcebergException.InvalidData(
                $"The metadata of the table at {metadata.Location} names sort order {metadata.DefaultSortOrderId} as default and does not have it.");
        foreach (var (name, reference) in metadata.Refs)
        {
            if (metadata.FindSnapshot(reference.SnapshotId) is null)
                throw IcebergException.InvalidData(
                    $"The metadata of the table at {metadata.Location} lets '{name}' stand at snapshot {reference.SnapshotId} and does not have it.");
        }

        return metadata;
    }

    /// <summary>What readers that know format 1 alone look for beside the lists.</summary>
    private static void WriteFormat1Members(Utf8JsonWriter writer, TableMetadata metadata)
    {
        writer.WritePropertyName("schema");
        metadata.CurrentSchema.WriteTo(writer);
        writer.WritePropertyName("partition-spec");
        metadata.DefaultSpec.WriteFieldsTo(writer);
    }

    private static ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> content)
    {
        var plain = content.Span.StartsWith<byte>([0x1f, 0x8b]) ? Unzipped(content) : Zstd.IsFrame(content.Span) ? Zstd.Decompress(content) : content;
        return plain.Span.StartsWith(Encoding.UTF8.Preamble) ? plain[Encoding.UTF8.Preamble.Length..] : plain;
    }

    private static ReadOnlyMemory<byte> Unzipped(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);
            return plain.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw IcebergException.InvalidData($"The {What} cannot be unzipped: it is damaged.", e);
        }
    }

    private static Guid ReadUuid(JsonElement json, string location)
    {
        if (IcebergJson.FindString(json, "table-uuid", What) is not { } text)
        {
            // Optional in format 1. An id made from the location is at least the same at every reading.
            return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(location)).AsSpan(0, 16));
        }

        return Guid.TryParse(text, out var uuid) ? uuid : throw IcebergException.InvalidData($"'table-uuid' of a {What} must be a UUID, not '{text}'.");
    }

    private static List<Schema> ReadSchemas(JsonElement json, int version)
    {
        var schemas = version == 1 && IcebergJson.Find(json, "schemas", What) is null
            ? [Schema.FromJson(IcebergJson.Get(json, "schema", What))]
            : UniqueById(json, "schemas", "schema-id", Schema.FromJson);
        return schemas.Count > 0 ? schemas : throw IcebergException.InvalidData($"A {What} has no schema.");
    }

    private static List<PartitionSpec> ReadSpecs(JsonElement json, int version)
    {
        var specs = version == 1 && IcebergJson.Find(json, "partition-specs", What) is null
            ? [PartitionSpec.FromFieldsJson(IcebergJson.Get(json, "partition-spec", What), 0)]
            : UniqueById(json, "partition-specs", "spec-id", PartitionSpec.FromJson);
        return specs.Count > 0 ? specs : throw IcebergException.InvalidData($"A {What} has no partition spec.");
    }

    private static Dictionary<string, SnapshotRef> ReadRefs(JsonElement json)
    {
        var refs = new Dictionary<string, SnapshotRef>();
        if (IcebergJson.Find(json, "refs", What) is { } map)
        {
            foreach (var member in map.EnumerateObject())
                refs[member.Name] = SnapshotJson.ReadRef(member.Value);
        }

        var current = IcebergJson.FindLong(json, "current-snapshot-id", What);
        if (current is { } id and not -1)
        {
            if (refs.TryGetValue(SnapshotRef.MainBranch, out var main) && main.SnapshotId != id)
                throw IcebergException.InvalidData($"A {What} names {id} as its current snapshot and {main.SnapshotId} as the head of main.");
            refs.TryAdd(SnapshotRef.MainBranch, new SnapshotRef(id, SnapshotRefType.Branch));
        }

        return refs;
    }

    private static SnapshotLogEntry ReadSnapshotLogEntry(JsonElement json) =>
        new(IcebergJson.GetLong(json, "timestamp-ms", "snapshot log entry"), IcebergJson.GetLong(json, "snapshot-id", "snapshot log entry"));

    private static MetadataLogEntry ReadMetadataLogEntry(JsonElement json) =>
        new(IcebergJson.GetLong(json, "timestamp-ms", "metadata log entry"), IcebergJson.GetString(json, "metadata-file", "metadata log entry"));

    private static List<T> List<T>(JsonElement json, string name, Func<JsonElement, T> item) =>
        IcebergJson.Find(json, name, What) is { } list ? IcebergJson.ReadList(list, $"'{name}' of a {What}", item) : [];

    /// <summary>
    /// Items that are looked up by their ids. Some writers list one twice: the same again is one, but of two that differ nobody can tell which holds.
    /// </summary>
    private static List<T> UniqueById<T>(JsonElement json, string name, string idName, Func<JsonElement, T> read)
    {
        var known = new Dictionary<long, JsonElement>();
        var items = new List<T>();
        foreach (var (element, item) in List(json, name, element => (element, read(element))))
        {
            var id = IcebergJson.FindLong(element, idName, name) ?? 0;
            if (known.TryAdd(id, element))
                items.Add(item);
            else if (!JsonElement.DeepEquals(known[id], element))
                throw IcebergException.InvalidData($"A {What} lists {idName} {id} twice in '{name}', and not the same both times: which of them holds cannot be told.");
        }

        return items;
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
            write(item);
        writer.WriteEndArray();
    }

    private static void WriteLogEntry(Utf8JsonWriter writer, long timestampMs, Action writeRest)
    {
        writer.WriteStartObject();
        writer.WriteNumber("timestamp-ms", timestampMs);
        writeRest();
        writer.WriteEndObject();
    }
}
