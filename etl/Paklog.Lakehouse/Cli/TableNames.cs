using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Cli;

/// <summary>The tables of a catalog by the names that people give.</summary>
internal static class TableNames
{
    private static readonly string[] Layers = ["bronze", "silver", "gold"];

    /// <summary>All tables, by layer and name.</summary>
    internal static async Task<IReadOnlyList<TableIdentifier>> ListAsync(ICatalog catalog, string reference, CancellationToken cancellationToken)
    {
        var tables = new List<TableIdentifier>();
        foreach (var layer in await catalog.ListNamespacesAsync(reference, cancellationToken))
            tables.AddRange(await catalog.ListTablesAsync(layer, reference, cancellationToken));
        return [.. tables
            .OrderBy(table => (uint)Array.IndexOf(Layers, table.Namespace))
            .ThenBy(table => table.Namespace, StringComparer.Ordinal)
            .ThenBy(table => table.Name, StringComparer.Ordinal)];
    }

    /// <summary>Loads the table of a name with its layer, or of a name that one layer alone has.</summary>
    /// <exception cref="LakehouseException">There is no such table, or more than one.</exception>
    internal static async Task<Table> LoadAsync(ICatalog catalog, string reference, string name, CancellationToken cancellationToken)
    {
        if (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && dot < name.Length - 1
            && await catalog.LoadTableAsync(TableIdentifier.Parse(name), reference, cancellationToken) is { } table)
            return table;
        var found = await FindAsync(catalog, reference, name, cancellationToken);
        return await catalog.LoadTableAsync(found, reference, cancellationToken) ?? throw new LakehouseException($"The table {found} has just gone from '{reference}'.");
    }

    /// <summary>The table of a name with its layer, or of a name that one layer alone has, be it readable or not.</summary>
    /// <exception cref="LakehouseException">There is no such table, or more than one.</exception>
    internal static async Task<TableIdentifier> FindAsync(ICatalog catalog, string reference, string name, CancellationToken cancellationToken)
    {
        var all = await ListAsync(catalog, reference, cancellationToken);
        var matches = all.Where(candidate => candidate.ToString() == name).ToList();
        if (matches.Count == 0)
            matches = [.. all.Where(candidate => candidate.Name == name)];
        if (matches is [var one])
            return one;
        throw new LakehouseException(matches.Count > 1
            ? $"More than one table is called '{name}': {string.Join(", ", matches)}; write the layer too."
            : $"There is no table '{name}' on '{reference}'; {(all.Count == 0 ? "there is none at all" : "there are " + string.Join(", ", all))}.");
    }
}
