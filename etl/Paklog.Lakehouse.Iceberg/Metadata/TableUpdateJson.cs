using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Views;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>The JSON of updates in the REST catalog's OpenAPI (schema TableUpdate).</summary>
public static class TableUpdateJson
{
    private const string What = "table update";

    /// <exception cref="IcebergException">Unsupported for an action that this library does not apply.</exception>
    public static TableUpdate Read(JsonElement json)
    {
        var action = IcebergJson.GetString(json, "action", What);
        return action switch
        {
            "assign-uuid" => new AssignUuid(TableRequirementJson.ReadUuid(json, What)),
            "upgrade-format-version" => new UpgradeFormatVersion(IcebergJson.GetInt(json, "format-version", What)),
            "add-schema" => new AddSchema(Schema.FromJson(IcebergJson.Get(json, "schema", What))),
            "set-current-schema" => new SetCurrentSchema(IcebergJson.GetInt(json, "schema-id", What)),
            "add-spec" => new AddPartitionSpec(PartitionSpec.FromJson(IcebergJson.Get(json, "spec", What))),
            "set-default-spec" => new SetDefaultSpec(IcebergJson.GetInt(json, "spec-id", What)),
            "add-sort-order" => new AddSortOrder(SortOrder.FromJson(IcebergJson.Get(json, "sort-order", What))),
            "set-default-sort-order" => new SetDefaultSortOrder(IcebergJson.GetInt(json, "sort-order-id", What)),
            "add-snapshot" => new AddSnapshot(SnapshotJson.Read(IcebergJson.Get(json, "snapshot", What))),
            "set-snapshot-ref" => new SetSnapshotRef(IcebergJson.GetString(json, "ref-name", What), SnapshotJson.ReadRef(json)),
            "remove-snapshots" => new RemoveSnapshots(IcebergJson.GetList(json, "snapshot-ids", What, id => id.GetInt64())),
            "remove-schemas" => new RemoveSchemas(IcebergJson.GetList(json, "schema-ids", What, id => id.GetInt32())),
            "remove-partition-specs" => new RemovePartitionSpecs(IcebergJson.GetList(json, "spec-ids", What, id => id.GetInt32())),
            "set-statistics" => new SetStatistics(IcebergJson.Get(json, "statistics", What).Clone()),
            "remove-statistics" => new RemoveStatistics(IcebergJson.GetLong(json, "snapshot-id", What)),
            "set-partition-statistics" => new SetPartitionStatistics(IcebergJson.Get(json, "partition-statistics", What).Clone()),
            "remove-partition-statistics" => new RemovePartitionStatistics(IcebergJson.GetLong(json, "snapshot-id", What)),
            "add-view-version" => new AddViewVersion(ViewVersion.FromJson(IcebergJson.Get(json, "view-version", What))),
            "set-current-view-version" => new SetCurrentViewVersion(IcebergJson.GetInt(json, "view-version-id", What)),
            "remove-snapshot-ref" => new RemoveSnapshotRef(IcebergJson.GetString(json, "ref-name", What)),
            "set-location" => new SetLocation(IcebergJson.GetString(json, "location", What)),
            "set-properties" => new SetProperties(SnapshotJson.ReadStringMap(IcebergJson.Get(json, "updates", What), "'updates' of a set-properties update")),
            "remove-properties" => new RemoveProperties(IcebergJson.GetList(json, "removals", What, name => name.GetString()!)),
            _ => throw IcebergException.Unsupported($"The table update '{action}' is not supported; leave it out of the commit."),
        };
    }

    public static void Write(Utf8JsonWriter writer, TableUpdate update)
    {
        writer.WriteStartObject();
        switch (update)
        {
            case AssignUuid assign:
                writer.WriteString("action", "assign-uuid");
                writer.WriteString("uuid", assign.Uuid.ToString());
                break;
            case UpgradeFormatVersion upgrade:
                writer.WriteString("action", "upgrade-format-version");
                writer.WriteNumber("format-version", upgrade.FormatVersion);
                break;
            case AddSchema add:
                writer.WriteString("action", "add-schema");
                writer.WritePropertyName("schema");
                add.Schema.WriteTo(writer);
                break;
            case SetCurrentSchema set:
                writer.WriteString("action", "set-current-schema");
                writer.WriteNumber("schema-id", set.SchemaId);
                break;
            case AddPartitionSpec add:
                writer.WriteString("action", "add-spec");
                writer.WritePropertyName("spec");
                add.Spec.WriteTo(writer);
                break;
            case SetDefaultSpec set:
                writer.WriteString("action", "set-default-spec");
                writer.WriteNumber("spec-id", set.SpecId);
                break;
            case AddSortOrder add:
                writer.WriteString("action", "add-sort-order");
                writer.WritePropertyName("sort-order");
                add.SortOrder.WriteTo(writer);
                break;
            case SetDefaultSortOrder set:
                writer.WriteString("action", "set-default-sort-order");
                writer.WriteNumber("sort-order-id", set.SortOrderId);
                break;
            default:
                WriteRest(writer, update);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter writer, TableUpdate update)
    {
        switch (update)
        {
            case AddSnapshot add:
                writer.WriteString("action", "add-snapshot");
                writer.WritePropertyName("snapshot");
                SnapshotJson.Write(writer, add.Snapshot);
                break;
            case SetSnapshotRef set:
                writer.WriteString("action", "set-snapshot-ref");
                writer.WriteString("ref-name", set.RefName);
                SnapshotJson.WriteRefMembers(writer, set.Reference);
                break;
            case RemoveSnapshots remove:
                writer.WriteString("action", "remove-snapshots");
                writer.WriteStartArray("snapshot-ids");
                foreach (var id in remove.SnapshotIds)
                    writer.WriteNumberValue(id);
                writer.WriteEndArray();
                break;
            case RemoveSnapshotRef remove:
                writer.WriteString("action", "remove-snapshot-ref");
                writer.WriteString("ref-name", remove.RefName);
                break;
            case SetLocation set:
                writer.WriteString("action", "set-location");
                writer.WriteString("location", set.Location);
                break;
            case SetProperties set:
                writer.WriteString("action", "set-properties");
                SnapshotJson.WriteStringMap(writer, "updates", set.Updates);
                break;
            case RemoveProperties remove:
                writer.WriteString("action", "remove-properties");
                writer.WriteStartArray("removals");
                foreach (var name in remove.Removals)
                    writer.WriteStringValue(name);
                writer.WriteEndArray();
                break;
            default:
                WriteRarer(writer, update);
                break;
        }
    }

    private static void WriteRarer(Utf8JsonWriter writer, TableUpdate update)
    {
        switch (update)
        {
            case RemoveSchemas remove:
                writer.WriteString("action", "remove-schemas");
                WriteIds(writer, "schema-ids", remove.SchemaIds);
                break;
            case RemovePartitionSpecs remove:
                writer.WriteString("action", "remove-partition-specs");
                WriteIds(writer, "spec-ids", remove.SpecIds);
                break;
            case SetStatistics set:
                writer.WriteString("action", "set-statistics");
                writer.WritePropertyName("statistics");
                set.Statistics.WriteTo(writer);
                break;
            case RemoveStatistics remove:
                writer.WriteString("action", "remove-statistics");
                writer.WriteNumber("snapshot-id", remove.SnapshotId);
                break;
            case SetPartitionStatistics set:
                writer.WriteString("action", "set-partition-statistics");
                writer.WritePropertyName("partition-statistics");
                set.Statistics.WriteTo(writer);
                break;
            case RemovePartitionStatistics remove:
                writer.WriteString("action", "remove-partition-statistics");
                writer.WriteNumber("snapshot-id", remove.SnapshotId);
                break;
            case AddViewVersion add:
                writer.WriteString("action", "add-view-version");
                writer.WritePropertyName("view-version");
                add.Version.WriteTo(writer);
                break;
            case SetCurrentViewVersion set:
                writer.WriteString("action", "set-current-view-version");
                writer.WriteNumber("view-version-id", set.VersionId);
                break;
            default:
                throw new ArgumentException($"{update.GetType().Name} is no update of the OpenAPI.", nameof(update));
        }
    }

    private static void WriteIds(Utf8JsonWriter writer, string name, IReadOnlyList<int> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
            writer.WriteNumberValue(id);
        writer.WriteEndArray();
    }
}
