using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Tests.Metadata;

public class TableMetadataJsonTests
{
    [Fact]
    public void A_v2_file_is_read_in_every_part()
    {
        var metadata = MetadataFixtures.Read(MetadataFixtures.V2);

        Assert.Equal(new Guid("9c12d441-03fe-4693-9a96-a0705ddf69c1"), metadata.TableUuid);
        Assert.Equal(34, metadata.LastSequenceNumber);
        Assert.Equal([1, 2], metadata.CurrentSchema.IdentifierFieldIds);
        Assert.Equal("comment", metadata.CurrentSchema.GetField("y").Doc);
        Assert.Equal(1000, metadata.DefaultSpec.Fields[0].FieldId);
        Assert.Equal(2, metadata.DefaultSortOrder.Fields.Count);
        Assert.Equal(MetadataFixtures.Second, metadata.CurrentSnapshotId);
        Assert.Equal(MetadataFixtures.First, metadata.CurrentSnapshot!.ParentSnapshotId);
        Assert.Equal(5, metadata.Refs["main"].MinSnapshotsToKeep);
        Assert.Equal(new SnapshotRef(MetadataFixtures.First, SnapshotRefType.Tag) { MaxRefAgeMs = 86400000 }, metadata.Refs["monthly"]);
        Assert.Equal("append", metadata.CurrentSnapshot.Operation);
    }

    [Fact]
    public void A_v2_file_is_written_back_without_any_loss_of_others_fields()
    {
        var written = TableMetadataJson.Write(MetadataFixtures.Read(MetadataFixtures.V2));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(MetadataFixtures.V2), JsonNode.Parse(written)), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void A_gzipped_file_is_read()
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(MetadataFixtures.V2));

        Assert.Equal(34, TableMetadataJson.Read(zipped.ToArray()).LastSequenceNumber);
    }

    [Fact]
    public void A_v1_file_is_read_with_its_one_schema_and_spec_written_as_v1_and_upgraded_on_demand()
    {
        var v1 = MetadataFixtures.Read(MetadataFixtures.V1);

        Assert.Equal(1, v1.FormatVersion);
        Assert.Equal(3, v1.CurrentSchema.Fields.Count);
        Assert.Equal((0, 1000), (v1.DefaultSpecId, v1.LastPartitionId));
        Assert.Equal(7, v1.CurrentSnapshotId);
        Assert.Equal(0, v1.CurrentSnapshot!.SequenceNumber);
        Assert.Equal(v1.TableUuid, MetadataFixtures.Read(MetadataFixtures.V1).TableUuid);
        var rewritten = System.Text.Json.JsonDocument.Parse(TableMetadataJson.Write(v1)).RootElement;
        Assert.Equal(1, rewritten.GetProperty("format-version").GetInt32());
        Assert.Equal(3, rewritten.GetProperty("schema").GetProperty("fields").GetArrayLength());
        Assert.Equal(System.Text.Json.JsonValueKind.Array, rewritten.GetProperty("partition-spec").ValueKind);
        Assert.False(rewritten.TryGetProperty("last-sequence-number", out _));

        var upgraded = TableMetadataBuilder.Apply(v1, "s3://bucket/v1.metadata.json", [new UpgradeFormatVersion(2)], new FixedClock(1602638573875));
        var again = TableMetadataJson.Read(TableMetadataJson.Write(upgraded));

        Assert.Equal((2, 0L), (again.FormatVersion, again.LastSequenceNumber));
        Assert.Equal(v1.TableUuid, again.TableUuid);
        Assert.Equal(7, again.Refs["main"].SnapshotId);
        Assert.Equal("someone", again.Properties["owner"]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Later_formats_are_refused_with_a_sentence(int version)
    {
        var error = Assert.Throws<IcebergException>(() => MetadataFixtures.Read(MetadataFixtures.V2.Replace("\"format-version\": 2", $"\"format-version\": {version}")));

        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
        Assert.Contains($"version {version}", error.Message);
    }

    [Fact]
    public void Format_3_is_kept_and_its_rows_are_refused()
    {
        var v3 = MetadataFixtures.Read(MetadataFixtures.V2.Replace("\"format-version\": 2", "\"format-version\": 3, \"next-row-id\": 7"));
        var again = TableMetadataJson.Read(TableMetadataJson.Write(v3));

        Assert.Equal((3, 7L), (again.FormatVersion, again.NextRowId));
        var error = Assert.Throws<IcebergException>(again.RequireReadable);
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
        Assert.Contains("version 3", error.Message);
    }

    [Theory]
    [InlineData("\"current-schema-id\": 1", "\"current-schema-id\": 9", "schema 9")]
    [InlineData("\"default-spec-id\": 0", "\"default-spec-id\": 4", "partition spec 4")]
    [InlineData("\"default-sort-order-id\": 3,", "\"default-sort-order-id\": 8,", "sort order 8")]
    [InlineData("\"last-partition-id\": 1000,", "", "last-partition-id")]
    [InlineData("\"current-snapshot-id\": 3055729675574597004", "\"current-snapshot-id\": 3051729675574597004", "head of main")]
    [InlineData("\"snapshot-id\": 3051729675574597004, \"type\": \"tag\"", "\"snapshot-id\": 12, \"type\": \"tag\"", "snapshot 12")]
    [InlineData("\"operation\": \"append\", \"total", "\"operation\": 1, \"total", "operation")]
    public void What_contradicts_itself_is_refused(string text, string replacement, string named)
    {
        var error = Assert.Throws<IcebergException>(() => MetadataFixtures.Read(MetadataFixtures.V2.Replace(text, replacement)));

        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains(named, error.Message);
    }

    [Fact]
    public void An_empty_table_is_written_with_minus_one_as_its_snapshot()
    {
        var metadata = NewTable.Create();

        var json = JsonNode.Parse(TableMetadataJson.Write(metadata))!;

        Assert.Equal(-1, json["current-snapshot-id"]!.GetValue<int>());
        Assert.Null(TableMetadataJson.Read(TableMetadataJson.Write(metadata)).CurrentSnapshotId);
    }

    [Fact]
    public void Time_travel_follows_the_log_of_main()
    {
        var metadata = MetadataFixtures.Read(MetadataFixtures.V2);

        Assert.Equal(MetadataFixtures.First, metadata.GetSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(1555100955769)).SnapshotId);
        Assert.Equal(MetadataFixtures.Second, metadata.GetSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(1555100955770)).SnapshotId);
        Assert.Equal(IcebergErrorKind.NotFound, Assert.Throws<IcebergException>(() => metadata.GetSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(1515100955769))).Kind);
    }
}
