using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>The JSON of requirements in the REST catalog's OpenAPI (schema TableRequirement).</summary>
public static class TableRequirementJson
{
    private const string What = "table requirement";

    /// <exception cref="IcebergException">Unsupported for a requirement that this library cannot check.</exception>
    public static TableRequirement Read(JsonElement json)
    {
        var type = IcebergJson.GetString(json, "type", What);
        return type switch
        {
            "assert-create" => new AssertCreate(),
            "assert-table-uuid" => new AssertTableUuid(ReadUuid(json, What)),
            "assert-ref-snapshot-id" => new AssertRefSnapshotId(IcebergJson.GetString(json, "ref", What), IcebergJson.FindLong(json, "snapshot-id", What)),
            "assert-last-assigned-field-id" => new AssertLastAssignedFieldId(IcebergJson.GetInt(json, "last-assigned-field-id", What)),
            "assert-current-schema-id" => new AssertCurrentSchemaId(IcebergJson.GetInt(json, "current-schema-id", What)),
            "assert-last-assigned-partition-id" => new AssertLastAssignedPartitionId(IcebergJson.GetInt(json, "last-assigned-partition-id", What)),
            "assert-default-spec-id" => new AssertDefaultSpecId(IcebergJson.GetInt(json, "default-spec-id", What)),
            "assert-default-sort-order-id" => new AssertDefaultSortOrderId(IcebergJson.GetInt(json, "default-sort-order-id", What)),
            _ => throw IcebergException.Unsupported($"The table requirement '{type}' cannot be checked, so nothing is committed under it."),
        };
    }

    public static void Write(Utf8JsonWriter writer, TableRequirement requirement)
    {
        writer.WriteStartObject();
        switch (requirement)
        {
            case AssertCreate:
                writer.WriteString("type", "assert-create");
                break;
            case AssertTableUuid assert:
                writer.WriteString("type", "assert-table-uuid");
                writer.WriteString("uuid", assert.Uuid.ToString());
                break;
            case AssertRefSnapshotId assert:
                writer.WriteString("type", "assert-ref-snapshot-id");
                writer.WriteString("ref", assert.Ref);
                if (assert.SnapshotId is { } snapshotId)
                    writer.WriteNumber("snapshot-id", snapshotId);
                else
                    writer.WriteNull("snapshot-id");
                break;
            case AssertLastAssignedFieldId assert:
                WriteNumber(writer, "last-assigned-field-id", assert.LastAssignedFieldId);
                break;
            case AssertCurrentSchemaId assert:
                WriteNumber(writer, "current-schema-id", assert.CurrentSchemaId);
                break;
            case AssertLastAssignedPartitionId assert:
                WriteNumber(writer, "last-assigned-partition-id", assert.LastAssignedPartitionId);
                break;
            case AssertDefaultSpecId assert:
                WriteNumber(writer, "default-spec-id", assert.DefaultSpecId);
                break;
            case AssertDefaultSortOrderId assert:
                WriteNumber(writer, "default-sort-order-id", assert.DefaultSortOrderId);
                break;
            default:
                throw new ArgumentException($"{requirement.GetType().Name} is no requirement of the OpenAPI.", nameof(requirement));
        }

        writer.WriteEndObject();
    }

    internal static Guid ReadUuid(JsonElement json, string what)
    {
        var text = IcebergJson.GetString(json, "uuid", what);
        return Guid.TryParse(text, out var uuid) ? uuid : throw IcebergException.InvalidData($"'uuid' of a {what} must be a UUID, not '{text}'.");
    }

    private static void WriteNumber(Utf8JsonWriter writer, string member, int value)
    {
        writer.WriteString("type", "assert-" + member);
        writer.WriteNumber(member, value);
    }
}
