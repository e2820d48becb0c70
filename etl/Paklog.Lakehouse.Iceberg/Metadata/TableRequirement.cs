namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>What must hold of a table for updates to be applied to it: the requirements of the REST catalog's OpenAPI.</summary>
public abstract record TableRequirement
{
    /// <summary>Throws CommitConflict (retryable) unless all hold of <paramref name="metadata"/>, which is null where there is no table.</summary>
    /// <remarks>The sentences begin as the Java library's do, whose words other REST clients and their tests look for.</remarks>
    public static void Check(IEnumerable<TableRequirement> requirements, TableMetadata? metadata, string tableName)
    {
        foreach (var requirement in requirements)
        {
            var failure = requirement is AssertCreate
                ? metadata is null ? null : "table already exists"
                : metadata is null ? "the table does not exist" : requirement.Failure(metadata);
            if (failure is not null)
                throw new IcebergException(
                    IcebergErrorKind.CommitConflict,
                    $"Requirement failed: {failure}. The commit to {tableName} conflicts with another; load the table again and retry.",
                    retryable: true);
        }
    }

    /// <summary>Why the requirement does not hold, or null where it does.</summary>
    protected abstract string? Failure(TableMetadata metadata);

    private protected static string? Differs<T>(string what, T expected, T actual) =>
        EqualityComparer<T>.Default.Equals(expected, actual) ? null : $"{what}: expected {expected?.ToString() ?? "none"}, found {actual?.ToString() ?? "none"}";
}

public sealed record AssertCreate : TableRequirement
{
    protected override string Failure(TableMetadata metadata) => "table already exists";
}

public sealed record AssertTableUuid(Guid Uuid) : TableRequirement
{
    protected override string? Failure(TableMetadata metadata) => Differs("UUID does not match", Uuid, metadata.TableUuid);
}

/// <summary>The branch or tag stands at the snapshot; null means that it does not exist.</summary>
public sealed record AssertRefSnapshotId(string Ref, long? SnapshotId) : TableRequirement
{
    protected override string? Failure(TableMetadata metadata) =>
        Differs($"branch or tag {Ref} has changed", SnapshotId, metadata.Refs.TryGetValue(Ref, out var found) ? found.SnapshotId : null);
}

public sealed record AssertLastAssignedFieldId(int LastAssignedFieldId) : TableRequirement
{
    protected override string? Failure(TableMetadata metadata) => Differs("last assigned field id changed", LastAssignedFieldId, metadata.LastColumnId);
}

public sealed record AssertCurrentSchemaId(int CurrentSchemaId) : TableRequirement
{
    protected override string? Failure(TableMetadata metadata) => Differs("current schema changed", CurrentSchemaId, metadata.CurrentSchemaId);
}

public sealed record AssertLastAssignedPartitionId(int LastAssignedPartitionId) : TableRequirement
{
    protected override string? Failure(TableMetadata metadata) => Differs("last assigned partition id changed", LastAssignedPartitionId, metadata.LastPartitionId);
}

public sealed record AssertDefaultSpecId(int DefaultSpecId) : TableRequirement
{
    protected override string? Failure(TableMetadata metadata) => Differs("default partition spec changed", DefaultSpecId, metadata.DefaultSpecId);
}

public sealed record AssertDefaultSortOrderId(int DefaultSortOrderId) : TableRequirement
{
    protected override string? Failure(TableMetadata metadata) => Differs("default sort order changed", DefaultSortOrderId, metadata.DefaultSortOrderId);
}
