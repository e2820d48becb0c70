using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

public sealed class EmbeddedCatalogTransactionTests : IDisposable
{
    private static readonly TableIdentifier Landed = new("bronze", "_landed");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Writers_of_two_tables_lose_nothing_and_never_part_them()
    {
        var transactionOptions = new TransactionOptions { IO = new LocalFileIO(), Warehouse = folder.Location, Clock = TimeProvider.System, Random = Random.Shared, MaxAttempts = 100 };
        var catalog = await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Cancel);
        var create = new Transaction(catalog, "main", transactionOptions);
        create.Table(Orders).Create(Schema, ByRegion);
        create.Table(Landed).Create(Schema, ByRegion);
        await create.CommitAsync(new CommitInfo("tester", "create"), Cancel);

        var hashes = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            // A catalog of its own each, as processes have.
            var own = await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Cancel);
            var last = "";
            for (var i = 0; i < 4; i++)
            {
                var transaction = new Transaction(own, "main", transactionOptions);
                transaction.Table(Orders).Append([Data($"o{writer}-{i}", "eu")]);
                transaction.Table(Landed).Append([Data($"l{writer}-{i}", "us")]);
                last = (await transaction.CommitAsync(new CommitInfo("tester", $"{writer}-{i}"), Cancel)).Hash;
            }

            return last;
        })));

        var orders = (await catalog.LoadTableAsync(Orders, "main", Cancel))!;
        Assert.Equal(16, await orders.NewScan(transactionOptions.Manifests).PlanFilesAsync(Cancel).CountAsync(Cancel));
        foreach (var commit in (await catalog.LogAsync("main", 100, Cancel)).Where(commit => commit.Message.Contains('-')))
            Assert.Equal(await CountAsync(catalog, Orders, commit.Hash), await CountAsync(catalog, Landed, commit.Hash));
        Assert.Contains((await catalog.LoadReferenceAsync("main", Cancel))!.Hash, hashes);
    }

    private static async Task<int> CountAsync(ICatalog catalog, TableIdentifier identifier, string reference) =>
        (await catalog.LoadTableAsync(identifier, reference, Cancel))!.Metadata.Snapshots.Count;
}
