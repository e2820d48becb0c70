using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>
/// The metadata files of one commit to tables, planned again on each new head. A table whose metadata has not moved in between keeps the metadata file that was written for it;
/// one that has moved is loaded, checked and written afresh.
/// </summary>
public sealed class TableCommitPlan
{
    private readonly IFileIO io;
    private readonly string warehouse;
    private readonly TimeProvider clock;
    private readonly Func<Guid> newGuid;
    private readonly IReadOnlyList<TableCommit> commits;
    private readonly Dictionary<TableIdentifier, Draft> drafts = [];

    /// <param name="io">Reads and writes metadata files.</param>
    /// <param name="warehouse">Where tables stand whose creator names no location.</param>
    /// <param name="clock">Stamps metadata.</param>
    /// <param name="newGuid">Names metadata files, and tables that come without a uuid.</param>
    /// <param name="commits">Each table once.</param>
    /// <exception cref="IcebergException">ValidationFailed: a table stands twice, or has a name that no table can have.</exception>
    public TableCommitPlan(IFileIO io, string warehouse, TimeProvider clock, Func<Guid> newGuid, IReadOnlyList<TableCommit> commits)
    {
        ArgumentNullException.ThrowIfNull(commits);
        foreach (var commit in commits)
            EntryName.Check(commit.Identifier);
        if (commits.GroupBy(commit => commit.Identifier).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"{twice.Key} stands twice in one commit; join its requirements and updates.");
        this.io = io;
        this.warehouse = warehouse;
        this.clock = clock;
        this.newGuid = newGuid;
        this.commits = commits;
    }

    /// <summary>Checks the requirements on the head and writes the metadata files that are still missing. Tables that do not change are left out.</summary>
    /// <param name="locate">The metadata location of a table at the head; null where the name is free. Something else of that name is for it to refuse.</param>
    public async Task<IReadOnlyList<PlannedTable>> PlanAsync(Func<TableIdentifier, CancellationToken, Task<string?>> locate, CancellationToken cancellationToken = default)
    {
        foreach (var commit in commits)
            await PrepareAsync(commit, await locate(commit.Identifier, cancellationToken), cancellationToken);

        // Only now, so that a requirement that fails leaves no file behind.
        foreach (var draft in drafts.Values.Where(draft => !draft.IsWritten))
        {
            draft.IsWritten = true;
            await io.WriteAsync(draft.Table.MetadataLocation, TableMetadataJson.Write(draft.Table.Metadata), cancellationToken);
        }

        return [.. drafts.Values.Select(draft => draft.Table)];
    }

    /// <summary>Deletes what was written. Only for a commit that certainly did not happen.</summary>
    public async Task DiscardAsync()
    {
        foreach (var draft in drafts.Values)
            await DiscardAsync(draft);
        drafts.Clear();
    }

    private async Task PrepareAsync(TableCommit commit, string? current, CancellationToken cancellationToken)
    {
        if (drafts.TryGetValue(commit.Identifier, out var draft) && draft.Table.OldMetadataLocation == current)
            return;
        if (draft is not null)
        {
            drafts.Remove(commit.Identifier);
            await DiscardAsync(draft);
        }

        var metadata = current is null ? null : await TableMetadataFile.ReadAsync(io, commit.Identifier, current, cancellationToken);
        if (metadata is null && commit.Requirements.Count == 0)
            throw new IcebergException(IcebergErrorKind.NotFound, $"There is no table {commit.Identifier}; create it first (requirement AssertCreate).");
        TableRequirement.Check(commit.Requirements, metadata, commit.Identifier.ToString());
        if (metadata is not null && commit.Updates.Count == 0)
            return;
        var updates = metadata is null ? ForCreation(commit) : commit.Updates;
        var updated = TableMetadataBuilder.Apply(metadata, current, updates, clock);
        drafts.Add(commit.Identifier, new Draft(new PlannedTable(commit.Identifier, current, MetadataFileName.Next(updated.Location, updated.Properties, current, newGuid()), updated)));
    }

    /// <summary>Gives a new table what its creator left to the catalog: a uuid, a location, and properties that keep other readers from deleting what branches share.</summary>
    private List<TableUpdate> ForCreation(TableCommit commit)
    {
        var updates = commit.Updates.ToList();
        updates.Insert(0, new SetProperties(TableProperties.Defaults));
        var uuid = updates.OfType<AssignUuid>().LastOrDefault()?.Uuid;
        if (uuid is null)
            updates.Insert(0, new AssignUuid((uuid = newGuid()).Value));
        if (!updates.OfType<SetLocation>().Any())
            updates.Insert(1, new SetLocation(EntryName.DefaultLocation(warehouse, commit.Identifier, uuid.Value)));
        return updates;
    }

    private async Task DiscardAsync(Draft draft)
    {
        if (draft.IsWritten)
            await io.DeleteAsync(draft.Table.MetadataLocation, CancellationToken.None);
    }

    private sealed record Draft(PlannedTable Table)
    {
        internal bool IsWritten { get; set; }
    }
}
