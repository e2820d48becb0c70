using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Creates the table, in format version 2; its properties are laid over <see cref="TableProperties.Defaults"/>.
/// Without a location it stands in the warehouse, in a folder of its own that no earlier table of that name has used.
/// Error AlreadyExists where there is such a table.
/// </summary>
public sealed class CreateTable(Schema schema) : TableAction
{
    public PartitionSpec? Spec { get; init; }

    public SortOrder? SortOrder { get; init; }

    public string? Location { get; init; }

    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        var uuid = change.Options.NextUuid();
        var properties = new Dictionary<string, string>(TableProperties.Defaults);
        foreach (var (key, value) in Properties ?? new Dictionary<string, string>())
            properties[key] = value;
        var version = TableProperties.GetLong(properties, TableProperties.FormatVersion, TableMetadata.SupportedFormatVersion);
        properties.Remove(TableProperties.FormatVersion);
        if (version != TableMetadata.SupportedFormatVersion)
            throw IcebergException.Unsupported($"Tables are created in Iceberg format version {TableMetadata.SupportedFormatVersion}, not {version}; leave the property {TableProperties.FormatVersion} out.");
        change.Create(
        [
            new AssignUuid(uuid),
            new UpgradeFormatVersion((int)version),
            new SetLocation(Location ?? EntryName.DefaultLocation(change.Options.Warehouse, change.Identifier, uuid)),
            new AddSchema(schema),
            new SetCurrentSchema(TableUpdate.LastAdded),
            new AddPartitionSpec(Spec ?? PartitionSpec.Unpartitioned),
            new SetDefaultSpec(TableUpdate.LastAdded),
            new AddSortOrder(SortOrder ?? SortOrder.Unsorted),
            new SetDefaultSortOrder(TableUpdate.LastAdded),
            new SetProperties(properties),
        ]);
        return Task.CompletedTask;
    }
}
