using System.Text.Json;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>A warehouse of a test's own with our catalog and engine, and Spark on the other side. Tables go back and forth by their metadata files.</summary>
internal sealed class Lake : IDisposable
{
    private static readonly CommitInfo Info = new("tests", "a test");

    private readonly TemporaryFolder folder;
    private readonly ICatalog catalog;
    private readonly string sparkCatalog;
    private readonly TransactionOptions options;

    private Lake(TemporaryFolder folder, ICatalog catalog, EmbeddedEngine engine, SparkSession spark, string sparkCatalog)
    {
        this.folder = folder;
        this.catalog = catalog;
        this.sparkCatalog = sparkCatalog;
        Engine = engine;
        Spark = spark;
        options = new TransactionOptions { IO = new LocalFileIO(), Warehouse = folder.Location, Clock = TimeProvider.System, Random = Random.Shared, Manifests = engine.Reader.Manifests };
        Namespace = "t" + Path.GetFileName(folder.Path).Replace("-", "_", StringComparison.Ordinal).ToLowerInvariant();
    }

    public EmbeddedEngine Engine { get; }

    public SparkSession Spark { get; }

    public DuckDbConnection Connection => Engine.Connection;

    /// <summary>Of this lake alone, in both catalogs.</summary>
    public string Namespace { get; }

    /// <summary>The folder of the warehouse as a location.</summary>
    public string Location => folder.Location;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<Lake> OpenAsync(SparkFixture fixture) =>
        OpenAsync(fixture, async (_, warehouse) => (await EmbeddedCatalog.OpenAsync(warehouse, cancellationToken: Token), SparkSession.Catalog));

    /// <param name="open">Opens the catalog for a warehouse, and names one of Spark's, which may be the same.</param>
    public static async Task<Lake> OpenAsync(SparkFixture fixture, Func<SparkSession, string, Task<(ICatalog Catalog, string InSpark)>> open)
    {
        var spark = await fixture.SessionAsync(Token);
        var folder = new TemporaryFolder();
        var (catalog, inSpark) = await open(spark, folder.Location);
        return new Lake(folder, catalog, new EmbeddedEngine(new EngineOptions("2GB"), new ManifestCache()), spark, inSpark);
    }

    public TableIdentifier Identifier(string name) => new(Namespace, name);

    /// <summary>The table's name in Spark.</summary>
    public string InSpark(string name) => $"{sparkCatalog}.{Namespace}.{name}";

    public Task<Table> CreateAsync(string name, Schema schema, PartitionSpec? spec = null, IReadOnlyDictionary<string, string>? properties = null) =>
        CommitAsync(name, table => table.Create(schema, spec, properties: properties));

    public async Task<Table> LoadAsync(string name) => (await catalog.LoadTableAsync(Identifier(name), ICatalog.MainBranch, Token))!;

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

    /// <summary>The rows that Spark reads, where clause and time travel included.</summary>
    public async Task<List<string>> SparkRowsAsync(string name, string clause = "", Schema? schema = null) =>
        RowText.Of(await SqlAsync($"SELECT * FROM {InSpark(name)} {clause}"), schema ?? (await LoadAsync(name)).Metadata.CurrentSchema);

    public Task<IReadOnlyList<JsonElement>> SqlAsync(string sql) => Spark.SqlAsync(sql, Token);

    /// <summary>The one value of a statement's one row.</summary>
    public async Task<string> ValueAsync(string sql) => Assert.Single(Assert.Single(await SqlAsync(sql)).EnumerateObject()).Value.ToString();

    /// <summary>Makes the table as we have it known to Spark.</summary>
    public async Task PublishAsync(string name) => await Spark.RegisterAsync($"{Namespace}.{name}", (await LoadAsync(name)).MetadataLocation, Token);

    /// <summary>Creates a table in Spark, in this warehouse.</summary>
    /// <param name="columns">Columns in parentheses.</param>
    /// <param name="rest">PARTITIONED BY and TBLPROPERTIES.</param>
    public async Task CreateInSparkAsync(string name, string columns, string rest = "")
    {
        await SqlAsync($"CREATE NAMESPACE IF NOT EXISTS {sparkCatalog}.{Namespace}");
        await SqlAsync($"CREATE TABLE {InSpark(name)} {columns} USING iceberg LOCATION '{Location}/spark/{name}' {rest}");
    }

    /// <summary>Takes the table as Spark has it now into our catalog.</summary>
    public async Task<Table> AdoptAsync(string name) => await AdoptAsync(name, await Spark.MetadataLocationAsync($"{Namespace}.{name}", Token));

    public async Task<Table> AdoptAsync(string name, string metadataLocation)
    {
        if (await catalog.LoadTableAsync(Identifier(name), ICatalog.MainBranch, Token) is not null)
            await catalog.DropTableAsync(ICatalog.MainBranch, Identifier(name), Info, Token);
        await catalog.RegisterTableAsync(ICatalog.MainBranch, Identifier(name), metadataLocation, Info, Token);
        return await LoadAsync(name);
    }

    /// <summary>Both sides read the same rows; gives them.</summary>
    public async Task<List<string>> AssertSameRowsAsync(string name)
    {
        var ours = await OurRowsAsync(name);
        Assert.Equal(ours, await SparkRowsAsync(name));
        return ours;
    }

    public void Dispose()
    {
        Engine.Dispose();
        folder.Dispose();
    }

    private async Task<Table> CommitAsync(string name, Action<TableTransaction> change)
    {
        var transaction = new Transaction(catalog, ICatalog.MainBranch, options);
        change(transaction.Table(Identifier(name)));
        await transaction.CommitAsync(Info, Token);
        return await LoadAsync(name);
    }
}
