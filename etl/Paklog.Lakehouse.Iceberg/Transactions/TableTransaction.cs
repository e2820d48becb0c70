using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>The actions of a transaction on one table and one of the table's branches, in the order in which they are applied.</summary>
public sealed class TableTransaction
{
    private readonly List<TableAction> actions = [];

    internal TableTransaction(TableIdentifier identifier, string branch)
    {
        Identifier = identifier;
        Branch = branch;
    }

    public TableIdentifier Identifier { get; }

    /// <summary>The table's own branch that snapshots go to; one that does not exist yet starts at the head of main.</summary>
    public string Branch { get; }

    internal Guid? KnownUuid { get; set; }

    internal bool HasActions => actions.Count > 0;

    public TableTransaction Apply(TableAction action)
    {
        actions.Add(action);
        return this;
    }

    /// <inheritdoc cref="CreateTable"/>
    public TableTransaction Create(
        Schema schema,
        PartitionSpec? spec = null,
        SortOrder? sortOrder = null,
        string? location = null,
        IReadOnlyDictionary<string, string>? properties = null) =>
        Apply(new CreateTable(schema) { Spec = spec, SortOrder = sortOrder, Location = location, Properties = properties });

    /// <inheritdoc cref="AppendFiles"/>
    public TableTransaction Append(IReadOnlyList<DataFile> dataFiles, IReadOnlyDictionary<string, string>? snapshotProperties = null) =>
        Apply(new AppendFiles(dataFiles) { SnapshotProperties = snapshotProperties });

    /// <inheritdoc cref="Transactions.UpdateProperties"/>
    public TableTransaction UpdateProperties(IReadOnlyDictionary<string, string> set, params IReadOnlyList<string> remove) =>
        Apply(new UpdateProperties(set, remove));

    internal async Task<TableChange> PrepareAsync(Table? table, TransactionOptions options, CancellationToken cancellationToken)
    {
        if (table is not null && KnownUuid is { } known && table.Metadata.TableUuid != known)
        {
            throw new IcebergException(
                IcebergErrorKind.ValidationFailed,
                $"The table {Identifier} was replaced by another of the same name while this transaction was committing; plan it again.");
        }

        KnownUuid ??= table?.Metadata.TableUuid;
        table?.Metadata.RequireReadable();
        var change = new TableChange(Identifier, Branch, table, options);
        try
        {
            foreach (var action in actions)
                await action.ApplyAsync(change, cancellationToken);
        }
        catch
        {
            await DeleteWrittenAsync(change);
            throw;
        }

        change.RequireSameTable();
        return change;
    }

    /// <summary>Removes the metadata files of an attempt that is known not to have been committed.</summary>
    internal static async Task DeleteWrittenAsync(TableChange change)
    {
        foreach (var file in change.WrittenFiles)
        {
            try
            {
                await change.IO.DeleteAsync(file, CancellationToken.None);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or IcebergException)
            {
                // A file that stays behind does no harm: nothing names it, and orphan removal finds it.
            }
        }
    }
}
