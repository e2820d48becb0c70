using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>Reads a manifest of format v1 or v2 as a stream of entries (spec, "Manifests").</summary>
public sealed class ManifestReader : IDisposable
{
    private const string Parquet = "parquet";

    private readonly AvroFileReader file;
    private readonly ManifestFile? manifest;
    private readonly Func<AvroDecoder, object?[]> readRow;

    private ManifestReader(AvroFileReader file, ManifestFile? manifest, PartitionSpec? spec, Schema? schema)
    {
        this.file = file;
        this.manifest = manifest;

        // The header of careless writers does not say it. What tells the formats apart is that the entries of v1 have no sequence numbers.
        FormatVersion = HeaderNumber(file, "format-version", Where) ?? (AvroFieldMatch.Find(file.Schema, ManifestSchemas.SequenceNumber) is null ? 1 : 2);
        if (FormatVersion > 2)
        {
            throw IcebergException.Unsupported($"The manifest{Where} is of format v{FormatVersion}; v1 and v2 are read here.");
        }

        SpecId = manifest?.PartitionSpecId ?? HeaderNumber(file, "partition-spec-id", Where) ?? 0;
        Content = manifest?.Content ?? HeaderContent(file);
        var partition = new StructType((spec ?? HeaderSpec()).Fields.Select(field => PartitionField(field, schema)).ToList());
        readRow = AvroValueReader.ForStruct(file.Schema, Relaxed(ManifestSchemas.Entry(partition)), "manifest entry");
    }

    public int FormatVersion { get; }

    public ManifestContent Content { get; }

    public int SpecId { get; }

    /// <summary>The JSON of the table's schema when the manifest was written, if the header has it.</summary>
    public string? SchemaJson => file.Metadata.GetValueOrDefault("schema");

    /// <summary>The bytes of the entries read so far, which their metrics keep in memory.</summary>
    internal long EntryBytes => file.RowBytes;

    private string Where => manifest is null ? "" : $" {manifest.ManifestPath}";

    /// <summary>Opens a manifest; the reader closes the stream.</summary>
    /// <param name="manifest">Its entry in the manifest list, from which entries inherit. Without it they keep what they hold.</param>
    /// <param name="spec">The table's spec with the manifest's spec id; without it the one in the header.</param>
    /// <param name="schema">With it, partition values are promoted to the present types of their columns.</param>
    /// <exception cref="IcebergException">InvalidData for a damaged file, Unsupported for format v3 and for unknown codecs.</exception>
    public static ManifestReader Open(Stream stream, ManifestFile? manifest = null, PartitionSpec? spec = null, Schema? schema = null) =>
        new(new AvroFileReader(stream), manifest, spec, schema);

    /// <inheritdoc cref="Open(Stream, ManifestFile?, PartitionSpec?, Schema?)"/>
    internal static ManifestReader Open(Stream stream, ManifestFile manifest, PartitionSpec spec, Schema schema, AvroSchemaCache schemas) =>
        new(new AvroFileReader(stream, schemas), manifest, spec, schema);

    /// <summary>What a manifest says of itself, for snapshots without a manifest list; its length is left to the caller. Closes the stream.</summary>
    internal static ManifestFile ReadHeader(Stream stream, string location, long snapshotId)
    {
        using var file = new AvroFileReader(stream);
        return new ManifestFile
        {
            ManifestPath = location,
            ManifestLength = 0,
            PartitionSpecId = HeaderNumber(file, "partition-spec-id", "") ?? 0,
            Content = HeaderContent(file),
            SequenceNumber = 0,
            MinSequenceNumber = 0,
            AddedSnapshotId = snapshotId,
        };
    }

    /// <summary>Reads the entries once, in order, deleted ones included.</summary>
    /// <exception cref="IcebergException">InvalidData for a damaged file, also for one that was cut off between two blocks, which Avro cannot tell.</exception>
    public IEnumerable<ManifestEntry> ReadEntries()
    {
        var count = 0L;
        foreach (var row in file.ReadRows(readRow))
        {
            count++;
            yield return ToEntry(row);
        }

        // Careless writers have a count or a length wrong; a file that was cut off has less of both.
        long? expected = (long?)manifest?.AddedFilesCount + manifest?.ExistingFilesCount + manifest?.DeletedFilesCount;
        if ((count < expected || expected is null) && file.Length < manifest?.ManifestLength)
            throw IcebergException.InvalidData($"The manifest{Where} has {file.Length} bytes, and {manifest.ManifestLength} by the manifest list: it is truncated.");
    }

    public void Dispose() => file.Dispose();

    /// <summary>What v1 lacks is optional, and so is the partition where there is none.</summary>
    private static StructType Relaxed(StructType entry) => new(entry.Fields.Select(field => field.Type is StructType dataFile
        ? field with { Type = new StructType(dataFile.Fields.Select(inner => inner is { Name: "content" } or { Type: StructType { Fields.Count: 0 } } ? inner with { Required = false } : inner).ToList()) }
        : field).ToList());

    private ManifestEntry ToEntry(object?[] row)
    {
        var status = (int)row[0]! is var number and >= 0 and <= 2
            ? (EntryStatus)number
            : throw IcebergException.InvalidData($"An entry of the manifest{Where} has the status {row[0]}.");
        var dataFile = ToDataFile((object?[])row[4]!);
        var sequenceNumber = Inherit((long?)row[2], status, dataFile);
        return new ManifestEntry(
            status,
            (long?)row[1] ?? manifest?.AddedSnapshotId,
            sequenceNumber,
            Inherit((long?)row[3], status, dataFile: null) ?? (status == EntryStatus.Added ? null : sequenceNumber),
            dataFile);
    }

    /// <param name="dataFile">Given where a number that is not known is an error.</param>
    private long? Inherit(long? own, EntryStatus status, DataFile? dataFile)
    {
        // A v1 manifest has no sequence numbers: 0 for all its files, whatever their status.
        if (own is not null || FormatVersion == 1)
        {
            return own ?? 0;
        }

        if (manifest is null || manifest.SequenceNumber == ManifestFile.UnassignedSequenceNumber)
        {
            return null;
        }

        return status switch
        {
            EntryStatus.Added => manifest.SequenceNumber,
            _ when manifest.SequenceNumber == 0 => 0,
            _ when status == EntryStatus.Deleted || dataFile is null => null,
            _ => throw IcebergException.InvalidData(
                $"The existing file {dataFile.FilePath} has no sequence number in the manifest{Where}: it cannot be known which deletes apply to it."),
        };
    }

    private DataFile ToDataFile(object?[] row)
    {
        var content = (FileContent)((int?)row[0] ?? 0);
        var path = (string)row[1]!;
        var format = (string)row[2]! is var name && name.Equals(Parquet, StringComparison.OrdinalIgnoreCase) ? Parquet : name.ToLowerInvariant();
        if (format == "puffin")
        {
            throw IcebergException.Unsupported(
                $"{path} in the manifest{Where} holds deletion vectors, which belong to Iceberg format v3 and are not read here.");
        }

        if (!Enum.IsDefined(content) || (content == FileContent.Data) != (Content == ManifestContent.Data))
        {
            throw IcebergException.InvalidData($"The manifest{Where} lists {Content} files, but {path} has the content {row[0] ?? 0}.");
        }

        return new DataFile
        {
            Content = content,
            FilePath = path,
            FileFormat = format,
            SpecId = SpecId,
            Partition = row[3] is object?[] values ? new PartitionValues(values) : PartitionValues.Empty,
            RecordCount = (long)row[4]!,
            FileSizeInBytes = (long)row[5]!,
            ColumnSizes = (IReadOnlyDictionary<int, long>?)row[6],
            ValueCounts = (IReadOnlyDictionary<int, long>?)row[7],
            NullValueCounts = (IReadOnlyDictionary<int, long>?)row[8],
            NanValueCounts = (IReadOnlyDictionary<int, long>?)row[9],
            LowerBounds = (IReadOnlyDictionary<int, byte[]>?)row[10],
            UpperBounds = (IReadOnlyDictionary<int, byte[]>?)row[11],
            KeyMetadata = (byte[]?)row[12],
            SplitOffsets = (List<long>?)row[13],
            EqualityIds = (List<int>?)row[14],
            SortOrderId = (int?)row[15],
            ReferencedDataFile = (string?)row[16],
        };
    }

    /// <summary>A bare array of fields; some writers put the whole spec there.</summary>
    private PartitionSpec HeaderSpec() =>
        file.Metadata.TryGetValue("partition-spec", out var json)
            ? IcebergJson.Parse(
                json, "partition spec of a manifest", spec => spec.ValueKind == JsonValueKind.Object ? PartitionSpec.FromJson(spec).WithId(SpecId) : PartitionSpec.FromFieldsJson(spec, SpecId))
            : throw IcebergException.InvalidData($"The header of the manifest{Where} has no partition-spec.");

    /// <summary>
    /// A partition value with the type to read it as: today's result type if it is known, else what was written. One that the file does not have is an error, and not null:
    /// null is a partition like others.
    /// </summary>
    private NestedField PartitionField(PartitionField field, Schema? schema)
    {
        var expected = NestedField.Optional(field.FieldId, field.Name, IcebergType.Int);
        var dataFile = AvroFieldMatch.Find(file.Schema, ManifestSchemas.DataFileField)?.Schema;
        var written = AvroFieldMatch.Find(AvroFieldMatch.Find(dataFile, ManifestSchemas.PartitionField)?.Schema, expected);
        if (written is null && field.Transform is not VoidTransform)
            throw IcebergException.InvalidData($"The entries of the manifest{Where} lack the partition field '{field.Name}' with the id {field.FieldId}, which partition spec {SpecId} has.");
        return field.Transform is not UnknownTransform && schema?.FindField(field.SourceId) is { } source ? expected with { Type = field.Transform.ResultType(source.Type) }
            : written is not null ? expected with { Type = AvroPrimitiveReader.TypeOf(written.Schema, field.Name) }
            : expected;
    }

    private static ManifestContent HeaderContent(AvroFileReader file) => file.Metadata.GetValueOrDefault("content") == "deletes" ? ManifestContent.Deletes : ManifestContent.Data;

    private static int? HeaderNumber(AvroFileReader file, string key, string where) =>
        !file.Metadata.TryGetValue(key, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw IcebergException.InvalidData($"The header of the manifest{where} has '{text}' for {key}.");
}
