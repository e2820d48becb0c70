using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Tests.Metadata;

public class TableUpdateJsonTests
{
    public static TheoryData<string> Updates =>
    [
        """{"action":"assign-uuid","uuid":"11111111-2222-4333-8444-555555555555"}""",
        """{"action":"upgrade-format-version","format-version":2}""",
        """{"action":"add-schema","schema":{"type":"struct","schema-id":1,"fields":[{"id":1,"name":"x","required":true,"type":"long"}]}}""",
        """{"action":"set-current-schema","schema-id":-1}""",
        """{"action":"add-spec","spec":{"spec-id":1,"fields":[{"name":"x","transform":"bucket[4]","source-id":1,"field-id":1001}]}}""",
        """{"action":"set-default-spec","spec-id":-1}""",
        """{"action":"add-sort-order","sort-order":{"order-id":1,"fields":[{"transform":"identity","source-id":1,"direction":"asc","null-order":"nulls-first"}]}}""",
        """{"action":"set-default-sort-order","sort-order-id":-1}""",
        """{"action":"add-snapshot","snapshot":{"sequence-number":1,"snapshot-id":5,"parent-snapshot-id":4,"timestamp-ms":9,"summary":{"operation":"append"},"manifest-list":"file:///a","schema-id":1}}""",
        """{"action":"set-snapshot-ref","ref-name":"main","snapshot-id":5,"type":"branch","min-snapshots-to-keep":2,"max-snapshot-age-ms":3,"max-ref-age-ms":4}""",
        """{"action":"remove-snapshots","snapshot-ids":[5,6]}""",
        """{"action":"remove-snapshot-ref","ref-name":"audit"}""",
        """{"action":"remove-schemas","schema-ids":[1,2]}""",
        """{"action":"remove-partition-specs","spec-ids":[3]}""",
        """{"action":"set-statistics","statistics":{"snapshot-id":5,"statistics-path":"file:///a.puffin"}}""",
        """{"action":"remove-statistics","snapshot-id":5}""",
        """{"action":"set-partition-statistics","partition-statistics":{"snapshot-id":5,"statistics-path":"file:///a"}}""",
        """{"action":"remove-partition-statistics","snapshot-id":5}""",
        """{"action":"add-view-version","view-version":{"version-id":1,"timestamp-ms":9,"schema-id":-1,"summary":{"engine-name":"spark"},"default-catalog":"lake","default-namespace":["a","b"],"representations":[{"type":"sql","sql":"select 1","dialect":"spark"}]}}""",
        """{"action":"set-current-view-version","view-version-id":-1}""",
        """{"action":"set-location","location":"file:///w/t"}""",
        """{"action":"set-properties","updates":{"a":"b"}}""",
        """{"action":"remove-properties","removals":["a"]}""",
    ];

    public static TheoryData<string> Requirements =>
    [
        """{"type":"assert-create"}""",
        """{"type":"assert-table-uuid","uuid":"11111111-2222-4333-8444-555555555555"}""",
        """{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":5}""",
        """{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":null}""",
        """{"type":"assert-last-assigned-field-id","last-assigned-field-id":3}""",
        """{"type":"assert-current-schema-id","current-schema-id":1}""",
        """{"type":"assert-last-assigned-partition-id","last-assigned-partition-id":1000}""",
        """{"type":"assert-default-spec-id","default-spec-id":0}""",
        """{"type":"assert-default-sort-order-id","default-sort-order-id":0}""",
    ];

    [Theory]
    [MemberData(nameof(Updates))]
    public void Each_update_of_the_OpenAPI_is_read_and_written_as_it_stands_there(string json)
    {
        using var document = JsonDocument.Parse(json);
        var update = TableUpdateJson.Read(document.RootElement);

        Assert.Equal(json, MetadataFixtures.Write(writer => TableUpdateJson.Write(writer, update)));
    }

    [Theory]
    [MemberData(nameof(Requirements))]
    public void Each_requirement_of_the_OpenAPI_is_read_and_written_as_it_stands_there(string json)
    {
        using var document = JsonDocument.Parse(json);
        var requirement = TableRequirementJson.Read(document.RootElement);

        Assert.Equal(json, MetadataFixtures.Write(writer => TableRequirementJson.Write(writer, requirement)));
    }

    [Fact]
    public void What_is_not_known_is_refused_and_never_skipped()
    {
        using var update = JsonDocument.Parse("""{"action":"add-encryption-key"}""");
        using var requirement = JsonDocument.Parse("""{"type":"assert-moon-phase"}""");

        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => TableUpdateJson.Read(update.RootElement)).Kind);
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => TableRequirementJson.Read(requirement.RootElement)).Kind);
    }
}
