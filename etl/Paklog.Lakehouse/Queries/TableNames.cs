using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Queries;

/// <summary>The tables of a catalog by the names that people give.</summary>
public static class TableNames
{
    private static readonly string[] Layers = ["bronze", "silver", "gold"];

    /// <summary>All tables, by layer and name.</summary>
    public static async Task<IReadOnlyList<TableIdentifier>> ListAsync(ICatalog catalog, string reference, CancellationToken cancellationToken)
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
    public static async Task<Table> LoadAsync(ICatalog catalog, string reference, string name, CancellationToken cancellationToken)
    {
        if (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && dot < name.Length - 1 && Read(name) is { } identifier
            && await catalog.LoadTableAsync(identifier, reference, cancellationToken) is { } table)
            return table;
        var found = await FindAsync(catalog, reference, name, cancellationToken);
        return await catalog.LoadTableAsync(found, reference, cancellationToken) ?? throw new LakehouseException($"The table {found} has just gone from '{reference}'.");
    }

    /// <summary>The table of a name with its layer, or of a name that one layer alone has, be it readable or not.</summary>
    /// <exception cref="LakehouseException">There is no such table, or more than one.</exception>
    public static async Task<TableIdentifier> FindAsync(ICatalog catalog, string reference, string name, CancellationToken cancellationToken)
    {
        var all = await ListAsync(catalog, reference, cancellationToken);
        var matches = Called(all, name);
        if (matches is [var one])
            return one;
        throw new LakehouseException(LakehouseErrorKind.NotFound, matches.Count > 1
            ? $"More than one table is called '{name}': {Show(matches)}; write the layer too."
            : $"There is no table '{name}' on '{reference}'; {(all.Count == 0 ? "there is none at all" : "there are " + Show(all))}.");
    }

    /// <summary>The table that a name with its layer means, which need not be there any more.</summary>
    /// <exception cref="LakehouseException">It is no such name.</exception>
    public static async Task<TableIdentifier> IdentifyAsync(ICatalog catalog, string reference, string name, CancellationToken cancellationToken) =>
        Called(await ListAsync(catalog, reference, cancellationToken), name) is [var one] ? one : Read(name) ?? throw new LakehouseException($"'{name}' names no table; write it with its layer, as silver.orders.") { Kind = LakehouseErrorKind.InvalidRequest };

    /// <summary>A table of a run, for people.</summary>
    public static string Show(string table) => TableIdentifier.Parse(table).Show();

    public static string Show(IEnumerable<TableIdentifier> tables) => string.Join(", ", tables.Select(table => table.Show()));

    /// <summary>The tables that a name may mean: the one of just this name before those that people call so.</summary>
    private static IReadOnlyList<TableIdentifier> Called(IReadOnlyList<TableIdentifier> all, string name) =>
        all.Where(table => table.ToString() == name).ToList() is { Count: > 0 } exact ? exact : [.. all.Where(table => table.IsCalled(name))];

    private static TableIdentifier? Read(string name)
    {
        try
        {
            return TableIdentifier.Read(name);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
