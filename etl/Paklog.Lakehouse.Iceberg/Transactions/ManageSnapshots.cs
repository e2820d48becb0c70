using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Branches and tags of one table: steps that move, make and remove references, never files.</summary>
public sealed class ManageSnapshots : TableAction
{
    private readonly List<Action<TableChange>> steps = [];

    /// <summary>A new branch at the snapshot, or at the head of the transaction's branch. Error AlreadyExists where the name is taken.</summary>
    public ManageSnapshots CreateBranch(string name, long? snapshotId = null) => Then(change => Create(change, name, snapshotId, SnapshotRefType.Branch, null));

    /// <summary>A new tag at the snapshot, or at the head of the transaction's branch. Error AlreadyExists where the name is taken.</summary>
    public ManageSnapshots CreateTag(string name, long? snapshotId = null, TimeSpan? maxAge = null) =>
        Then(change => Create(change, name, snapshotId, SnapshotRefType.Tag, maxAge));

    /// <summary>Removes a branch or tag. Main cannot be removed.</summary>
    public ManageSnapshots Remove(string name) => Then(change =>
    {
        if (name == SnapshotRef.MainBranch)
            throw change.Invalid("the branch main cannot be removed");
        Find(change, name);
        change.RequireSameRef(name);
        change.Update(new RemoveSnapshotRef(name));
    });

    /// <summary>
    /// Moves a branch forward to where another branch or tag stands. Error ValidationFailed where that would leave snapshots of the branch behind.
    /// </summary>
    public ManageSnapshots FastForward(string branch, string to) => Then(change =>
    {
        var target = Find(change, to).SnapshotId;
        if (change.Existing.Refs.TryGetValue(branch, out var reference) && !change.Existing.IsAncestor(reference.SnapshotId, target))
            throw change.Invalid(
                $"'{branch}' stands at snapshot {reference.SnapshotId}, which is no ancestor of '{to}', so it cannot be moved there without losing snapshots");
        Move(change, branch, target);
    });

    /// <summary>Moves the transaction's branch back to one of its ancestors.</summary>
    public ManageSnapshots RollbackTo(long snapshotId) => Then(change => Rollback(change, snapshotId));

    /// <summary>Moves the transaction's branch back to the newest of its ancestors that is not younger than a time.</summary>
    public ManageSnapshots RollbackTo(DateTimeOffset time) => Then(change =>
    {
        var target = change.Head is not { } head ? null
            : change.Existing.AncestorsOf(head.SnapshotId).FirstOrDefault(snapshot => snapshot.TimestampMs <= time.ToUnixTimeMilliseconds());
        Rollback(change, target?.SnapshotId ?? throw change.Invalid($"'{change.Branch}' has no snapshot as old as {time:O}"));
    });

    /// <summary>How long expiry keeps a reference and, of a branch, its snapshots; null stands for the table's default.</summary>
    public ManageSnapshots SetRetention(string name, TimeSpan? maxRefAge, int? minSnapshotsToKeep = null, TimeSpan? maxSnapshotAge = null) => Then(change =>
    {
        var reference = Find(change, name);
        change.RequireSameRef(name);
        change.Update(new SetSnapshotRef(name, reference with
        {
            MaxRefAgeMs = Milliseconds(maxRefAge),
            MinSnapshotsToKeep = minSnapshotsToKeep,
            MaxSnapshotAgeMs = Milliseconds(maxSnapshotAge),
        }));
    });

    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
            step(change);
        return Task.CompletedTask;
    }

    private static void Create(TableChange change, string name, long? snapshotId, SnapshotRefType type, TimeSpan? maxAge)
    {
        if (change.Existing.Refs.ContainsKey(name))
            throw new IcebergException(IcebergErrorKind.AlreadyExists, $"The table {change.Identifier} already has a branch or tag '{name}'.");
        var id = snapshotId ?? change.Head?.SnapshotId ?? throw change.Invalid($"the table has no snapshot that '{name}' could point at");
        change.RequireSameRef(name);
        change.Update(new SetSnapshotRef(name, new SnapshotRef(id, type) { MaxRefAgeMs = Milliseconds(maxAge) }));
    }

    private static void Rollback(TableChange change, long snapshotId)
    {
        if (change.Head is not { } head || !change.Existing.IsAncestor(snapshotId, head.SnapshotId))
            throw change.Invalid($"snapshot {snapshotId} is no ancestor of '{change.Branch}', so it cannot be rolled back to");
        Move(change, change.Branch, snapshotId);
    }

    /// <summary>Only the snapshot changes: retention settings of the branch stay.</summary>
    private static void Move(TableChange change, string branch, long snapshotId)
    {
        change.RequireSameRef(branch);
        var known = change.Existing.Refs.GetValueOrDefault(branch);
        var reference = known is null ? new SnapshotRef(snapshotId, SnapshotRefType.Branch) : known with { SnapshotId = snapshotId };
        if (reference.Type != SnapshotRefType.Branch)
            throw change.Invalid($"'{branch}' is a tag, and tags do not move");
        change.Update(new SetSnapshotRef(branch, reference));
    }

    private static SnapshotRef Find(TableChange change, string name) =>
        change.Existing.Refs.TryGetValue(name, out var reference) ? reference
        : throw new IcebergException(IcebergErrorKind.NotFound, $"The table {change.Identifier} has no branch or tag '{name}'.");

    private static long? Milliseconds(TimeSpan? age) => (long?)age?.TotalMilliseconds;

    private ManageSnapshots Then(Action<TableChange> step)
    {
        steps.Add(step);
        return this;
    }
}
