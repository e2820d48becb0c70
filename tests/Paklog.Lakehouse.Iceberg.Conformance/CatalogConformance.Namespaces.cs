using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Iceberg.Conformance;

public abstract partial class CatalogConformance
{
    [Fact]
    public async Task A_namespace_exists_without_tables_and_keeps_its_properties()
    {
        var catalog = await NewCatalogAsync();
        Assert.Empty(await catalog.ListNamespacesAsync(ICatalog.MainBranch, Token));
        Assert.Null(await catalog.LoadNamespaceAsync("silver", ICatalog.MainBranch, Token));

        await catalog.CreateNamespaceAsync(ICatalog.MainBranch, "silver", new Dictionary<string, string> { ["owner"] = "đội dữ liệu", ["tier"] = "2" }, Info, Token);

        Assert.Equal(["silver"], await catalog.ListNamespacesAsync(ICatalog.MainBranch, Token));
        var properties = await catalog.LoadNamespaceAsync("silver", ICatalog.MainBranch, Token);
        Assert.NotNull(properties);
        Assert.Equal("đội dữ liệu", properties["owner"]);
        Assert.Equal("2", properties["tier"]);
        Assert.Empty(await catalog.ListTablesAsync("silver", ICatalog.MainBranch, Token));
    }

    [Fact]
    public async Task A_namespace_is_created_once()
    {
        var catalog = await NewCatalogAsync();
        await catalog.CreateNamespaceAsync(ICatalog.MainBranch, "silver", new Dictionary<string, string>(), Info, Token);
        await FailsAsync(IcebergErrorKind.AlreadyExists, () => catalog.CreateNamespaceAsync(ICatalog.MainBranch, "silver", new Dictionary<string, string>(), Info, Token));
    }

    [Fact]
    public async Task Namespace_properties_are_set_and_removed()
    {
        var catalog = await NewCatalogAsync();
        await catalog.CreateNamespaceAsync(ICatalog.MainBranch, "silver", new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, Info, Token);
        await catalog.UpdateNamespaceAsync(ICatalog.MainBranch, "silver", new Dictionary<string, string> { ["b"] = "3", ["c"] = "4" }, ["a", "unknown"], Info, Token);

        var properties = await catalog.LoadNamespaceAsync("silver", ICatalog.MainBranch, Token);
        Assert.NotNull(properties);
        Assert.False(properties.ContainsKey("a"));
        Assert.Equal("3", properties["b"]);
        Assert.Equal("4", properties["c"]);
    }

    [Fact]
    public async Task Updating_a_namespace_keeps_its_tables()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        await catalog.UpdateNamespaceAsync(ICatalog.MainBranch, "silver", new Dictionary<string, string> { ["b"] = "3" }, [], Info, Token);
        Assert.Equal([Orders], await catalog.ListTablesAsync("silver", ICatalog.MainBranch, Token));
    }

    [Fact]
    public async Task Only_an_empty_namespace_is_dropped()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        await FailsAsync(IcebergErrorKind.NotEmpty, () => catalog.DropNamespaceAsync(ICatalog.MainBranch, "silver", Info, Token));
        await catalog.DropTableAsync(ICatalog.MainBranch, Orders, Info, Token);
        Assert.Equal(["silver"], await catalog.ListNamespacesAsync(ICatalog.MainBranch, Token));
        await catalog.DropNamespaceAsync(ICatalog.MainBranch, "silver", Info, Token);
        Assert.Empty(await catalog.ListNamespacesAsync(ICatalog.MainBranch, Token));
    }

    [Fact]
    public async Task A_namespace_that_holds_a_namespace_is_not_dropped()
    {
        Require(CatalogCapabilities.NestedNamespaces);
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, new TableIdentifier("silver.eu", "orders"));
        Assert.Equal(["silver", "silver.eu"], await catalog.ListNamespacesAsync(ICatalog.MainBranch, Token));
        Assert.Empty(await catalog.ListTablesAsync("silver", ICatalog.MainBranch, Token));
        await FailsAsync(IcebergErrorKind.NotEmpty, () => catalog.DropNamespaceAsync(ICatalog.MainBranch, "silver", Info, Token));
    }

    [Fact]
    public async Task What_needs_a_namespace_says_that_there_is_none()
    {
        var catalog = await NewCatalogAsync();
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.ListTablesAsync("silver", ICatalog.MainBranch, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.DropNamespaceAsync(ICatalog.MainBranch, "silver", Info, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.UpdateNamespaceAsync(ICatalog.MainBranch, "silver", new Dictionary<string, string>(), ["a"], Info, Token));
    }
}
