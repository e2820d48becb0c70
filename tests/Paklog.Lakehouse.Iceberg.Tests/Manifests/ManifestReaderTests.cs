using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private const string SpecJson = """[{"name":"p","transform":"identity","source-id":1,"field-id":1000}]""";

    private static readonly ManifestFile InList = new()
    {
        ManifestPath = "file:///m.avro",
        ManifestLength = 1,
        PartitionSpecId = 0,
        SequenceNumber = 8,
        MinSequenceNumber = 8,
        AddedSnapshotId = 77,
    };

    /// <summary>A manifest as v1 and careless writers make it: the entry type, header and rows are free.</summary>
    private static byte[] Manifest(StructType entry, IEnumerable<KeyValuePair<string, string>> header, params object?[][] rows)
    {
        var writer = new AvroFileWriter(entry, "manifest_entry", header);
        foreach (var row in rows)
        {
            writer.Write(row);
        }

        return writer.Finish();
    }

    private static StructType V1Entry(IcebergType partition) => new(
        new NestedField(0, "status", true, IcebergType.Int),
        new NestedField(1, "snapshot_id", true, IcebergType.Long),
        new NestedField(2, "data_file", true, new StructType(
            new NestedField(100, "file_path", true, IcebergType.String),
            new NestedField(101, "file_format", true, IcebergType.String),
            new NestedField(102, "partition", true, new StructType(NestedField.Optional(1000, "p", partition))),
            new NestedField(103, "record_count", true, IcebergType.Long),
            new NestedField(104, "file_size_in_bytes", true, IcebergType.Long),
            new NestedField(105, "block_size_in_bytes", true, IcebergType.Long),
            NestedField.Optional(107, "sort_columns", new ListType(112, true, IcebergType.Int)))));

    private static object?[] V1Row(int status, object? partition, string format = "PARQUET") =>
        [status, 55L, new object?[] { "file:///a.parquet", format, new[] { partition }, 3L, 400L, 67108864L, new List<int> { 1 } }];

    private static List<ManifestEntry> Read(byte[] bytes, ManifestFile? manifest = null, PartitionSpec? spec = null, Schema? schema = null)
    {
        using var reader = ManifestReader.Open(new MemoryStream(bytes), manifest, spec, schema);
        return [.. reader.ReadEntries()];
    }

    /// <summary>Avro cannot tell that a file ends between two blocks, or behind its header; its length and its counts in the list can. Read as fewer files it would lose rows, and sweeps would delete them.</summary>
    [Fact]
    public void A_manifest_that_was_cut_off_anywhere_is_damaged()
    {
        var (small, inList) = ManifestFixture.Write(ManifestContent.Data, writer => writer.Add(ManifestFixture.File("a")));
        for (var length = 0; length < small.Length; length++)
            Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => ManifestFixture.Read(small[..length], inList)).Kind);

        var (large, listed) = ManifestFixture.Write(ManifestContent.Data, writer =>
        {
            for (var file = 0; file < 2_000; file++)
                writer.Add(ManifestFixture.File($"{file}-{Guid.NewGuid()}"));
        });
        var ends = Enumerable.Range(1, large.Length - 17).Where(start => large.AsSpan(start, 16).SequenceEqual(large.AsSpan(large.Length - 16))).Select(start => start + 16).ToList();
        Assert.True(ends.Count > 2);
        foreach (var end in ends)
            Assert.Contains("it is truncated", Assert.Throws<IcebergException>(() => ManifestFixture.Read(large[..end], listed)).Message);
        Assert.Contains("it is truncated", Assert.Throws<IcebergException>(() => ManifestFixture.Read(large[..ends[1]], listed with { AddedFilesCount = null })).Message);
        Assert.Equal(2_000, ManifestFixture.Read(large, listed).Count);
    }

    /// <summary>Of those whose rows are all there nothing is refused.</summary>
    [Fact]
    public void Counts_or_lengths_that_careless_writers_have_wrong_are_no_damage()
    {
        var (bytes, inList) = ManifestFixture.Write(ManifestContent.Data, writer => writer.Add(ManifestFixture.File("a")));

        foreach (var careless in (ManifestFile[])[inList with { AddedFilesCount = 5 }, inList with { ManifestLength = 1_000_000 }, inList with { ManifestLength = 0, AddedFilesCount = null }, inList with { AddedFilesCount = 0 }])
            Assert.Single(ManifestFixture.Read(bytes, careless));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void V1ManifestsGetTheDefaultsOfTheSpec(int status)
    {
        var bytes = Manifest(V1Entry(IcebergType.Int), [new("schema", "{}"), new("partition-spec", SpecJson)], V1Row(status, 5));
        var entry = Assert.Single(Read(bytes, InList));
        Assert.Equal(((EntryStatus)status, 55L, 0L, 0L), (entry.Status, entry.SnapshotId, entry.SequenceNumber, entry.FileSequenceNumber));
        Assert.Equal((FileContent.Data, "parquet", 3L, 400L), (entry.DataFile.Content, entry.DataFile.FileFormat, entry.DataFile.RecordCount, entry.DataFile.FileSizeInBytes));
        Assert.Equal(PartitionValues.Of(5), entry.DataFile.Partition);
        Assert.Null(entry.DataFile.LowerBounds);
    }

    [Fact]
    public void AddedEntriesInheritFromTheList()
    {
        var (bytes, _) = ManifestFixture.Write(ManifestContent.Data, writer =>
        {
            writer.Add(ManifestFixture.File("a"));
            writer.Add(ManifestFixture.File("b"), dataSequenceNumber: 3);
            writer.AddExisting(new ManifestEntry(EntryStatus.Added, 66, 5, 4, ManifestFixture.File("c")));
        });
        var entries = ManifestFixture.Read(bytes, InList with { PartitionSpecId = 2 });
        Assert.Equal([(7001, 8, 8), (7001, 3, 8), (66, 5, 4)], entries.Select(entry => (entry.SnapshotId!.Value, entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value)));
    }

    [Fact]
    public void ExistingEntriesDoNotInherit()
    {
        var entry = ManifestSchemas.Entry(new StructType());
        object?[] file = [0, "file:///a.parquet", "PARQUET", Array.Empty<object?>(), 1L, 1L, null, null, null, null, null, null, null, null, null, null, null];
        byte[] Bytes(int status) => Manifest(entry, [new("format-version", "2"), new("partition-spec", "[]")], [status, null, null, null, file]);

        Assert.Contains("which deletes apply", Assert.Throws<IcebergException>(() => Read(Bytes(0), InList)).Message);
        Assert.Null(Assert.Single(Read(Bytes(2), InList)).SequenceNumber);
        Assert.Equal((77L, 8L), Read(Bytes(1), InList).Select(added => (added.SnapshotId!.Value, added.SequenceNumber!.Value)).Single());

        // A v2 list names manifests from before the upgrade with 0, and then 0 holds for every entry.
        Assert.Equal(0, Assert.Single(Read(Bytes(0), InList with { SequenceNumber = 0 })).SequenceNumber);
    }

    [Fact]
    public void ManifestsOfFormat3AreRefused()
    {
        var bytes = Manifest(V1Entry(IcebergType.Int), [new("partition-spec", SpecJson), new("format-version", "3")]);
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => Read(bytes)).Kind);
    }

    [Fact]
    public void DeletionVectorsAreRefused()
    {
        var bytes = Manifest(V1Entry(IcebergType.Int), [new("partition-spec", SpecJson)], V1Row(1, 5, "PUFFIN"));
        var error = Assert.Throws<IcebergException>(() => Read(bytes, InList));
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
        Assert.Contains("deletion vectors", error.Message);
    }

    [Fact]
    public void DeletesInADataManifestAreNeverTakenForData()
    {
        var (bytes, file) = ManifestFixture.Write(ManifestContent.Deletes, writer => writer.Add(ManifestFixture.File("d", content: FileContent.PositionDeletes)));
        var error = Assert.Throws<IcebergException>(() => ManifestFixture.Read(bytes, file with { Content = ManifestContent.Data }));
        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
    }

    [Fact]
    public void PartitionValuesArePromotedToThePresentTypes()
    {
        var bytes = Manifest(V1Entry(IcebergType.Int), [new("partition-spec", SpecJson)], V1Row(1, 5));
        var schema = new SchemaBuilder().Optional("p", IcebergType.Long).Build();
        Assert.Equal(PartitionValues.Of(5L), Assert.Single(Read(bytes, null, new PartitionSpecBuilder(schema).Identity("p").Build(), schema)).DataFile.Partition);
    }

    [Fact]
    public void DaysWrittenAsIntsAreDates()
    {
        var bytes = Manifest(V1Entry(IcebergType.Int), [new("partition-spec", SpecJson.Replace("identity", "day"))], V1Row(1, -1));
        var schema = new SchemaBuilder().Optional("ts", IcebergType.Timestamp).Build();
        Assert.Equal(PartitionValues.Of(-1), Assert.Single(Read(bytes, null, new PartitionSpecBuilder(schema).Day("ts", "p").Build(), schema)).DataFile.Partition);
    }

    [Fact]
    public void PartitionsOfUnknownTransformsAndDroppedColumnsAreReadAsWritten()
    {
        var bytes = Manifest(V1Entry(IcebergType.Decimal(9, 2)), [new("partition-spec", SpecJson.Replace("identity", "zorder"))], V1Row(1, (Int128)150));
        Assert.Equal(PartitionValues.Of((Int128)150), Assert.Single(Read(bytes)).DataFile.Partition);
        var dropped = new Schema([NestedField.Optional(2, "other", IcebergType.Int)]);
        var spec = new PartitionSpec(0, [new PartitionField(1, 1000, "p", Transform.Identity)]);
        Assert.Equal(PartitionValues.Of((Int128)150), Assert.Single(Read(bytes, null, spec, dropped)).DataFile.Partition);
    }

    [Fact]
    public void AllPartitionTypesComeBack()
    {
        (string Name, IcebergType Type, object Value)[] columns =
        [
            ("boolean", IcebergType.Boolean, true), ("int", IcebergType.Int, -3), ("long", IcebergType.Long, 1L << 40), ("float", IcebergType.Float, 1.5f),
            ("double", IcebergType.Double, double.NaN), ("decimal", IcebergType.Decimal(38, 10), Int128.MinValue / 2), ("date", IcebergType.Date, -1),
            ("time", IcebergType.Time, 5L), ("timestamp", IcebergType.Timestamp, -5L), ("timestamptz", IcebergType.TimestampTz, 5L), ("a b", IcebergType.String, "ü"),
            ("uuid", IcebergType.Uuid, Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7")), ("1binary", IcebergType.Binary, new byte[] { 3 }),
        ];
        var schemaBuilder = new SchemaBuilder();
        foreach (var column in columns)
        {
            schemaBuilder.Optional(column.Name, column.Type);
        }

        var schema = schemaBuilder.Build();
        var specBuilder = new PartitionSpecBuilder(schema);
        foreach (var column in columns)
        {
            specBuilder.Identity(column.Name);
        }

        var writer = new ManifestWriter(schema, specBuilder.Build(), ManifestContent.Data, 1);
        var partition = new PartitionValues(columns.Select(column => column.Value));
        writer.Add(ManifestFixture.File("a") with { SpecId = 0, Partition = partition });
        var bytes = writer.Finish("file:///m.avro").Content;
        Assert.Equal(partition, Assert.Single(Read(bytes, null, specBuilder.Build(), schema)).DataFile.Partition);
        Assert.Equal(partition, Assert.Single(Read(bytes)).DataFile.Partition);
    }
}
