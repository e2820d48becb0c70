using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.S3;

// The other process of the catalogs' tests: commits to shared.counter, and in the same commit to shared.<writer>, as often as it is told.
// Both tables must be there. Each commit is acknowledged by its hash on a line of standard output. With a table as a fourth argument each commit appends a file to it instead. The catalog is the warehouse's own, or that of the server that NESSIE_URI names.
var (warehouse, writer, count) = (args[0], args[1], int.Parse(args[2]));

// The store of an s3: warehouse is named by S3_ENDPOINT, its credentials by the variables that the AWS SDK knows.
using IStorage storage = warehouse.StartsWith("s3:", StringComparison.Ordinal)
    ? new S3Storage(new S3Options { Endpoint = new Uri(Environment.GetEnvironmentVariable("S3_ENDPOINT")!), PathStyle = true })
    : new LocalStorage();
ICatalog catalog = Environment.GetEnvironmentVariable("NESSIE_URI") is { } nessie ? await NessieCatalog.OpenAsync(new Uri(nessie), warehouse, storage.IO) : await OpenEmbeddedAsync();
if (args.Length > 3)
{
    await AppendAsync(TableIdentifier.Parse(args[3]));
    return;
}

for (var n = 0; n < count; n++)
{
    var mark = new SetProperties(new Dictionary<string, string> { [$"{writer}.{n}"] = "committed" });
    var hash = await catalog.CommitAsync(
        ICatalog.MainBranch,
        [
            new TableCommit(new TableIdentifier("shared", "counter"), [], [mark]),
            new TableCommit(new TableIdentifier("shared", writer), [], [mark]),
        ],
        new CommitInfo(writer, $"commit {n}"));
    Console.WriteLine(hash);
}

async Task AppendAsync(TableIdentifier table)
{
    var options = new TransactionOptions { IO = storage.IO, Warehouse = warehouse, Clock = TimeProvider.System, Random = Random.Shared };
    for (var n = 0; n < count; n++)
    {
        var transaction = new Transaction(catalog, ICatalog.MainBranch, options);
        transaction.Table(table).Append([new DataFile { FilePath = $"{warehouse}/{writer}-{n}.parquet", RecordCount = 1, FileSizeInBytes = 1 }]);
        Console.WriteLine((await transaction.CommitAsync(new CommitInfo(writer, $"append {n}"))).Hash);
    }
}

async Task<ICatalog> OpenEmbeddedAsync()
{
    var opened = new EmbeddedCatalogOptions();
    var references = await storage.OpenReferencesAsync(EmbeddedCatalog.ReferencesOf(warehouse), opened, CancellationToken.None);
    return await EmbeddedCatalog.OpenAsync(warehouse, storage.IO, references, opened);
}
