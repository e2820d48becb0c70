using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>A catalog just opened, and its caches.</summary>
internal sealed class PlanSession
{
    private readonly string warehouse;

    private PlanSession(string warehouse, EmbeddedCatalog catalog) => (this.warehouse, Catalog) = (warehouse, catalog);

    internal EmbeddedCatalog Catalog { get; }

    internal ManifestCache Manifests { get; } = new();

    internal static async Task<PlanSession> OpenAsync(string folder) => new(Location.OfLocalPath(folder), await EmbeddedCatalog.OpenAsync(Location.OfLocalPath(folder)));

    internal async Task<Table> LoadAsync(TableIdentifier table) =>
        await Catalog.LoadTableAsync(table, ICatalog.MainBranch) ?? throw new InvalidOperationException($"There is no table {table}.");

    internal async Task<string> NewBranchAsync()
    {
        var branch = $"bench-{Guid.NewGuid():N}";
        var main = await Catalog.LoadReferenceAsync(ICatalog.MainBranch) ?? throw new InvalidOperationException("The catalog has no branch main.");
        await Catalog.CreateReferenceAsync(branch, ReferenceKind.Branch, main.Hash);
        return branch;
    }

    internal Transaction NewTransaction(string branch) => new(
        Catalog,
        branch,
        new TransactionOptions { IO = new LocalFileIO(), Warehouse = warehouse, Clock = TimeProvider.System, Random = Random.Shared, Manifests = Manifests });
}
