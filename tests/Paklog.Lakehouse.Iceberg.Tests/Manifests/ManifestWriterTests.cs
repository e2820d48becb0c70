using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Manifests;

public sealed class ManifestWriterTests
{
    private static readonly ManifestEntry Carried = new(EntryStatus.Added, 6000, 5, 4, ManifestFixture.File("old", 20000, rows: 7));

    [Fact]
    public void TheHeaderHasTheKeysOfTheSpec()
    {
        var header = ManifestFixture.Header(ManifestFixture.Write(ManifestContent.Data, writer => writer.Add(ManifestFixture.File("a"))).Content);
        Assert.Equal(
            ["avro.schema", "avro.codec", "schema", "schema-id", "partition-spec", "partition-spec-id", "format-version", "content"], header.Keys);
        Assert.Equal("deflate", header["avro.codec"]);
        Assert.Equal(
            """{"type":"struct","schema-id":4,"fields":[{"id":1,"name":"id","required":true,"type":"long"},{"id":2,"name":"ts","required":false,"type":"timestamptz"}]}""",
            header["schema"]);
        Assert.Equal("4", header["schema-id"]);
        Assert.Equal("""[{"name":"ts_day","transform":"day","source-id":2,"field-id":1000}]""", header["partition-spec"]);
        Assert.Equal("2", header["partition-spec-id"]);
        Assert.Equal("2", header["format-version"]);
        Assert.Equal("data", header["content"]);
    }

    [Fact]
    public void DeleteManifestsSaySoInHeaderAndList()
    {
        var (bytes, file) = ManifestFixture.Write(
            ManifestContent.Deletes, writer => writer.Add(ManifestFixture.File("d", content: FileContent.PositionDeletes) with { ReferencedDataFile = "file:///a.parquet" }));
        Assert.Equal("deletes", ManifestFixture.Header(bytes)["content"]);
        Assert.Equal(ManifestContent.Deletes, file.Content);
        Assert.Equal("file:///a.parquet", Assert.Single(ManifestFixture.Read(bytes, file)).DataFile.ReferencedDataFile);
    }

    [Fact]
    public void TheAvroSchemaIsThatOfTheJavaLibrary()
    {
        var schema = ManifestFixture.Header(ManifestFixture.Write(ManifestContent.Data, _ => { }).Content)["avro.schema"];
        const string map = """{"type":"array","items":{"type":"record","name":"k%1_v%2","fields":[{"name":"key","type":"int","field-id":%1},{"name":"value","type":"%3","field-id":%2}]},"logicalType":"map"}""";
        static string Map(int key, string value) => map.Replace("%1", $"{key}").Replace("%2", $"{key + 1}").Replace("%3", value);
        static string Optional(int id, string name, string type, string doc) => $$"""{"name":"{{name}}","type":["null",{{type}}],"doc":"{{doc}}","default":null,"field-id":{{id}}}""";
        string[] file =
        [
            """{"name":"content","type":"int","doc":"Contents of the file: 0=data, 1=position deletes, 2=equality deletes","field-id":134}""",
            """{"name":"file_path","type":"string","doc":"Location URI with FS scheme","field-id":100}""",
            """{"name":"file_format","type":"string","doc":"File format name: avro, orc, or parquet","field-id":101}""",
            """{"name":"partition","type":{"type":"record","name":"r102","fields":[{"name":"ts_day","type":["null",{"type":"int","logicalType":"date"}],"default":null,"field-id":1000}]},"doc":"Partition data tuple, schema based on the partition spec","field-id":102}""",
            """{"name":"record_count","type":"long","doc":"Number of records in the file","field-id":103}""",
            """{"name":"file_size_in_bytes","type":"long","doc":"Total file size in bytes","field-id":104}""",
            Optional(108, "column_sizes", Map(117, "long"), "Map of column id to total size on disk"),
            Optional(109, "value_counts", Map(119, "long"), "Map of column id to total count, including null and NaN"),
            Optional(110, "null_value_counts", Map(121, "long"), "Map of column id to null value count"),
            Optional(137, "nan_value_counts", Map(138, "long"), "Map of column id to number of NaN values in the column"),
            Optional(125, "lower_bounds", Map(126, "bytes"), "Map of column id to lower bound"),
            Optional(128, "upper_bounds", Map(129, "bytes"), "Map of column id to upper bound"),
            Optional(131, "key_metadata", "\"bytes\"", "Encryption key metadata blob"),
            Optional(132, "split_offsets", """{"type":"array","items":"long","element-id":133}""", "Splittable offsets"),
            Optional(135, "equality_ids", """{"type":"array","items":"int","element-id":136}""", "Equality comparison field IDs"),
            Optional(140, "sort_order_id", "\"int\"", "Sort order ID"),
            Optional(143, "referenced_data_file", "\"string\"", "Fully qualified location (URI with FS scheme) of a data file that all deletes reference"),
        ];
        Assert.Equal(
            $$"""
            {"type":"record","name":"manifest_entry","fields":[{"name":"status","type":"int","field-id":0},
            {"name":"snapshot_id","type":["null","long"],"default":null,"field-id":1},
            {"name":"sequence_number","type":["null","long"],"default":null,"field-id":3},
            {"name":"file_sequence_number","type":["null","long"],"default":null,"field-id":4},
            {"name":"data_file","type":{"type":"record","name":"r2","fields":[{{string.Join(",", file)}}]},"field-id":2}]}
            """.ReplaceLineEndings(""),
            schema);
    }

    [Fact]
    public void OnlyAddedFilesLeaveTheirSequenceNumbersOpen()
    {
        var (bytes, _) = ManifestFixture.Write(ManifestContent.Data, writer =>
        {
            writer.Add(ManifestFixture.File("a"));
            writer.Add(ManifestFixture.File("compacted"), dataSequenceNumber: 3);
            writer.AddExisting(Carried);
            writer.AddDeleted(Carried);
        });
        Assert.Equal(
            [
                (EntryStatus.Added, 7001, null, null),
                (EntryStatus.Added, 7001, 3, null),
                (EntryStatus.Existing, 6000, 5, 4),
                (EntryStatus.Deleted, 7001, 5, 4),
            ],
            ManifestFixture.Read(bytes).Select(entry => (entry.Status, entry.SnapshotId, entry.SequenceNumber, entry.FileSequenceNumber)).ToArray());
    }

    [Fact]
    public void TheListEntryCountsFilesRowsAndTheLeastLiveSequenceNumber()
    {
        var (bytes, file) = ManifestFixture.Write(ManifestContent.Data, writer =>
        {
            writer.Add(ManifestFixture.File("a"));
            writer.AddExisting(Carried);
            writer.AddExisting(Carried with { SequenceNumber = 3 });
            writer.AddDeleted(Carried with { SequenceNumber = 1 });
            Assert.Equal(4, writer.EntryCount);
        });
        Assert.Equal(
            (1, 2, 1, 10L, 14L, 7L),
            (file.AddedFilesCount, file.ExistingFilesCount, file.DeletedFilesCount, file.AddedRowsCount, file.ExistingRowsCount, file.DeletedRowsCount));
        Assert.Equal(bytes.Length, file.ManifestLength);
        Assert.Equal((2, 7001L), (file.PartitionSpecId, file.AddedSnapshotId));
        Assert.Equal(ManifestFile.UnassignedSequenceNumber, file.SequenceNumber);
        Assert.Equal(3, file.MinSequenceNumber);
        Assert.Equal(
            ManifestFile.UnassignedSequenceNumber, ManifestFixture.Write(ManifestContent.Data, writer => writer.Add(ManifestFixture.File("a"))).File.MinSequenceNumber);
    }

    [Fact]
    public void ASequenceNumberOfZeroSurvives()
    {
        var (bytes, file) = ManifestFixture.Write(ManifestContent.Data, writer => writer.AddExisting(Carried with { SequenceNumber = 0, FileSequenceNumber = 0 }));
        Assert.Equal(0, file.MinSequenceNumber);
        var list = ManifestList.Read(new MemoryStream(ManifestList.Write([file], ManifestFixture.SnapshotId, null, 9)));
        Assert.Equal((9, 0), (list[0].SequenceNumber, list[0].MinSequenceNumber));
        Assert.Equal((0L, 0L), ManifestFixture.Read(bytes, list[0]).Select(entry => (entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value)).Single());
    }

    [Fact]
    public void AllMetricsComeBack()
    {
        var full = ManifestFixture.File("a") with
        {
            ColumnSizes = new Dictionary<int, long> { [2] = 20, [1] = 10 },
            ValueCounts = new Dictionary<int, long> { [1] = 10 },
            NullValueCounts = new Dictionary<int, long> { [1] = 0 },
            NanValueCounts = new Dictionary<int, long>(),
            LowerBounds = new Dictionary<int, byte[]> { [1] = [1, 0, 0, 0, 0, 0, 0, 0] },
            UpperBounds = new Dictionary<int, byte[]> { [1] = [9, 0, 0, 0, 0, 0, 0, 0] },
            KeyMetadata = [1, 2],
            SplitOffsets = [4, 500],
            SortOrderId = 1,
        };
        var (bytes, file) = ManifestFixture.Write(ManifestContent.Data, writer => writer.Add(full));
        Assert.Equivalent(full, Assert.Single(ManifestFixture.Read(bytes, file)).DataFile, strict: true);
    }

    [Fact]
    public void EqualityIdsComeBackAndNoSplitOffsetsAreNull()
    {
        var (bytes, file) = ManifestFixture.Write(
            ManifestContent.Deletes, writer => writer.Add(ManifestFixture.File("e", content: FileContent.EqualityDeletes) with { EqualityIds = [1, 2], SplitOffsets = [] }));
        var read = Assert.Single(ManifestFixture.Read(bytes, file)).DataFile;
        Assert.Equal([1, 2], read.EqualityIds);
        Assert.Null(read.SplitOffsets);
        Assert.Null(read.NullValueCounts);
    }

    [Fact]
    public void PartitionSummariesHoldNullsNansAndWholeBounds()
    {
        var schema = new SchemaBuilder().Optional("d", IcebergType.Double).Optional("s", IcebergType.String).Build();
        var spec = new PartitionSpecBuilder(schema).Identity("d").Identity("s").Build();
        var writer = new ManifestWriter(schema, spec, ManifestContent.Data, 1);
        var longText = new string('x', 40);
        foreach (var (number, text) in new (double?, string?)[] { (0.0, "b"), (double.NaN, longText), (-0.0, null), (0.0, "a") })
        {
            writer.Add(ManifestFixture.File("f") with { SpecId = 0, Partition = PartitionValues.Of(number, text) });
        }

        var summaries = writer.Finish("file:///m.avro").File.Partitions!;
        Assert.Equal((false, true), (summaries[0].ContainsNull, summaries[0].ContainsNan));
        Assert.Equal("0000000000000080", Convert.ToHexStringLower(summaries[0].LowerBound!));
        Assert.Equal("0000000000000000", Convert.ToHexStringLower(summaries[0].UpperBound!));
        Assert.Equal((true, false), (summaries[1].ContainsNull, summaries[1].ContainsNan));
        Assert.Equal("a"u8.ToArray(), summaries[1].LowerBound);
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(longText), summaries[1].UpperBound);
    }

    [Fact]
    public void SummariesOfNullsOnlyHaveNoBounds()
    {
        var summary = Assert.Single(ManifestFixture.Write(ManifestContent.Data, writer => writer.Add(ManifestFixture.File("a", day: null))).File.Partitions!);
        Assert.Equal(new FieldSummary(true, false, null, null), summary);
    }

    [Fact]
    public void SummariesOfSeveralUuidsAreLeftOut()
    {
        var schema = new SchemaBuilder().Optional("u", IcebergType.Uuid).Build();
        var spec = new PartitionSpecBuilder(schema).Identity("u").Build();
        ManifestFile Write(params Guid[] uuids)
        {
            var writer = new ManifestWriter(schema, spec, ManifestContent.Data, 1);
            foreach (var uuid in uuids)
            {
                writer.Add(ManifestFixture.File("f") with { SpecId = 0, Partition = PartitionValues.Of(uuid) });
            }

            return writer.Finish("file:///m.avro").File;
        }

        var one = Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7");
        Assert.Equal(one.ToByteArray(bigEndian: true), Assert.Single(Write(one, one).Partitions!).LowerBound);
        Assert.Null(Write(one, Guid.Empty).Partitions);
    }

    [Fact]
    public void WhatDoesNotBelongIsRefused()
    {
        static string Refused(Action<ManifestWriter> add, ManifestContent content = ManifestContent.Data)
        {
            var error = Assert.Throws<IcebergException>(() => ManifestFixture.Write(content, add));
            Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
            return error.Message;
        }

        Assert.Contains("scheme", Refused(writer => writer.Add(ManifestFixture.File("a") with { FilePath = "/warehouse/a.parquet" })));
        Assert.Contains("scheme", Refused(writer => writer.Add(ManifestFixture.File("a") with { FilePath = "C:\\warehouse\\a.parquet" })));
        Assert.Contains("PositionDeletes", Refused(writer => writer.Add(ManifestFixture.File("a", content: FileContent.PositionDeletes))));
        Assert.Contains("Deletes", Refused(writer => writer.Add(ManifestFixture.File("a")), ManifestContent.Deletes));
        Assert.Contains("spec 3", Refused(writer => writer.Add(ManifestFixture.File("a") with { SpecId = 3 })));
        Assert.Contains("2 partition values", Refused(writer => writer.Add(ManifestFixture.File("a") with { Partition = PartitionValues.Of(1, 2) })));
        Assert.Contains("sequence numbers", Refused(writer => writer.AddExisting(Carried with { SequenceNumber = null })));
        Assert.Contains("sequence numbers", Refused(writer => writer.AddDeleted(Carried with { FileSequenceNumber = null })));
        Assert.Contains("ts_day", Refused(writer => writer.Add(ManifestFixture.File("a") with { Partition = PartitionValues.Of("monday") })));
    }

    [Fact]
    public void PartitionsThatTheJavaLibraryCannotReadAreNotWritten()
    {
        var schema = new SchemaBuilder().Optional("f", IcebergType.Fixed(4)).Build();
        var error = Assert.Throws<IcebergException>(() => new ManifestWriter(schema, new PartitionSpecBuilder(schema).Identity("f").Build(), ManifestContent.Data, 1));
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
        Assert.NotNull(new ManifestWriter(schema, new PartitionSpecBuilder(schema).Bucket("f", 4).Build(), ManifestContent.Data, 1));
    }

    [Fact]
    public void SpecsWithUnknownTransformsAreNotWritten()
    {
        var spec = new PartitionSpec(0, [new PartitionField(1, 1000, "z", Transform.Parse("zorder"))]);
        var error = Assert.Throws<IcebergException>(() => new ManifestWriter(ManifestFixture.Schema, spec, ManifestContent.Data, 1));
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
    }
}
