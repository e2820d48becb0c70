using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Maintenance;

/// <summary>
/// Which snapshots of tables somebody needs, over all references of the catalog: the heads of each table; what a derived table has consumed, from where it has yet to go on; and the
/// snapshot that says so. A tag consumes nothing: its tables never run again.
/// </summary>
internal sealed class SnapshotNeeds
{
    private static readonly HashSet<long> Nothing = [];

    private readonly Dictionary<Guid, HashSet<long>> heads = [];
    private readonly Dictionary<Guid, HashSet<long>> consumed = [];
    private readonly SortedSet<string> unknown = new(StringComparer.Ordinal);

    private SnapshotNeeds()
    {
    }

    /// <summary>Snapshots that stay, by the table's uuid.</summary>
    public IReadOnlySet<long> Keep(Guid table) => heads.GetValueOrDefault(table, Nothing);

    /// <summary>Tables, with their reference where it is not the branch, that cannot be read: what they have consumed, and so what they need of any table, is known to nobody.</summary>
    public IReadOnlyCollection<string> Unknown => unknown;

    /// <summary>Snapshots that stay with all that came after them.</summary>
    public IReadOnlySet<long> KeepSince(Guid table) => consumed.GetValueOrDefault(table, Nothing);

    /// <param name="branch">A branch most of whose tables the other references have too: they are loaded but once.</param>
    public static async Task<SnapshotNeeds> FindAsync(ICatalog catalog, string branch, CancellationToken cancellationToken)
    {
        var needs = new SnapshotNeeds();
        var known = new Dictionary<string, Table>(StringComparer.Ordinal);
        foreach (var ns in await catalog.ListNamespacesAsync(branch, cancellationToken))
        {
            foreach (var identifier in await catalog.ListTablesAsync(ns, branch, cancellationToken))
            {
                if (await needs.LoadAsync(catalog, identifier, branch, identifier.ToString(), cancellationToken) is { } table)
                    known.Add(identifier.ToString(), table);
            }
        }

        needs.Add(known, consumes: true, "", cancellationToken);
        foreach (var reference in await catalog.ListReferencesAsync(cancellationToken))
        {
            var tables = new Dictionary<string, Table>(known, StringComparer.Ordinal);
            foreach (var change in (await catalog.DiffAsync(branch, reference.Hash, cancellationToken)).Where(change => change.Entry == CatalogEntryKind.Table))
            {
                tables.Remove(change.Name);
                if (change.Kind != CatalogChangeKind.Removed
                    && await needs.LoadAsync(catalog, TableIdentifier.Parse(change.Name), reference.Hash, $"{change.Name} on '{reference.Name}'", cancellationToken) is { } table)
                    tables.Add(change.Name, table);
            }

            needs.Add(tables, consumes: reference.Kind == ReferenceKind.Branch, $" on '{reference.Name}'", cancellationToken);
        }

        return needs;
    }

    private async Task<Table?> LoadAsync(ICatalog catalog, TableIdentifier identifier, string reference, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.LoadTableAsync(identifier, reference, cancellationToken);
        }
        catch (Exception error) when (TableFault.Is(error, cancellationToken))
        {
            unknown.Add(name);
            return null;
        }
    }

    private void Add(Dictionary<string, Table> tables, bool consumes, string where, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Values)
        {
            try
            {
                Add(table, tables, consumes);
            }
            catch (Exception error) when (TableFault.Is(error, cancellationToken))
            {
                unknown.Add(table.Identifier + where);
            }
        }
    }

    private void Add(Table table, Dictionary<string, Table> tables, bool consumes)
    {
        foreach (var reference in table.Metadata.Refs.Values)
            Add(heads, table, reference.SnapshotId);
        if (!consumes || DerivedState.SnapshotOf(table) is not { } snapshot)
            return;
        Add(consumed, table, snapshot.SnapshotId);
        foreach (var (input, id) in DerivedState.Read(table).State!.Inputs)
        {
            if (tables.TryGetValue(input, out var source))
                Add(consumed, source, id);
        }
    }

    private static void Add(Dictionary<Guid, HashSet<long>> needs, Table table, long snapshot)
    {
        if (!needs.TryGetValue(table.Metadata.TableUuid, out var ids))
            needs.Add(table.Metadata.TableUuid, ids = []);
        ids.Add(snapshot);
    }
}
