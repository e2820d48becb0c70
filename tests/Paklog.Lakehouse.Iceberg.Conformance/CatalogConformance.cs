using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Conformance;

/// <summary>What every <see cref="ICatalog"/> must do. A catalog runs it by a class of its own that opens it and declares its capabilities.</summary>
public abstract partial class CatalogConformance
{
    protected static readonly CommitInfo Info = new("ana", "a test");

    protected static readonly TableIdentifier Orders = new("silver", "orders");

    protected static readonly TableIdentifier Customers = new("silver", "customers");

    protected abstract CatalogCapabilities Capabilities { get; }

    /// <summary>How often each of sixteen writers commits. A catalog behind a server may ask for less, since each try costs several answers.</summary>
    protected virtual int CommitsPerWriter => 25;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A new catalog without namespaces. Each call gives another one.</summary>
    protected abstract Task<ICatalog> NewCatalogAsync();

    protected void Require(CatalogCapabilities needed)
    {
        if (!Capabilities.HasFlag(needed))
            Assert.Skip($"{GetType().Name} does not declare {needed}.");
    }

    protected static Task<string> CreateAsync(ICatalog catalog, TableIdentifier identifier, string branch = ICatalog.MainBranch) =>
        catalog.CommitAsync(branch, [TestTable.Creation(identifier)], Info, Token);

    protected static Task<string> SetAsync(ICatalog catalog, TableIdentifier identifier, string key, string value, string branch = ICatalog.MainBranch) =>
        catalog.CommitAsync(branch, [TestTable.Set(identifier, key, value)], Info, Token);

    protected static async Task<TableMetadata> MetadataAsync(ICatalog catalog, TableIdentifier identifier, string reference = ICatalog.MainBranch)
    {
        var table = await catalog.LoadTableAsync(identifier, reference, Token);
        Assert.NotNull(table);
        return table.Metadata;
    }

    protected static async Task<string> HeadAsync(ICatalog catalog, string branch = ICatalog.MainBranch)
    {
        var head = await catalog.LoadReferenceAsync(branch, Token);
        Assert.NotNull(head);
        return head.Hash;
    }

    protected static async Task<IcebergException> FailsAsync(IcebergErrorKind kind, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<IcebergException>(action);
        Assert.Equal(kind, error.Kind);
        return error;
    }
}
