using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Manifests;

/// <summary>What the Java library wrote is read, and its transforms and serialised values are ours.</summary>
public sealed class JavaManifestTests
{
    // The rows of WriteFixtures.java.
    private static readonly Dictionary<string, object?[]> Rows = new()
    {
        ["plain"] =
        [
            true, 34, 34L, 1.5f, -2.5, (Int128)142_000_000_000, 17486, 81_068_000_000L, 1_510_871_468_000_001L, 1_510_871_468_000_001L, "iceberg",
            Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7"), new byte[] { 0, 1, 2, 3 }, new byte[] { 0, 1, 2, 3, 4 },
        ],
        ["edge"] =
        [
            false, -1, long.MinValue + 8, float.NegativeInfinity, -0.0, Int128.Parse("-99999999999999999999999999999999999900"), -1, 0L, -1L, -1L,
            "a\U0001f600éz", Guid.Parse("00000000-0000-0000-0000-000000000001"), new byte[] { 255, 255, 255, 255 }, Array.Empty<byte>(),
        ],
        ["nulls"] = new object?[14],
    };

    [Fact]
    public void EveryTransformGivesWhatTheJavaLibraryWrote()
    {
        var table = new JavaTable("types");
        var entries = table.Entries(Assert.Single(table.List(1)));
        Assert.Equal(3, entries.Count);
        foreach (var file in entries.Select(entry => entry.DataFile))
        {
            var row = Rows[Path.GetFileNameWithoutExtension(file.FilePath)];
            var expected = table.Spec.Fields.Select(field => field.Transform.Apply(row[field.SourceId - 1], table.Schema.FindField(field.SourceId)!.Type));
            Assert.Equal(new PartitionValues(expected), file.Partition);
        }
    }

    [Fact]
    public void EverySerialisedValueIsThatOfTheJavaLibrary()
    {
        var table = new JavaTable("types");
        foreach (var file in table.Entries(Assert.Single(table.List(1))).Select(entry => entry.DataFile))
        {
            var row = Rows[Path.GetFileNameWithoutExtension(file.FilePath)];
            var bounds = table.Schema.Fields.Where(field => row[field.Id - 1] is not null)
                .ToDictionary(field => field.Id, field => SingleValue.ToBytes(row[field.Id - 1]!, field.Type));
            Assert.Equal(bounds, file.LowerBounds ?? new Dictionary<int, byte[]>());
            Assert.Equal(bounds, file.UpperBounds ?? new Dictionary<int, byte[]>());
            Assert.Equal(table.Schema.Fields.ToDictionary(field => field.Id, field => row[field.Id - 1] is null ? 1L : 0L), file.NullValueCounts);
            Assert.Equal(new Dictionary<int, long> { [1] = 8 }, file.ColumnSizes);
            Assert.Equal(new Dictionary<int, long> { [4] = 0, [5] = 0 }, file.NanValueCounts);
            Assert.Equal((1L, 1234L, "parquet"), (file.RecordCount, file.FileSizeInBytes, file.FileFormat));
            Assert.Equal([4L], file.SplitOffsets!);
        }
    }

    [Fact]
    public void PartitionPathsAreReadable()
    {
        var table = new JavaTable("types");
        var plain = table.Entries(Assert.Single(table.List(1))).Single(entry => entry.DataFile.FilePath.EndsWith("plain.parquet", StringComparison.Ordinal));
        var path = table.Spec.PartitionPath(plain.DataFile.Partition, table.Schema);
        Assert.StartsWith("boolean=true/int=34/long=34/float=1.5/double=-2.5/decimal=14.2000000000/date=2017-11-16/time=22%3A31%3A08.000000/", path);
        Assert.Contains("/date_month=2017-11/timestamp_year=2017/timestamptz_hour=2017-11-16-22/", path);
    }

    [Fact]
    public void EntriesInheritSnapshotIdsAndSequenceNumbers()
    {
        var table = new JavaTable("types");
        var manifests = table.List(3);
        Assert.Equal([ManifestContent.Data, ManifestContent.Deletes], manifests.Select(manifest => manifest.Content).Order());
        var data = table.Entries(manifests.Single(manifest => manifest.Content == ManifestContent.Data));
        Assert.Equal(
            [("edge", EntryStatus.Existing, 1, 1), ("nulls", EntryStatus.Deleted, 1, 1), ("plain", EntryStatus.Existing, 1, 1)],
            data.Select(entry => (Path.GetFileNameWithoutExtension(entry.DataFile.FilePath), entry.Status, entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value)).Order());
        var deletes = table.Entries(manifests.Single(manifest => manifest.Content == ManifestContent.Deletes));
        var positions = deletes.Single(entry => entry.DataFile.Content == FileContent.PositionDeletes);
        Assert.Equal((EntryStatus.Added, 3L, 3L), (positions.Status, positions.SequenceNumber!.Value, positions.FileSequenceNumber!.Value));
        Assert.Equal("memory://warehouse/plain.parquet", positions.DataFile.ReferencedDataFile);
        Assert.Equal([3, 11], deletes.Single(entry => entry.DataFile.Content == FileContent.EqualityDeletes).DataFile.EqualityIds!);
    }

    [Fact]
    public void V1ManifestsAndListsAreReadBeforeAndAfterTheUpgrade()
    {
        var table = new JavaTable("upgraded");
        var first = Assert.Single(table.List(1));
        Assert.Equal((0L, 0L, ManifestContent.Data, 2), (first.SequenceNumber, first.MinSequenceNumber, first.Content, first.AddedFilesCount!.Value));
        Assert.All(table.Entries(first), entry => Assert.Equal((EntryStatus.Added, 0L, 0L), (entry.Status, entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value)));
        Assert.Equal(
            [(EntryStatus.Existing, 20483), (EntryStatus.Deleted, 20484)],
            table.Entries(Assert.Single(table.List(2))).Select(entry => (entry.Status, (int)entry.DataFile.Partition[0]!)).Order());
        var last = table.List(3).SelectMany(manifest => table.Entries(manifest)).Where(entry => entry.IsLive).OrderBy(entry => entry.DataFile.FilePath).ToList();
        Assert.Equal([("0", 0), ("2", 1)], last.Select(entry => (Path.GetFileNameWithoutExtension(entry.DataFile.FilePath), entry.SequenceNumber!.Value)));
    }

    [Fact]
    public void SummariesOfUuidsDoNotPrune()
    {
        var table = new JavaTable("uuids");
        var manifest = Assert.Single(table.List(1));
        Assert.Equal(0xf7, manifest.Partitions![0].LowerBound![0]);
        foreach (var entry in table.Entries(manifest))
        {
            var filter = Expression.Equal("uuid", entry.DataFile.Partition[0]!);
            Assert.True(new ManifestEvaluator(filter, table.Spec, table.Schema).MightMatch(manifest));
            Assert.True(new PartitionEvaluator(filter, table.Spec, table.Schema).MightMatch(entry.DataFile.Partition));
        }

        Assert.False(new PartitionEvaluator(Expression.Equal("uuid", Guid.Empty), table.Spec, table.Schema).MightMatch(table.Entries(manifest)[0].DataFile.Partition));
    }

    [Fact]
    public void FixedPartitionsBehindTheirLengthAreRead()
    {
        var table = new JavaTable("fixed");
        var file = Assert.Single(table.Entries(Assert.Single(table.List(1)))).DataFile;
        Assert.Equal(PartitionValues.Of(new byte[] { 1, 2, 3 }), file.Partition);
        Assert.Equal((5L, 7L), (file.RecordCount, file.FileSizeInBytes));
    }

    [Fact]
    public void Format3IsRefused()
    {
        var table = new JavaTable("format3");
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => table.List(1)).Kind);
        var manifest = Directory.GetFiles(table.Folder, "*-m0.avro").Single();
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => ManifestReader.Open(File.OpenRead(manifest))).Kind);
    }
}
