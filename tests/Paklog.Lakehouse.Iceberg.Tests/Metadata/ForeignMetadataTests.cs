using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Paklog.Lakehouse.Iceberg.Metadata;
using ZstdSharp;

namespace Paklog.Lakehouse.Iceberg.Tests.Metadata;

/// <summary>Metadata files as other writers, early ones and the fixtures of other implementations have them.</summary>
public sealed class ForeignMetadataTests
{
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes(MetadataFixtures.V2);

    private static TableMetadata Read(string json, Action<JsonObject> change)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        change(node);
        return TableMetadataJson.Read(Encoding.UTF8.GetBytes(node.ToJsonString()));
    }

    private static JsonObject Item(JsonObject json, string list, int index) => json[list]!.AsArray()[index]!.AsObject();

    public static TheoryData<string, byte[]> Packed => new()
    {
        { "plain", Plain },
        { "zstd", Zstandard(Plain) },
        { "two frames of zstd", [.. Zstandard(Plain[..50]), .. Zstandard(Plain[50..])] },
        { "gzip", Gzip(Plain) },
        { "with a BOM", [0xef, 0xbb, 0xbf, .. Plain] },
        { "zstd with a BOM", Zstandard([0xef, 0xbb, 0xbf, .. Plain]) },
    };

    [Theory]
    [MemberData(nameof(Packed))]
    public void How_a_file_is_packed_is_told_by_its_bytes(string how, byte[] content) => Assert.True(TableMetadataJson.Read(content).LastSequenceNumber == 34, how);

    [Theory]
    [MemberData(nameof(Packed))]
    public void A_file_that_was_cut_off_is_an_error_of_the_library(string how, byte[] content)
    {
        foreach (var length in new[] { 0, 1, 3, 5, content.Length / 2, content.Length * 3 / 4 })
            Assert.True(Assert.Throws<IcebergException>(() => TableMetadataJson.Read(content.AsMemory(0, length))).Kind == IcebergErrorKind.InvalidData, how);
    }

    [Theory]
    [InlineData("snapshots")]
    [InlineData("schemas")]
    [InlineData("partition-specs")]
    [InlineData("sort-orders")]
    public void What_is_listed_twice_and_equal_is_one(string list)
    {
        var metadata = Read(MetadataFixtures.V2, json => json[list]!.AsArray().Add(Item(json, list, 0).DeepClone()));

        Assert.Equal(MetadataFixtures.Second, metadata.CurrentSnapshot!.SnapshotId);
        Assert.Equal((2, 2, 1, 1), (metadata.Snapshots.Count, metadata.Schemas.Count, metadata.PartitionSpecs.Count, metadata.SortOrders.Count));
    }

    [Theory]
    [InlineData("snapshots", "manifest-list", "\"s3://a/b/9.avro\"", "snapshot-id 3051729675574597004")]
    [InlineData("schemas", "identifier-field-ids", "[1]", "schema-id 0")]
    [InlineData("partition-specs", "fields", "[]", "spec-id 0")]
    [InlineData("sort-orders", "fields", "[]", "order-id 3")]
    public void What_is_listed_twice_and_differs_is_refused_by_its_id(string list, string member, string value, string named)
    {
        var error = Assert.Throws<IcebergException>(() => Read(MetadataFixtures.V2, json =>
        {
            var other = Item(json, list, 0).DeepClone().AsObject();
            other[member] = JsonNode.Parse(value);
            json[list]!.AsArray().Add(other);
        }));

        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains($"{named} twice in '{list}'", error.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData(null)]
    public void A_snapshot_may_lack_its_summary_and_gets_none_by_being_written(string? summary)
    {
        var metadata = Read(MetadataFixtures.V2, json =>
        {
            Item(json, "snapshots", 1).Remove("summary");
            if (summary is not null)
                Item(json, "snapshots", 1)["summary"] = JsonNode.Parse(summary);
        });

        Assert.Equal("overwrite", metadata.CurrentSnapshot!.Operation);
        Assert.DoesNotContain("summary", JsonNode.Parse(TableMetadataJson.Write(metadata))!["snapshots"]![1]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void What_a_lax_writer_leaves_out_follows_from_the_rest()
    {
        var metadata = Read(MetadataFixtures.V2, json =>
        {
            foreach (var name in (string[])["refs", "last-sequence-number", "sort-orders", "default-sort-order-id", "snapshot-log", "metadata-log", "statistics", "properties"])
                json.Remove(name);
        });

        Assert.Equal((MetadataFixtures.Second, 1L), (metadata.CurrentSnapshotId!.Value, metadata.LastSequenceNumber));
        Assert.True(metadata.DefaultSortOrder.IsUnsorted);
        Assert.Equal(metadata.CurrentSnapshotId, TableMetadataJson.Read(TableMetadataJson.Write(metadata)).CurrentSnapshotId);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("null")]
    public void A_table_without_a_current_snapshot_is_empty(string current) =>
        Assert.Null(Read(MetadataFixtures.V2, json =>
        {
            json["current-snapshot-id"] = JsonNode.Parse(current);
            json.Remove("refs");
        }).CurrentSnapshot);

    [Fact]
    public void Manifests_in_the_metadata_of_format_1_are_kept_by_every_rewrite()
    {
        var metadata = Read(MetadataFixtures.V1, json =>
        {
            Item(json, "snapshots", 0).Remove("manifest-list");
            Item(json, "snapshots", 0)["manifests"] = new JsonArray("s3://bucket/m0.avro", "s3://bucket/m1.avro");
        });
        var upgraded = TableMetadataBuilder.Apply(metadata, null, [new UpgradeFormatVersion(2)], new FixedClock(1602638573875));

        foreach (var written in new[] { metadata, upgraded })
        {
            var again = TableMetadataJson.Read(TableMetadataJson.Write(written));
            Assert.Equal(["s3://bucket/m0.avro", "s3://bucket/m1.avro"], again.CurrentSnapshot!.Manifests!);
            Assert.Null(again.CurrentSnapshot.ManifestList);
        }
    }

    [Fact]
    public void Parents_that_go_round_in_a_circle_end()
    {
        var metadata = Read(MetadataFixtures.V2, json => Item(json, "snapshots", 0)["parent-snapshot-id"] = MetadataFixtures.Second);

        Assert.Equal(2, metadata.AncestorsOf(MetadataFixtures.Second).Count());
        Assert.False(metadata.IsAncestor(12, MetadataFixtures.Second));
    }

    private static byte[] Zstandard(byte[] content)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(content).ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(content);
        return zipped.ToArray();
    }
}
