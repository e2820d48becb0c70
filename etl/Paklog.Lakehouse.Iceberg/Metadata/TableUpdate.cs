using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Views;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>
/// One step that turns the metadata of a table or a view into new metadata: the updates of the REST catalog's OpenAPI, of which these are all that this library applies.
/// An id of <see cref="LastAdded"/> stands for what the same list of updates added last.
/// </summary>
public abstract record TableUpdate
{
    public const int LastAdded = -1;
}

/// <summary>Only for a table that is being created.</summary>
public sealed record AssignUuid(Guid Uuid) : TableUpdate;

public sealed record UpgradeFormatVersion(int FormatVersion) : TableUpdate;

/// <summary>The schema's own id is kept only if it is free; an equal schema is used again.</summary>
public sealed record AddSchema(Schema Schema) : TableUpdate;

public sealed record SetCurrentSchema(int SchemaId) : TableUpdate;

public sealed record AddPartitionSpec(PartitionSpec Spec) : TableUpdate;

public sealed record SetDefaultSpec(int SpecId) : TableUpdate;

public sealed record AddSortOrder(SortOrder SortOrder) : TableUpdate;

public sealed record SetDefaultSortOrder(int SortOrderId) : TableUpdate;

public sealed record AddSnapshot(Snapshot Snapshot) : TableUpdate;

public sealed record SetSnapshotRef(string RefName, SnapshotRef Reference) : TableUpdate;

public sealed record RemoveSnapshots(IReadOnlyList<long> SnapshotIds) : TableUpdate;

/// <summary>Neither the current schema nor, in the caller's knowledge, that of any snapshot or file.</summary>
public sealed record RemoveSchemas(IReadOnlyList<int> SchemaIds) : TableUpdate;

/// <summary>Neither the default spec nor, in the caller's knowledge, that of any file.</summary>
public sealed record RemovePartitionSpecs(IReadOnlyList<int> SpecIds) : TableUpdate;

/// <summary>Puts a statistics file of others in place of the one of its snapshot.</summary>
public sealed record SetStatistics(JsonElement Statistics) : TableUpdate;

public sealed record RemoveStatistics(long SnapshotId) : TableUpdate;

/// <summary>Puts a partition statistics file of others in place of the one of its snapshot.</summary>
public sealed record SetPartitionStatistics(JsonElement Statistics) : TableUpdate;

public sealed record RemovePartitionStatistics(long SnapshotId) : TableUpdate;

public sealed record RemoveSnapshotRef(string RefName) : TableUpdate;

public sealed record SetLocation(string Location) : TableUpdate;

public sealed record SetProperties(IReadOnlyDictionary<string, string> Updates) : TableUpdate;

public sealed record RemoveProperties(IReadOnlyList<string> Removals) : TableUpdate;

/// <summary>Views only.</summary>
public sealed record AddViewVersion(ViewVersion Version) : TableUpdate;

/// <summary>Views only.</summary>
public sealed record SetCurrentViewVersion(int VersionId) : TableUpdate;
