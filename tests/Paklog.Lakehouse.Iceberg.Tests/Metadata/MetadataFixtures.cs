using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Tests.Metadata;

/// <summary>Metadata files as other writers write them.</summary>
internal static class MetadataFixtures
{
    internal const string V1 = """
        {
          "format-version": 1,
          "location": "s3://bucket/test/location",
          "last-updated-ms": 1602638573874,
          "last-column-id": 3,
          "schema": {
            "type": "struct",
            "fields": [
              {"id": 1, "name": "x", "required": true, "type": "long"},
              {"id": 2, "name": "y", "required": true, "type": "long", "doc": "comment"},
              {"id": 3, "name": "z", "required": true, "type": "long"}
            ]
          },
          "partition-spec": [{"name": "x", "transform": "identity", "source-id": 1, "field-id": 1000}],
          "properties": {"owner": "someone"},
          "current-snapshot-id": 7,
          "snapshots": [{"snapshot-id": 7, "timestamp-ms": 1602638573000, "manifest-list": "s3://bucket/test/location/metadata/snap-7.avro"}]
        }
        """;

    internal const string V2 = """
        {
          "format-version": 2,
          "table-uuid": "9c12d441-03fe-4693-9a96-a0705ddf69c1",
          "location": "s3://bucket/test/location",
          "last-sequence-number": 34,
          "last-updated-ms": 1602638573590,
          "last-column-id": 3,
          "current-schema-id": 1,
          "schemas": [
            {"type": "struct", "schema-id": 0, "fields": [{"id": 1, "name": "x", "required": true, "type": "long"}]},
            {
              "type": "struct",
              "schema-id": 1,
              "identifier-field-ids": [1, 2],
              "fields": [
                {"id": 1, "name": "x", "required": true, "type": "long"},
                {"id": 2, "name": "y", "required": true, "type": "long", "doc": "comment"},
                {"id": 3, "name": "z", "required": true, "type": "long"}
              ]
            }
          ],
          "default-spec-id": 0,
          "partition-specs": [{"spec-id": 0, "fields": [{"name": "x", "transform": "identity", "source-id": 1, "field-id": 1000}]}],
          "last-partition-id": 1000,
          "default-sort-order-id": 3,
          "sort-orders": [
            {
              "order-id": 3,
              "fields": [
                {"transform": "identity", "source-id": 2, "direction": "asc", "null-order": "nulls-first"},
                {"transform": "bucket[4]", "source-id": 3, "direction": "desc", "null-order": "nulls-last"}
              ]
            }
          ],
          "properties": {"read.split.target.size": "134217728"},
          "current-snapshot-id": 3055729675574597004,
          "refs": {
            "main": {"snapshot-id": 3055729675574597004, "type": "branch", "min-snapshots-to-keep": 5},
            "monthly": {"snapshot-id": 3051729675574597004, "type": "tag", "max-ref-age-ms": 86400000}
          },
          "snapshots": [
            {
              "sequence-number": 0,
              "snapshot-id": 3051729675574597004,
              "timestamp-ms": 1515100955770,
              "summary": {"operation": "append"},
              "manifest-list": "s3://a/b/1.avro"
            },
            {
              "sequence-number": 1,
              "snapshot-id": 3055729675574597004,
              "parent-snapshot-id": 3051729675574597004,
              "timestamp-ms": 1555100955770,
              "summary": {"operation": "append", "total-records": "9223372036854775807"},
              "manifest-list": "s3://a/b/2.avro",
              "schema-id": 1,
              "key-id": "k1"
            }
          ],
          "statistics": [
            {"snapshot-id": 3055729675574597004, "statistics-path": "s3://a/b/stats.puffin", "file-size-in-bytes": 413, "file-footer-size-in-bytes": 42, "blob-metadata": []}
          ],
          "partition-statistics": [],
          "snapshot-log": [
            {"timestamp-ms": 1515100955770, "snapshot-id": 3051729675574597004},
            {"timestamp-ms": 1555100955770, "snapshot-id": 3055729675574597004}
          ],
          "metadata-log": [{"timestamp-ms": 1515100955770, "metadata-file": "s3://bucket/test/location/metadata/00001.metadata.json"}],
          "something-new": {"a": [1, 2]}
        }
        """;

    internal const long First = 3051729675574597004;

    internal const long Second = 3055729675574597004;

    internal static TableMetadata Read(string json) => TableMetadataJson.Read(Encoding.UTF8.GetBytes(json));

    internal static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement);
    }

    internal static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
