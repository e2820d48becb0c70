using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Conformance;

public abstract partial class CatalogConformance
{
    [Fact]
    public async Task A_created_table_is_loaded_with_its_metadata_and_its_namespace_comes_with_it()
    {
        var catalog = await NewCatalogAsync();
        var uuid = Guid.Parse("6f1b4a52-52a4-4a0c-8a2b-0d5bd7f1c0de");
        await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Creation(Orders, new AssignUuid(uuid))], Info, Token);

        Assert.Equal(["silver"], await catalog.ListNamespacesAsync(ICatalog.MainBranch, Token));
        Assert.Equal([Orders], await catalog.ListTablesAsync("silver", ICatalog.MainBranch, Token));
        var table = await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token);
        Assert.NotNull(table);
        Assert.Equal(Orders, table.Identifier);
        Assert.Equal(uuid, table.Metadata.TableUuid);
        Assert.Equal("id", Assert.Single(table.Metadata.CurrentSchema.Fields).Name);
        Assert.StartsWith(table.Metadata.Location + "/metadata/", table.MetadataLocation, StringComparison.Ordinal);
        Assert.Equal(uuid, TableMetadataJson.Read(await table.IO.ReadAsync(table.MetadataLocation, Token)).TableUuid);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_null()
    {
        var catalog = await NewCatalogAsync();
        Assert.Null(await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token));
        await CreateAsync(catalog, Customers);
        Assert.Null(await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.LoadTableAsync(Orders, "no-such-branch", Token));
    }

    [Fact]
    public async Task New_tables_are_kept_from_other_readers_expiry_unless_they_say_otherwise()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        var loud = TestTable.Creation(Customers, new SetProperties(new Dictionary<string, string> { [TableProperties.GarbageCollection] = "true" }));
        await catalog.CommitAsync(ICatalog.MainBranch, [loud], Info, Token);

        Assert.Equal("false", (await MetadataAsync(catalog, Orders)).Properties[TableProperties.GarbageCollection]);
        Assert.Equal("false", (await MetadataAsync(catalog, Orders)).Properties[TableProperties.DeleteAfterCommit]);
        Assert.Equal("true", (await MetadataAsync(catalog, Customers)).Properties[TableProperties.GarbageCollection]);
    }

    [Fact]
    public async Task A_table_keeps_the_location_that_its_creator_gives()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Customers);
        var location = (await MetadataAsync(catalog, Customers)).Location + "-elsewhere";
        await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Creation(Orders, new SetLocation(location))], Info, Token);
        Assert.Equal(location, (await MetadataAsync(catalog, Orders)).Location);
    }

    [Fact]
    public async Task A_table_that_is_dropped_and_created_again_is_another_one_at_another_location()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        var first = await MetadataAsync(catalog, Orders);
        await catalog.DropTableAsync(ICatalog.MainBranch, Orders, Info, Token);
        Assert.Null(await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token));
        Assert.Empty(await catalog.ListTablesAsync("silver", ICatalog.MainBranch, Token));
        await CreateAsync(catalog, Orders);
        var second = await MetadataAsync(catalog, Orders);

        Assert.NotEqual(first.TableUuid, second.TableUuid);
        Assert.NotEqual(first.Location, second.Location);
    }

    [Fact]
    public async Task Renaming_keeps_the_table_and_frees_the_old_name()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        var before = await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token);
        await catalog.CreateNamespaceAsync(ICatalog.MainBranch, "gold", new Dictionary<string, string>(), Info, Token);
        var target = new TableIdentifier("gold", "facts");
        await catalog.RenameTableAsync(ICatalog.MainBranch, Orders, target, Info, Token);

        var after = await catalog.LoadTableAsync(target, ICatalog.MainBranch, Token);
        Assert.Equal(before!.Metadata.TableUuid, after!.Metadata.TableUuid);
        Assert.Null(await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token));
        Assert.Equal([target], await catalog.ListTablesAsync("gold", ICatalog.MainBranch, Token));
        await CreateAsync(catalog, Orders);
    }

    [Fact]
    public async Task Renaming_within_a_namespace_works_too()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        await catalog.RenameTableAsync(ICatalog.MainBranch, Orders, Customers, Info, Token);
        Assert.Equal([Customers], await catalog.ListTablesAsync("silver", ICatalog.MainBranch, Token));
    }

    [Fact]
    public async Task Renaming_refuses_what_is_not_there_and_what_is_taken()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        await CreateAsync(catalog, Customers);
        await FailsAsync(IcebergErrorKind.AlreadyExists, () => catalog.RenameTableAsync(ICatalog.MainBranch, Orders, Customers, Info, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.RenameTableAsync(ICatalog.MainBranch, new TableIdentifier("silver", "absent"), new TableIdentifier("silver", "x"), Info, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.RenameTableAsync(ICatalog.MainBranch, Orders, new TableIdentifier("absent", "x"), Info, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.DropTableAsync(ICatalog.MainBranch, new TableIdentifier("silver", "absent"), Info, Token));
    }

    [Fact]
    public async Task A_registered_table_is_the_one_at_the_location()
    {
        Require(CatalogCapabilities.Register);
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        var orders = await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token);
        var copy = new TableIdentifier("restored", "orders");
        await catalog.RegisterTableAsync(ICatalog.MainBranch, copy, orders!.MetadataLocation, Info, Token);

        var registered = await catalog.LoadTableAsync(copy, ICatalog.MainBranch, Token);
        Assert.Equal(orders.MetadataLocation, registered!.MetadataLocation);
        Assert.Equal(orders.Metadata.TableUuid, registered.Metadata.TableUuid);
        await FailsAsync(IcebergErrorKind.AlreadyExists, () => catalog.RegisterTableAsync(ICatalog.MainBranch, copy, orders.MetadataLocation, Info, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.RegisterTableAsync(ICatalog.MainBranch, new TableIdentifier("restored", "x"), orders.MetadataLocation + ".gone", Info, Token));
    }

    [Fact]
    public async Task Tables_are_listed_by_namespace_in_order()
    {
        var catalog = await NewCatalogAsync();
        foreach (var name in new[] { "c", "a", "b" })
            await CreateAsync(catalog, new TableIdentifier("silver", name));
        await CreateAsync(catalog, new TableIdentifier("gold", "z"));
        Assert.Equal(["a", "b", "c"], (await catalog.ListTablesAsync("silver", ICatalog.MainBranch, Token)).Select(table => table.Name));
        Assert.Equal(["gold", "silver"], await catalog.ListNamespacesAsync(ICatalog.MainBranch, Token));
    }
}
