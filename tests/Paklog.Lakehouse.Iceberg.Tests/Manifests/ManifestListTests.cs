using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Manifests;

public sealed class ManifestListTests
{
    private static readonly ManifestFile Known = new()
    {
        ManifestPath = "file:///m1.avro",
        ManifestLength = 5000,
        PartitionSpecId = 3,
        Content = ManifestContent.Deletes,
        SequenceNumber = 4,
        MinSequenceNumber = 2,
        AddedSnapshotId = 66,
        AddedFilesCount = 1,
        ExistingFilesCount = 2,
        DeletedFilesCount = 3,
        AddedRowsCount = 10,
        ExistingRowsCount = 20,
        DeletedRowsCount = 30,
        Partitions = [new FieldSummary(true, false, [1, 2], [3, 4]), new FieldSummary(false, null, null, null)],
        KeyMetadata = [9],
    };

    private static readonly ManifestFile Fresh = Known with
    {
        SequenceNumber = ManifestFile.UnassignedSequenceNumber,
        MinSequenceNumber = ManifestFile.UnassignedSequenceNumber,
        AddedSnapshotId = 77,
        Partitions = null,
        KeyMetadata = null,
    };

    private static IReadOnlyList<ManifestFile> RoundTrip(params ManifestFile[] manifests) =>
        ManifestList.Read(new MemoryStream(ManifestList.Write(manifests, 77, 66, 9)));

    [Fact]
    public void TheHeaderHasTheKeysThatReadersLookFor()
    {
        var header = ManifestFixture.Header(ManifestList.Write([], 77, 66, 9));
        Assert.Equal(["avro.schema", "avro.codec", "snapshot-id", "parent-snapshot-id", "sequence-number", "format-version"], header.Keys);
        Assert.Equal(("77", "66", "9", "2"), (header["snapshot-id"], header["parent-snapshot-id"], header["sequence-number"], header["format-version"]));
        Assert.Equal("null", ManifestFixture.Header(ManifestList.Write([], 77, null, 9))["parent-snapshot-id"]);
    }

    [Fact]
    public void TheAvroSchemaIsThatOfTheJavaLibrary() =>
        Assert.Equal(
            """
            {"type":"record","name":"manifest_file","fields":[{"name":"manifest_path","type":"string","doc":"Location URI with FS scheme","field-id":500},
            {"name":"manifest_length","type":"long","doc":"Total file size in bytes","field-id":501},
            {"name":"partition_spec_id","type":"int","doc":"Spec ID used to write","field-id":502},
            {"name":"content","type":"int","doc":"Contents of the manifest: 0=data, 1=deletes","field-id":517},
            {"name":"sequence_number","type":"long","doc":"Sequence number when the manifest was added","field-id":515},
            {"name":"min_sequence_number","type":"long","doc":"Lowest sequence number in the manifest","field-id":516},
            {"name":"added_snapshot_id","type":"long","doc":"Snapshot ID that added the manifest","field-id":503},
            {"name":"added_files_count","type":"int","doc":"Added entry count","field-id":504},
            {"name":"existing_files_count","type":"int","doc":"Existing entry count","field-id":505},
            {"name":"deleted_files_count","type":"int","doc":"Deleted entry count","field-id":506},
            {"name":"added_rows_count","type":"long","doc":"Added rows count","field-id":512},
            {"name":"existing_rows_count","type":"long","doc":"Existing rows count","field-id":513},
            {"name":"deleted_rows_count","type":"long","doc":"Deleted rows count","field-id":514},
            {"name":"partitions","type":["null",{"type":"array","items":{"type":"record","name":"r508","fields":[
            {"name":"contains_null","type":"boolean","doc":"True if any file has a null partition value","field-id":509},
            {"name":"contains_nan","type":["null","boolean"],"doc":"True if any file has a nan partition value","default":null,"field-id":518},
            {"name":"lower_bound","type":["null","bytes"],"doc":"Partition lower bound for all files","default":null,"field-id":510},
            {"name":"upper_bound","type":["null","bytes"],"doc":"Partition upper bound for all files","default":null,"field-id":511}]},"element-id":508}],"doc":"Summary for each partition","default":null,"field-id":507},
            {"name":"key_metadata","type":["null","bytes"],"doc":"Encryption key metadata blob","default":null,"field-id":519}]}
            """.ReplaceLineEndings(""),
            ManifestFixture.Header(ManifestList.Write([], 77, 66, 9))["avro.schema"]);

    [Fact]
    public void AllFieldsComeBack() => Assert.Equivalent(Known, Assert.Single(RoundTrip(Known)), strict: true);

    [Fact]
    public void UnassignedNumbersBecomeTheSnapshots()
    {
        var read = Assert.Single(RoundTrip(Fresh));
        Assert.Equal((9, 9), (read.SequenceNumber, read.MinSequenceNumber));
        Assert.Equal(2, Assert.Single(RoundTrip(Fresh with { MinSequenceNumber = 2 })).MinSequenceNumber);
    }

    [Fact]
    public void UnassignedNumbersOfAnotherSnapshotAreRefused() =>
        Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => RoundTrip(Fresh with { AddedSnapshotId = 66 })).Kind);

    [Fact]
    public void V1ListsGetTheDefaultsOfTheSpec()
    {
        var v1 = new AvroFileWriter(
            new StructType(
                new NestedField(500, "manifest_path", true, IcebergType.String),
                new NestedField(501, "manifest_length", true, IcebergType.Long),
                new NestedField(502, "partition_spec_id", true, IcebergType.Int),
                NestedField.Optional(503, "added_snapshot_id", IcebergType.Long),
                NestedField.Optional(504, "added_data_files_count", IcebergType.Int)),
            "manifest_file",
            []);
        v1.Write(["file:///m.avro", 10L, 0, 55L, null]);
        var read = Assert.Single(ManifestList.Read(new MemoryStream(v1.Finish())));
        Assert.Equal((ManifestContent.Data, 0L, 0L, 55L), (read.Content, read.SequenceNumber, read.MinSequenceNumber, read.AddedSnapshotId));
        Assert.Null(read.AddedFilesCount);
        Assert.Null(read.Partitions);
        Assert.True(read.HasAddedFiles && read.HasExistingFiles && read.HasDeletedFiles);
    }

    [Fact]
    public void ListsOfFormat3AreRefused()
    {
        var v3 = new AvroFileWriter(ManifestSchemas.ManifestFile, "manifest_file", [new("format-version", "3")]).Finish();
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => ManifestList.Read(new MemoryStream(v3))).Kind);
    }

    [Fact]
    public void ManifestsWithoutLiveFilesAreTold()
    {
        Assert.False((Known with { AddedFilesCount = 0, ExistingFilesCount = 0 }).HasLiveFiles);
        Assert.True((Known with { AddedFilesCount = 0, ExistingFilesCount = null }).HasLiveFiles);
    }
}
