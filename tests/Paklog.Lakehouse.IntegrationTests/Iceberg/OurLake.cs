using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>A warehouse with our catalog and engine, and one namespace for the tables.</summary>
internal class OurLake : IDisposable
{
    protected static readonly CommitInfo Info = new("tests", "a test");

    private readonly TemporaryFolder folder;
    private readonly TransactionOptions options;
    private EmbeddedEngine? other;

    public OurLake(TemporaryFolder folder, ICatalog catalog)
    {
        this.folder = folder;
        Catalog = catalog;
        Engine = new EmbeddedEngine(new EngineOptions("2GB"), new ManifestCache());
        options = new TransactionOptions { IO = new LocalFileIO(), Warehouse = folder.Location, Clock = TimeProvider.System, Random = Random.Shared, Manifests = Engine.Reader.Manifests };
        Namespace = "t" + Path.GetFileName(folder.Path).Replace("-", "_", StringComparison.Ordinal).ToLowerInvariant();
    }

    public EmbeddedEngine Engine { get; }

    public DuckDbConnection Connection => Engine.Connection;

    /// <summary>Of this lake alone, in all catalogs.</summary>
    public string Namespace { get; }

    /// <summary>The folder of the warehouse as a location.</summary>
    public string Location => folder.Location;

    public ICatalog Catalog { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>With an embedded catalog in a folder of its own.</summary>
    public static async Task<OurLake> OpenAsync()
    {
        var folder = new TemporaryFolder();
        return new OurLake(folder, await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token));
    }

    /// <summary>The lake as another process has it, with an engine of its own.</summary>
    /// <param name="over">Something over the lake's catalog that gets in the way.</param>
    public Workspace Workspace(ICatalog? over = null) => new(over ?? Catalog, other ??= new EmbeddedEngine(new EngineOptions("2GB"), new ManifestCache()), options);

    public TableIdentifier Identifier(string name) => new(Namespace, name);

    public Task<Table> CreateAsync(string name, Schema schema, PartitionSpec? spec = null, IReadOnlyDictionary<string, string>? properties = null) =>
        CommitAsync(name, table => table.Create(schema, spec, properties: properties));

    public async Task<Table> LoadAsync(string name) => (await Catalog.LoadTableAsync(Identifier(name), ICatalog.MainBranch, Token))!;

    public Task<Table> ApplyAsync(string name, params TableAction[] actions) => CommitAsync(name, table =>
    {
        foreach (var action in actions)
            table.Apply(action);
    });

    /// <summary>Appends the rows of a query with our writer.</summary>
    public async Task<Table> AppendAsync(string name, string query)
    {
        var files = await Engine.Writer.WriteAsync(WriteTarget.Of(await LoadAsync(name)), query, Token);
        return await CommitAsync(name, table => table.Append(files));
    }

    /// <summary>Makes the rows of the keys that <paramref name="rows"/> has equal to them.</summary>
    public async Task<MergeDelta> MergeAsync(string name, string rows, params IReadOnlyList<string> key)
    {
        var table = await LoadAsync(name);
        var keys = $"(SELECT {string.Join(", ", key)} FROM ({rows}))";
        var delta = await new TableMerge(Engine, table).MergeAsync($"({rows})", keys, key, Expression.AlwaysTrue, null, Token);
        await ApplyAsync(name, delta.ToAction(table.Metadata.CurrentSnapshotId, new Dictionary<string, string>()));
        return delta;
    }

    /// <summary>Deletes the rows whose keys the query gives.</summary>
    public async Task<MergeDelta> DeleteAsync(string name, string keys, params IReadOnlyList<string> key)
    {
        var table = await LoadAsync(name);
        var delta = await new TableMerge(Engine, table).DeleteAsync($"({keys})", key, Token);
        await ApplyAsync(name, delta.ToAction(table.Metadata.CurrentSnapshotId, new Dictionary<string, string>()));
        return delta;
    }

    /// <summary>Compacts all small files, two being enough.</summary>
    public async Task CompactAsync(string name, bool rewriteAll = false) =>
        Assert.Empty((await new TableCompaction(Workspace(), ICatalog.MainBranch, Identifier(name)).CompactAsync(new CompactionOptions(1_000_000, MinFiles: 2, rewriteAll), null, Token)).Skipped);

    /// <summary>The data files that a reader reads now.</summary>
    public async Task<List<DataFile>> FilesAsync(string name) =>
        await (await LoadAsync(name)).NewScan(new ManifestCache()).PlanFilesAsync(Token).Select(task => task.DataFile).ToListAsync(Token);

    /// <summary>The rows that we read.</summary>
    public async Task<List<string>> OurRowsAsync(string name, long? snapshotId = null, string? reference = null, DateTimeOffset? asOf = null, Expression? filter = null)
    {
        var table = await LoadAsync(name);
        var scan = table.NewScan(Engine.Reader.Manifests, snapshotId, reference, asOf, filter);
        var relation = await Engine.Reader.ReadAsync(scan, withPosition: false, Token);
        return Rows(relation.Sql, scan.Schema);
    }

    /// <summary>The rows of a query of ours, as text.</summary>
    public List<string> Rows(string relation, Schema schema)
    {
        using var result = Connection.Query($"SELECT * FROM {relation}");
        return RowText.Of(result, schema);
    }

    public void Dispose()
    {
        Engine.Dispose();
        other?.Dispose();
        folder.Dispose();
    }

    private async Task<Table> CommitAsync(string name, Action<TableTransaction> change)
    {
        var transaction = new Transaction(Catalog, ICatalog.MainBranch, options);
        change(transaction.Table(Identifier(name)));
        await transaction.CommitAsync(Info, Token);
        return await LoadAsync(name);
    }
}
