using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Tests.Avro;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Manifests;

/// <summary>Manifests and lists of the same content as other writers have it: each is read as the one by the book.</summary>
public sealed class ForeignManifestsTests
{
    private static readonly ManifestFile InList = new()
    {
        ManifestPath = "file:///m.avro",
        ManifestLength = 1,
        PartitionSpecId = 2,
        Content = ManifestContent.Deletes,
        SequenceNumber = 8,
        MinSequenceNumber = 8,
        AddedSnapshotId = 77,
        AddedFilesCount = 1,
        ExistingFilesCount = 2,
        DeletedFilesCount = 3,
        AddedRowsCount = 10,
        ExistingRowsCount = 20,
        DeletedRowsCount = 30,
        Partitions = [new FieldSummary(true, false, [1, 2], [3, 4])],
        KeyMetadata = [9],
    };

    /// <summary>What every writer may do otherwise, by name: each leaves the rows' bytes as they are.</summary>
    private static readonly Dictionary<string, Func<byte[], byte[]>> Writers = new()
    {
        ["long for every int"] = file => ForeignAvro.Reheaded(file, schema => schema.Replace("\"int\"", "\"long\"")),
        ["bytes for every string"] = file => ForeignAvro.Reheaded(file, schema => schema.Replace("\"string\"", "\"bytes\"")),
        ["string for every bytes"] = file => ForeignAvro.Reheaded(file, schema => schema.Replace("\"bytes\"", "\"string\"")),
        ["no ids at all"] = file => ForeignAvro.Reheaded(file, ForeignAvro.WithoutIds),
        ["no ids and the names of Java"] = file => ForeignAvro.Reheaded(file, schema => ForeignAvro.WithoutIds(schema).Replace("_files_count", "_data_files_count")),
        ["no ids within maps and lists"] = file => ForeignAvro.Reheaded(file, schema => ForeignAvro.WithoutIds(schema, name => name is not ("manifest_entry" or "manifest_file" or "r2"))),
        ["no logical types"] = file => ForeignAvro.Reheaded(file, schema => schema.Replace(",\"logicalType\":\"map\"", "").Replace(",\"logicalType\":\"date\"", "")),
        ["no header"] = file => ForeignAvro.Reheaded(file, null, "schema", "schema-id", "partition-spec", "partition-spec-id", "format-version", "content", "snapshot-id", "parent-snapshot-id", "sequence-number"),
        ["names of others"] = file => ForeignAvro.Reheaded(file, schema => schema.Replace("\"name\":\"manifest_entry\"", "\"name\":\"x\"").Replace("\"name\":\"r2\"", "\"name\":\"y\"").Replace("\"name\":\"key\"", "\"name\":\"k\"")),
    };

    public static TheoryData<string> Names => [.. Writers.Keys];

    private static byte[] Deletes()
    {
        var file = ManifestFixture.File("d", content: FileContent.EqualityDeletes) with
        {
            ColumnSizes = new Dictionary<int, long> { [1] = 5, [2] = 6 },
            ValueCounts = new Dictionary<int, long> { [1] = 7 },
            LowerBounds = new Dictionary<int, byte[]> { [1] = [1, 2], [2] = [] },
            SplitOffsets = [4, 1L << 40],
            EqualityIds = [1, 2],
            SortOrderId = 3,
            KeyMetadata = [8],
        };
        return ManifestFixture.Write(ManifestContent.Deletes, writer =>
        {
            writer.Add(file);
            writer.AddExisting(new ManifestEntry(EntryStatus.Added, 66, 5, 4, file with { Partition = PartitionValues.Of([null]) }));
            writer.AddDeleted(new ManifestEntry(EntryStatus.Added, 66, 5, 4, file with { EqualityIds = [1] }));
        }).Content;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Manifests_are_read_whoever_wrote_them(string writer)
    {
        var expected = ManifestFixture.Read(Deletes(), InList);

        Assert.Equal([8L, 5, 5], expected.Select(entry => entry.SequenceNumber!.Value));
        Assert.Equal([1, 2], expected[0].DataFile.EqualityIds!);
        Assert.Equal(PartitionValues.Of(20484), expected[0].DataFile.Partition);
        Assert.Equivalent(expected, ManifestFixture.Read(Writers[writer](Deletes()), InList), strict: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lists_are_read_whoever_wrote_them(string writer)
    {
        var list = ManifestList.Write([InList, InList with { Partitions = null, KeyMetadata = null, Content = ManifestContent.Data }], 77, 66, 9);

        Assert.Equivalent(ManifestList.Read(new MemoryStream(list)), ManifestList.Read(new MemoryStream(Writers[writer](list))), strict: true);
    }

    [Theory]
    [InlineData(134, "content")]
    [InlineData(140, "sort_order_id")]
    [InlineData(136, "equality_ids.element")]
    [InlineData(117, "column_sizes.key")]
    [InlineData(0, "status")]
    public void A_long_beyond_an_int_is_an_error_that_names_field_and_value(int fieldId, string field)
    {
        const long beyond = (1L << 32) + 1;
        var entry = Widened(ManifestSchemas.Entry(new StructType()), fieldId);
        var row = new object?[]
        {
            2, "file:///d.parquet", "PARQUET", Array.Empty<object?>(), 1L, 1L, fieldId == 117 ? null : new Dictionary<int, long> { [1] = 1 }, null, null, null, null, null, null, null, new List<int> { 1 }, 3, null,
        };
        object?[] whole = [1, 77L, 8L, 8L, row];
        switch (fieldId)
        {
            case 0: whole[0] = beyond; break;
            case 134: row[0] = beyond; break;
            case 140: row[15] = beyond; break;
            case 136: row[14] = new List<long> { beyond }; break;
            default: row[6] = new List<object?[]> { new object?[] { beyond, 1L } }; break;
        }

        var writer = new AvroFileWriter(entry, "manifest_entry", [new("format-version", "2"), new("partition-spec", "[]"), new("content", "deletes")]);
        writer.Write(whole);
        using var reader = ManifestReader.Open(new MemoryStream(writer.Finish()), InList);
        var error = Assert.Throws<IcebergException>(() => reader.ReadEntries().ToList());

        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains(beyond.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message);
        Assert.Contains(field, error.Message);
    }

    [Fact]
    public void A_partition_field_that_the_file_lacks_is_an_error_and_not_the_partition_null()
    {
        var (bytes, file) = ManifestFixture.Write(ManifestContent.Data, writer => writer.Add(ManifestFixture.File("a")));
        var spec = new PartitionSpec(2, [.. ManifestFixture.Spec.Fields, new PartitionField(1, 1007, "id_bucket", Transform.Parse("bucket[4]"))]);

        var error = Assert.Throws<IcebergException>(() => ManifestReader.Open(new MemoryStream(bytes), file, spec, ManifestFixture.Schema));

        Assert.Contains("'id_bucket' with the id 1007", error.Message);
    }

    [Fact]
    public void Existing_files_of_writers_before_file_sequence_numbers_are_read_and_carried_over()
    {
        var whole = ManifestFixture.Write(ManifestContent.Data, writer => writer.AddExisting(new ManifestEntry(EntryStatus.Added, 66, 5, 7, ManifestFixture.File("c")))).Content;
        var old = ForeignAvro.Reheaded(whole, schema => schema.Replace("\"field-id\":4}", "\"field-id\":9999}"));

        var entry = Assert.Single(ManifestFixture.Read(old, InList with { Content = ManifestContent.Data }));

        Assert.Equal((5L, 5L), (entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value));
        ManifestFixture.Write(ManifestContent.Data, writer => writer.AddExisting(entry));
    }

    [Fact]
    public void A_header_with_the_whole_spec_is_as_good_as_one_with_its_fields()
    {
        var (bytes, _) = ManifestFixture.Write(ManifestContent.Data, writer => writer.Add(ManifestFixture.File("a")));
        var header = ManifestFixture.Header(bytes)["partition-spec"];
        var whole = ForeignAvro.Reheaded(bytes, header: (key, value) => key == "partition-spec" ? $$"""{"spec-id":9,"fields":{{header}}}""" : value);
        using var reader = ManifestReader.Open(new MemoryStream(whole));

        Assert.Equal(PartitionValues.Of(20484), Assert.Single(reader.ReadEntries()).DataFile.Partition);
    }

    /// <summary>The entry with long in the place of one int.</summary>
    private static StructType Widened(StructType type, int fieldId) => new(type.Fields.Select(field => field.Id == fieldId ? field with { Type = IcebergType.Long } : field with
    {
        Type = field.Type switch
        {
            StructType inner => Widened(inner, fieldId),
            ListType list when list.ElementId == fieldId => new ListType(list.ElementId, true, IcebergType.Long),

            // As an array of entries, which is what a map is in Avro.
            MapType map when map.KeyId == fieldId => new ListType(map.KeyId, true, new StructType(new NestedField(map.KeyId, "key", true, IcebergType.Long), map.ValueField)),
            var other => other,
        },
    }).ToList());
}
