using System.Globalization;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// The edits of one commit to tables, planned again on each new head. A table whose metadata has not moved in between keeps the metadata file that was written for it;
/// one that has moved is loaded, checked and written afresh.
/// </summary>
internal sealed class TableCommitPlan(CatalogTree tree, IFileIO io, string warehouse, EmbeddedCatalogOptions options, IReadOnlyList<TableCommit> commits)
{
    private readonly Dictionary<TableIdentifier, Draft> drafts = [];

    internal async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken cancellationToken)
    {
        foreach (var commit in commits)
            await PrepareAsync(root, commit, cancellationToken);

        // Only now, so that a requirement that fails leaves no file behind.
        foreach (var draft in drafts.Values.Where(draft => !draft.IsWritten))
        {
            draft.IsWritten = true;
            await io.WriteAsync(draft.Entry.MetadataLocation, TableMetadataJson.Write(draft.Metadata), cancellationToken);
        }

        return [.. drafts.Select(draft => new CatalogEdit.PutEntry(draft.Key.Namespace, draft.Value.Entry))];
    }

    /// <summary>Deletes what was written. Only for a commit that certainly did not happen.</summary>
    internal async Task DiscardAsync()
    {
        foreach (var draft in drafts.Values)
            await DiscardAsync(draft);
        drafts.Clear();
    }

    private async Task PrepareAsync(string? root, TableCommit commit, CancellationToken cancellationToken)
    {
        var entry = await tree.FindEntryAsync(root, commit.Identifier, cancellationToken);
        if (entry is { Kind: not CatalogEntryKind.Table })
            throw new IcebergException(IcebergErrorKind.AlreadyExists, $"{commit.Identifier} is a view, not a table; choose another name.");
        if (drafts.TryGetValue(commit.Identifier, out var draft) && draft.BaseLocation == entry?.MetadataLocation)
            return;
        if (draft is not null)
        {
            drafts.Remove(commit.Identifier);
            await DiscardAsync(draft);
        }

        var metadata = entry is null ? null : await TableMetadataFile.ReadAsync(io, commit.Identifier, entry.MetadataLocation, cancellationToken);
        if (metadata is null && commit.Requirements.Count == 0)
            throw new IcebergException(IcebergErrorKind.NotFound, $"There is no table {commit.Identifier}; create it first (requirement AssertCreate).");
        TableRequirement.Check(commit.Requirements, metadata, commit.Identifier.ToString());
        if (metadata is not null && commit.Updates.Count == 0)
            return;
        var updates = metadata is null ? ForCreation(commit) : commit.Updates;
        var updated = TableMetadataBuilder.Apply(metadata, entry?.MetadataLocation, updates, options.Clock);
        var location = NewMetadataLocation(updated.Location, entry?.MetadataLocation);
        var properties = entry?.Properties ?? new Dictionary<string, string>();
        drafts.Add(commit.Identifier, new Draft(
            entry?.MetadataLocation, updated, new ContentEntry(commit.Identifier.Name, CatalogEntryKind.Table, updated.TableUuid, location, properties)));
    }

    /// <summary>Gives a new table what its creator left to the catalog: a uuid, a location, and properties that keep other readers from deleting what branches share.</summary>
    private List<TableUpdate> ForCreation(TableCommit commit)
    {
        var updates = commit.Updates.ToList();
        updates.Insert(0, new SetProperties(TableProperties.Defaults));
        var uuid = updates.OfType<AssignUuid>().LastOrDefault()?.Uuid;
        if (uuid is null)
            updates.Insert(0, new AssignUuid((uuid = options.NewGuid()).Value));
        if (!updates.OfType<SetLocation>().Any())
            updates.Insert(1, new SetLocation(EntryName.DefaultLocation(warehouse, commit.Identifier, uuid.Value)));
        return updates;
    }

    /// <summary>As Iceberg's own catalogs name metadata files, so that those continue the count: <c>00003-&lt;uuid&gt;.metadata.json</c>.</summary>
    private string NewMetadataLocation(string tableLocation, string? former)
    {
        var version = 0;
        if (former is not null && int.TryParse(Location.FileName(former).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var formerVersion))
            version = formerVersion + 1;
        return Location.Combine(tableLocation, "metadata", $"{version:D5}-{options.NewGuid()}.metadata.json");
    }

    private async Task DiscardAsync(Draft draft)
    {
        if (draft.IsWritten)
            await io.DeleteAsync(draft.Entry.MetadataLocation, CancellationToken.None);
    }

    private sealed record Draft(string? BaseLocation, TableMetadata Metadata, ContentEntry Entry)
    {
        internal bool IsWritten { get; set; }
    }
}
