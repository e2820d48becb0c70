using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Iceberg.Conformance;

public abstract partial class CatalogConformance
{
    private static readonly string[] PlainNames =
        ["Order.Items", "Order%2EItems", "Order%252EItems", "orders", "Orders", "a/b", "a%2Fb", "a b", "a+b", "100%", "?x=1&y#z", "'\"`", "giá & thuế", "😀", "select", "~", "\\", "[x]", ";", "=", "_"];

    /// <summary>A dot, slash, per cent or quote is a part of a name like any other letter, and names that differ in one of them are two tables.</summary>
    [Theory]
    [InlineData("silver")]
    [InlineData("my db/é%.v")]
    public async Task Tables_and_namespaces_may_have_any_name(string level)
    {
        var catalog = await NewCatalogAsync();
        var ns = EntryName.Escape(level);
        var tables = PlainNames.Select(name => TableIdentifier.Of(ns, name)).ToList();
        foreach (var table in tables)
            await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Creation(table)], Info, Token);

        Assert.Equal([ns], await catalog.ListNamespacesAsync(ICatalog.MainBranch, Token));
        Assert.Equal(tables.OrderBy(table => table.Name, StringComparer.Ordinal), await catalog.ListTablesAsync(ns, ICatalog.MainBranch, Token));
        var loaded = new List<Table>();
        foreach (var table in tables)
        {
            await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Set(table, "name", table.PlainName)], Info, Token);
            loaded.Add((await catalog.LoadTableAsync(table, ICatalog.MainBranch, Token))!);
        }

        Assert.Equal(PlainNames, loaded.Select(table => table.Metadata.Properties["name"]));
        Assert.Equal(tables, loaded.Select(table => table.Identifier));
        Assert.Equal(tables.Count, loaded.Select(table => table.Metadata.Location).Distinct().Count());
        foreach (var table in tables.Take(3))
        {
            await catalog.RenameTableAsync(ICatalog.MainBranch, table, table with { Name = table.Name + "%2Enew" }, Info, Token);
            await catalog.DropTableAsync(ICatalog.MainBranch, table with { Name = table.Name + "%2Enew" }, Info, Token);
        }

        Assert.Equal(tables.Count - 3, (await catalog.ListTablesAsync(ns, ICatalog.MainBranch, Token)).Count);
    }
}
