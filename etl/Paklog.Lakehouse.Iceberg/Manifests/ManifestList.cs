using System.Globalization;
using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>Reads and writes the list of a snapshot's manifests (spec, "Manifest Lists").</summary>
public static class ManifestList
{
    private static readonly string[] AddedInV2 =
    [
        "content", "sequence_number", "min_sequence_number", "added_files_count", "existing_files_count", "deleted_files_count",
        "added_rows_count", "existing_rows_count", "deleted_rows_count",
    ];

    private static readonly StructType ReadType = new(ManifestSchemas.ManifestFile.Fields
        .Select(field => AddedInV2.Contains(field.Name) ? field with { Required = false } : field).ToList());

    /// <summary>Writes a list of format v2. Unassigned sequence numbers become the snapshot's.</summary>
    /// <exception cref="IcebergException">InvalidData for an unassigned sequence number of another snapshot's manifest, or for unknown counts.</exception>
    public static byte[] Write(IEnumerable<ManifestFile> manifests, long snapshotId, long? parentSnapshotId, long sequenceNumber)
    {
        var file = new AvroFileWriter(
            ManifestSchemas.ManifestFile,
            ManifestSchemas.ListRecord,
            [
                new("snapshot-id", Text(snapshotId)),
                new("parent-snapshot-id", parentSnapshotId is { } parent ? Text(parent) : "null"),
                new("sequence-number", Text(sequenceNumber)),
                new("format-version", "2"),
            ]);
        foreach (var manifest in manifests)
        {
            file.Write(ToRow(manifest, snapshotId, sequenceNumber));
        }

        return file.Finish();
    }

    /// <summary>Reads a list of format v1 or v2; what v1 lacks gets the spec's defaults. Closes the stream.</summary>
    /// <exception cref="IcebergException">InvalidData for a damaged file, Unsupported for format v3.</exception>
    public static IReadOnlyList<ManifestFile> Read(Stream stream)
    {
        using var file = new AvroFileReader(stream);
        if (file.Metadata.TryGetValue("format-version", out var version) && version is not ("1" or "2"))
        {
            throw IcebergException.Unsupported($"The manifest list is of format v{version}; v1 and v2 are read here.");
        }

        return [.. file.ReadRows(AvroValueReader.ForStruct(file.Schema, ReadType, "manifest list entry")).Select(ToManifest)];
    }

    private static object?[] ToRow(ManifestFile manifest, long snapshotId, long sequenceNumber)
    {
        var isNew = manifest.SequenceNumber == ManifestFile.UnassignedSequenceNumber;
        if (isNew && manifest.AddedSnapshotId != snapshotId)
        {
            throw IcebergException.InvalidData($"The manifest {manifest.ManifestPath} of snapshot {manifest.AddedSnapshotId} has no sequence number.");
        }

        return
        [
            manifest.ManifestPath,
            manifest.ManifestLength,
            manifest.PartitionSpecId,
            (int)manifest.Content,
            isNew ? sequenceNumber : manifest.SequenceNumber,
            manifest.MinSequenceNumber == ManifestFile.UnassignedSequenceNumber ? sequenceNumber : manifest.MinSequenceNumber,
            manifest.AddedSnapshotId,
            manifest.AddedFilesCount,
            manifest.ExistingFilesCount,
            manifest.DeletedFilesCount,
            manifest.AddedRowsCount,
            manifest.ExistingRowsCount,
            manifest.DeletedRowsCount,
            manifest.Partitions?.Select(field => new object?[] { field.ContainsNull, field.ContainsNan, field.LowerBound, field.UpperBound }).ToList(),
            manifest.KeyMetadata,
        ];
    }

    private static ManifestFile ToManifest(object?[] row) => new()
    {
        ManifestPath = (string)row[0]!,
        ManifestLength = (long)row[1]!,
        PartitionSpecId = (int)row[2]!,
        Content = (int?)row[3] switch
        {
            null or 0 => ManifestContent.Data,
            1 => ManifestContent.Deletes,
            var other => throw IcebergException.InvalidData($"The manifest {row[0]} has the content {other}."),
        },
        SequenceNumber = (long?)row[4] ?? 0,
        MinSequenceNumber = (long?)row[5] ?? 0,
        AddedSnapshotId = (long)row[6]!,
        AddedFilesCount = (int?)row[7],
        ExistingFilesCount = (int?)row[8],
        DeletedFilesCount = (int?)row[9],
        AddedRowsCount = (long?)row[10],
        ExistingRowsCount = (long?)row[11],
        DeletedRowsCount = (long?)row[12],
        Partitions = (row[13] as List<object?[]>)?
            .Select(summary => new FieldSummary((bool)summary[0]!, (bool?)summary[1], (byte[]?)summary[2], (byte[]?)summary[3])).ToList(),
        KeyMetadata = (byte[]?)row[14],
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
