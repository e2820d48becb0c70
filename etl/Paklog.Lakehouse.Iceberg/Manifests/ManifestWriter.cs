using System.Globalization;
using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>
/// Writes one manifest of format v2 for the files of one partition spec. Only added files leave their sequence numbers open, to be inherited
/// from the manifest list; existing and deleted ones carry the numbers they had.
/// </summary>
public sealed class ManifestWriter
{
    private readonly AvroFileWriter file;
    private readonly PartitionSpec spec;
    private readonly ManifestContent content;
    private readonly long snapshotId;
    private readonly FieldSummaryBuilder[] summaries;
    private readonly int[] files = new int[3];
    private readonly long[] rows = new long[3];
    private long? minSequenceNumber;

    /// <param name="schema">The table's schema; it stands in the header.</param>
    /// <param name="snapshotId">The snapshot that is being made.</param>
    /// <param name="earlier">The table's other schemas, for specs over columns that were dropped.</param>
    /// <exception cref="IcebergException">
    /// Unsupported when the spec has a transform that is not known here, or partitions by the bytes of a fixed column.
    /// </exception>
    public ManifestWriter(Schema schema, PartitionSpec spec, ManifestContent content, long snapshotId, IEnumerable<Schema>? earlier = null)
    {
        this.spec = spec;
        this.content = content;
        this.snapshotId = snapshotId;
        var partitionType = spec.PartitionType(schema, earlier);
        if (partitionType.Fields.FirstOrDefault(field => field.Type is FixedType) is { } bytes)
        {
            // apache/iceberg#17501: it expects a length before the bytes.
            throw IcebergException.Unsupported(
                $"The partition field '{bytes.Name}' is of type {bytes.Type}: Spark, Trino and all that use Iceberg's Java library cannot read manifests "
                + "with such values as the Avro specification has them. Bucket the column instead.");
        }

        summaries = [.. partitionType.Fields.Select(field => new FieldSummaryBuilder(field.Type))];
        file = new AvroFileWriter(
            ManifestSchemas.Entry(partitionType),
            ManifestSchemas.EntryRecord,
            [
                new("schema", schema.ToJson()),
                new("schema-id", Text(schema.SchemaId)),
                new("partition-spec", IcebergJson.ToString(spec.WriteFieldsTo)),
                new("partition-spec-id", Text(spec.SpecId)),
                new("format-version", "2"),
                new("content", content == ManifestContent.Data ? "data" : "deletes"),
            ]);
    }

    /// <summary>Bytes written so far, roughly: a block that is not full yet does not count.</summary>
    public long Length => file.Length;

    public int EntryCount => files.Sum();

    /// <summary>Adds a file of this snapshot.</summary>
    /// <param name="dataSequenceNumber">Given only when the data is older than the snapshot, as after compaction.</param>
    public void Add(DataFile dataFile, long? dataSequenceNumber = null)
    {
        if (!HasScheme(dataFile.FilePath))
        {
            throw IcebergException.InvalidData($"The file path '{dataFile.FilePath}' has no URI scheme; paths in metadata must have one.");
        }

        Write(new ManifestEntry(EntryStatus.Added, snapshotId, dataSequenceNumber, null, dataFile));
    }

    /// <summary>Carries over a live file; the entry keeps its snapshot id and sequence numbers.</summary>
    public void AddExisting(ManifestEntry entry) => Write(WithNumbers(entry) with { Status = EntryStatus.Existing });

    /// <summary>Records that this snapshot removes the file; the entry keeps its sequence numbers.</summary>
    public void AddDeleted(ManifestEntry entry) => Write(WithNumbers(entry) with { Status = EntryStatus.Deleted, SnapshotId = snapshotId });

    /// <summary>The file's bytes and its manifest list entry; sequence numbers that the commit gives are unassigned in it.</summary>
    /// <param name="path">Where the caller will write the bytes.</param>
    public (byte[] Content, ManifestFile File) Finish(string path)
    {
        var bytes = file.Finish();
        var manifest = new ManifestFile
        {
            ManifestPath = path,
            ManifestLength = bytes.Length,
            PartitionSpecId = spec.SpecId,
            Content = content,
            MinSequenceNumber = minSequenceNumber ?? ManifestFile.UnassignedSequenceNumber,
            AddedSnapshotId = snapshotId,
            AddedFilesCount = files[(int)EntryStatus.Added],
            ExistingFilesCount = files[(int)EntryStatus.Existing],
            DeletedFilesCount = files[(int)EntryStatus.Deleted],
            AddedRowsCount = rows[(int)EntryStatus.Added],
            ExistingRowsCount = rows[(int)EntryStatus.Existing],
            DeletedRowsCount = rows[(int)EntryStatus.Deleted],

            // Without bounds a summary would say that all values are null, so an ambiguous one takes the others with it.
            Partitions = summaries.Any(summary => summary.IsAmbiguous) ? null : [.. summaries.Select(summary => summary.Build())],
        };
        return (bytes, manifest);
    }

    private static ManifestEntry WithNumbers(ManifestEntry entry) =>
        entry is { SnapshotId: not null, SequenceNumber: not null, FileSequenceNumber: not null }
            ? entry
            : throw IcebergException.InvalidData($"The file {entry.DataFile.FilePath} is carried over without its snapshot id and sequence numbers.");

    private static bool HasScheme(string path) => path.IndexOf(':') is var colon and > 1 && path.AsSpan(0, colon).IndexOfAny('/', '\\') < 0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Write(ManifestEntry entry)
    {
        var dataFile = entry.DataFile;
        if ((dataFile.Content == FileContent.Data) != (content == ManifestContent.Data))
        {
            throw IcebergException.InvalidData($"The file {dataFile.FilePath} holds {dataFile.Content}, which a manifest of {content} cannot list.");
        }

        if (dataFile.SpecId != spec.SpecId || dataFile.Partition.Count != spec.Fields.Count)
        {
            throw IcebergException.InvalidData(
                $"The file {dataFile.FilePath} has {dataFile.Partition.Count} partition values of spec {dataFile.SpecId}; the manifest is of {spec}.");
        }

        file.Write([(int)entry.Status, entry.SnapshotId, entry.SequenceNumber, entry.FileSequenceNumber, ToRow(dataFile)]);
        files[(int)entry.Status]++;
        rows[(int)entry.Status] += dataFile.RecordCount;
        for (var i = 0; i < summaries.Length; i++)
        {
            summaries[i].Add(dataFile.Partition[i]);
        }

        if (entry.IsLive && entry.SequenceNumber is { } number)
        {
            minSequenceNumber = Math.Min(minSequenceNumber ?? number, number);
        }
    }

    private static object?[] ToRow(DataFile dataFile) =>
    [
        (int)dataFile.Content,
        dataFile.FilePath,
        dataFile.FileFormat.ToUpperInvariant(),
        dataFile.Partition,
        dataFile.RecordCount,
        dataFile.FileSizeInBytes,
        dataFile.ColumnSizes,
        dataFile.ValueCounts,
        dataFile.NullValueCounts,
        dataFile.NanValueCounts,
        dataFile.LowerBounds,
        dataFile.UpperBounds,
        dataFile.KeyMetadata,
        dataFile.SplitOffsets is { Count: > 0 } ? dataFile.SplitOffsets : null,
        dataFile.EqualityIds,
        dataFile.SortOrderId,
        dataFile.ReferencedDataFile,
    ];
}
