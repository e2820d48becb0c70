using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>
/// The updates that make a table of a request to create one (OpenAPI, schema CreateTableRequest). Field ids are the catalog's, not the client's: columns count from 1, partition fields from 1000.
/// </summary>
internal static class NewTable
{
    /// <summary>What the Java library keeps out of a table's properties, because metadata has members of their own for it (<c>TableProperties.RESERVED_PROPERTIES</c>).</summary>
    private static readonly HashSet<string> Reserved =
    [
        "format-version", "uuid", "snapshot-count", "current-snapshot-id", "current-snapshot-summary", "current-snapshot-timestamp-ms", "current-schema", "default-partition-spec",
        "default-sort-order",
    ];

    internal static List<TableUpdate> Updates(JsonElement body, TableIdentifier identifier, RestServerOptions options)
    {
        var given = Schema.FromJson(RestJson.Get(body, "schema"));
        var fresh = Fresh(given, out var ids);
        var spec = RestJson.Find(body, "partition-spec") is { } specJson ? PartitionSpec.FromJson(specJson) : PartitionSpec.Unpartitioned;
        var order = RestJson.Find(body, "write-order") is { } orderJson ? SortOrder.FromJson(orderJson) : SortOrder.Unsorted;
        var properties = RestJson.FindProperties(body, "properties");
        var uuid = options.NewGuid();
        return
        [
            new AssignUuid(uuid),
            new UpgradeFormatVersion(FormatOf(properties)),
            new SetLocation(RestJson.FindString(body, "location") ?? EntryName.DefaultLocation(options.Warehouse, identifier, uuid)),
            new AddSchema(fresh),
            new SetCurrentSchema(TableUpdate.LastAdded),
            new AddPartitionSpec(new PartitionSpec(0, spec.Fields.Select((field, i) => field with { SourceId = New(field.SourceId), FieldId = PartitionSpec.FirstFieldId + i }))),
            new SetDefaultSpec(TableUpdate.LastAdded),
            new AddSortOrder(new SortOrder(order.OrderId, order.Fields.Select(field => field with { SourceId = New(field.SourceId) }))),
            new SetDefaultSortOrder(TableUpdate.LastAdded),
            new SetProperties(properties.Where(property => !Reserved.Contains(property.Key)).ToDictionary()),
        ];

        int New(int id) => ids.TryGetValue(id, out var found) ? found : throw RestException.BadRequest($"A partition or sort field names the column id {id}, which the schema does not have.");
    }

    private static int FormatOf(Dictionary<string, string> properties) =>
        !properties.TryGetValue(TableProperties.FormatVersion, out var text) ? TableMetadata.SupportedFormatVersion
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
        : throw RestException.BadRequest($"The property {TableProperties.FormatVersion} must be a number, not '{text}'.");

    private static Schema Fresh(Schema given, out Dictionary<int, int> ids)
    {
        var next = 0;
        var renumbered = (StructType)FreshIds.Assign(given.AsStruct, () => ++next);
        var fresh = new Schema(renumbered.Fields);
        ids = given.FieldIds.ToDictionary(id => id, id => fresh.GetField(given.FindPath(id)!).Id);
        var identifiers = ids;
        return new Schema(renumbered.Fields, 0, given.IdentifierFieldIds.Select(id => identifiers[id]));
    }
}
