using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>One table within one attempt to commit: the metadata as the actions so far have made it, and what they ask of the catalog.</summary>
internal sealed class TableChange(TableIdentifier identifier, string branch, Table? origin, TransactionOptions options)
{
    private readonly List<TableUpdate> updates = [];
    private readonly List<TableRequirement> requirements = [];

    internal TableIdentifier Identifier { get; } = identifier;

    /// <summary>The table's own branch that snapshots go to.</summary>
    internal string Branch { get; } = branch;

    /// <summary>The table before this transaction; null when it is created here.</summary>
    internal Table? Origin { get; } = origin;

    internal TransactionOptions Options { get; } = options;

    internal IFileIO IO { get; } = origin?.IO ?? options.IO;

    internal TableFiles Files => new(Identifier, Existing, IO);

    internal TableMetadata? Metadata { get; private set; } = origin?.Metadata;

    /// <summary>Manifests and manifest lists of this attempt.</summary>
    internal List<string> WrittenFiles { get; } = [];

    /// <summary>Snapshots of this attempt, oldest first.</summary>
    internal List<long> AddedSnapshots { get; } = [];

    internal TableMetadata Existing =>
        Metadata ?? throw new IcebergException(IcebergErrorKind.NotFound, $"The table {Identifier} does not exist; create it first.");

    /// <summary>The head that a snapshot is put upon: the branch's own, not main's; a branch that is new starts where main stands.</summary>
    internal Snapshot? Head =>
        Existing.Refs.ContainsKey(Branch) ? Existing.FindHead(Branch) : Existing.FindHead(SnapshotRef.MainBranch);

    internal TableCommit? Commit => updates.Count == 0 ? null : new TableCommit(Identifier, requirements, updates);

    internal void Update(params TableUpdate[] more)
    {
        // Manifests and sequence numbers are written as format 2 has them.
        if (Metadata is { FormatVersion: < TableMetadata.SupportedFormatVersion })
            more = [new UpgradeFormatVersion(TableMetadata.SupportedFormatVersion), .. more];
        Metadata = TableMetadataBuilder.Apply(Metadata, metadataLocation: null, more, Options.Clock);
        updates.AddRange(more);
    }

    internal void Create(IReadOnlyList<TableUpdate> more)
    {
        if (Metadata is not null)
            throw new IcebergException(IcebergErrorKind.AlreadyExists, $"The table {Identifier} already exists.");
        Require(new AssertCreate());
        Update([.. more]);
    }

    /// <summary>What must still hold when the catalog commits. Of a table that is created here nothing but its absence can be required.</summary>
    internal void Require(TableRequirement requirement)
    {
        if ((Origin is not null || requirement is AssertCreate) && !requirements.Contains(requirement))
            requirements.Add(requirement);
    }

    internal void RequireSameTable()
    {
        if (Origin is not null)
            Require(new AssertTableUuid(Origin.Metadata.TableUuid));
    }

    internal void RequireSameRef(string name)
    {
        if (Origin is not null)
            Require(new AssertRefSnapshotId(name, Origin.Metadata.Refs.TryGetValue(name, out var reference) ? reference.SnapshotId : null));
    }

    internal void RequireSameSchema()
    {
        if (Origin is null)
            return;
        Require(new AssertCurrentSchemaId(Origin.Metadata.CurrentSchemaId));
        Require(new AssertLastAssignedFieldId(Origin.Metadata.LastColumnId));
    }

    internal void RequireSameSpec()
    {
        if (Origin is null)
            return;
        Require(new AssertDefaultSpecId(Origin.Metadata.DefaultSpecId));
        Require(new AssertLastAssignedPartitionId(Origin.Metadata.LastPartitionId));
    }

    internal IcebergException Invalid(string sentence) =>
        new(IcebergErrorKind.ValidationFailed, $"The commit to {Identifier} is refused: {sentence}.");

    internal async Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        WrittenFiles.Add(location);
        await IO.WriteAsync(location, content, cancellationToken);
    }
}
