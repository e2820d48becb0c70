using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using Paklog.Jobs;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Queries;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests;

/// <summary>A lakehouse in a temporary folder: lands, runs, and shows its tables. Belongs to one thread at a time.</summary>
internal sealed class TestLakehouse : IDisposable
{
    private readonly TemporaryFolder? folder;
    private readonly Lakehouse lakehouse;
    private readonly EmbeddedEngine engine;

    private TestLakehouse(TemporaryFolder? folder, Lakehouse lakehouse, Workspace workspace, LakehouseDefinition definition)
    {
        this.folder = folder;
        this.lakehouse = lakehouse;
        engine = lakehouse.Engine;
        Workspace = workspace;
        Definition = definition;
    }

    public Workspace Workspace { get; }

    /// <summary>The folder of the warehouse.</summary>
    public string Warehouse => Location.ToLocalPath(Workspace.Transactions.Warehouse);

    public LakehouseDefinition Definition { get; private set; }

    public LandingOptions Options { get; set; } = new();

    /// <summary>Whether landing too is the work of the engine of runs.</summary>
    public bool LandsOnEngine { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The reference lakehouse as the repository declares it.</summary>
    public static LakehouseDefinition Paklog { get; } = PaklogLakehouse.Declare().Build(Repository.Path("conf/contracts"), Repository.Path("sql"), [], "UTC");

    /// <param name="warehouse">An existing warehouse; a new one in a temporary folder when null.</param>
    /// <param name="engine">An engine that lakehouses share one after the other, and that outlives them; one of its own when null.</param>
    /// <param name="compute">Makes the engine of runs, which the lakehouse disposes of; that of <see cref="RunEngine"/> when null.</param>
    /// <param name="openCatalog">Opens the catalog for the warehouse's location; the embedded one when null.</param>
    public static async Task<TestLakehouse> OpenAsync(
        LakehouseDefinition? definition = null, string? warehouse = null, EmbeddedEngine? engine = null, Func<string, Task<ICatalog>>? openCatalog = null, Func<ManifestCache, IEngine>? compute = null)
    {
        var folder = warehouse is null ? new TemporaryFolder() : null;
        var path = warehouse ?? folder!.Path;
        compute ??= await RunEngine.CurrentAsync();
        var lakehouse = await Lakehouse.Define("tests").OpenAsync(
            o =>
            {
                o.Warehouse = path;
                o.Engine = new EngineOptions();
                o.SharedEngine = engine;
                o.RunEngine = compute is null ? null : opening => compute(opening.Manifests);
                o.Catalog = openCatalog is null ? null : (opening, _) => openCatalog(opening.Warehouse);
            },
            Token);
        return new TestLakehouse(folder, lakehouse, await lakehouse.WorkspaceAsync(create: true, Token), definition ?? Paklog);
    }

    /// <summary>From now on the tables are defined otherwise.</summary>
    public void Redefine(LakehouseDefinition definition) => Definition = definition;

    public Task<LandingReport> LandAsync(params IReadOnlyList<string> paths) => WholeAsync(Landing().LandAsync(paths, null, Token));

    /// <summary>Lands what can be landed, and says what cannot.</summary>
    public Task<LandingReport> TryLandAsync(params IReadOnlyList<string> paths) => Landing().LandAsync(paths, null, Token);

    /// <param name="progress">Told of each batch that is committed, before the next one is read.</param>
    public Task<LandingReport> LandAsync(IReadOnlyList<string> paths, IProgress<(int Done, int Of)> progress) => WholeAsync(Landing().LandAsync(paths, progress, Token));

    /// <summary>Lands what the dead letters hold again.</summary>
    public Task<ReplayReport> ReplayAsync(string? table = null) => Landing().ReplayAsync(Definition.Contracts.FirstOrDefault(contract => contract.Table == table), Token);

    /// <summary>Runs all tables, none of which may fail: the error of the first that does is thrown.</summary>
    public async Task<RunReport> RunAsync(bool full = false, DateTimeOffset? from = null, DateTimeOffset? to = null, string branch = ICatalog.MainBranch)
    {
        var report = await TryRunAsync(full, from, to, branch);
        if (report.Failures.Select(failure => failure.Cause).OfType<Exception>().FirstOrDefault() is { } error)
            ExceptionDispatchInfo.Throw(error);
        return report;
    }

    /// <summary>Runs all tables; the report says which failed.</summary>
    public Task<RunReport> TryRunAsync(bool full = false, DateTimeOffset? from = null, DateTimeOffset? to = null, string branch = ICatalog.MainBranch) =>
        new Runner(Workspace, Definition, branch).RunAsync(new RunRequest([], from, to, full), null, Token);

    private static async Task<LandingReport> WholeAsync(Task<LandingReport> landing)
    {
        var report = await landing;
        if (report.BrokenTables.Values.FirstOrDefault() is { } error)
            ExceptionDispatchInfo.Throw(error);
        return report.Unread.Count == 0 ? report : throw new LakehouseException(report.Unread[0].Reason);
    }

    private Landing Landing() => new(LandsOnEngine ? Workspace : new Workspace(Workspace.Catalog, Workspace.Embedded, Workspace.Transactions), [.. Definition.Contracts], Options with { Epochs = Definition.Epochs, RefusedContracts = Definition.RefusedContracts });

    /// <summary>Runs everything anew on a branch of its own and says where it differs from main: nowhere, if what was done step by step is right.</summary>
    public async Task<Differences> CompareWithFullRunAsync(DateTimeOffset? to = null)
    {
        const string Branch = "full";
        var main = await Workspace.Catalog.LoadReferenceAsync(ICatalog.MainBranch, Token);
        await Workspace.Catalog.CreateReferenceAsync(Branch, ReferenceKind.Branch, main!.Hash, Token);
        await RunAsync(full: true, to: to, branch: Branch);
        var differences = await TableDifferences.FindAsync(this, Branch, this, ICatalog.MainBranch);
        var head = await Workspace.Catalog.LoadReferenceAsync(Branch, Token);
        await Workspace.Catalog.DeleteReferenceAsync(Branch, head!.Hash, Token);
        return differences;
    }

    /// <summary>The tables of the namespaces silver and gold, by name.</summary>
    public async Task<SortedDictionary<string, Table>> DerivedTablesAsync(string branch = ICatalog.MainBranch)
    {
        var tables = new SortedDictionary<string, Table>(StringComparer.Ordinal);
        foreach (var ns in (await Workspace.Catalog.ListNamespacesAsync(branch, Token)).Where(ns => ns is "silver" or "gold"))
        {
            foreach (var identifier in await Workspace.Catalog.ListTablesAsync(ns, branch, Token))
                tables.Add(identifier.ToString(), (await Workspace.Catalog.LoadTableAsync(identifier, branch, Token))!);
        }

        return tables;
    }

    /// <summary>All rows of a table as objects, printed as <c>lakehouse query --json</c> prints them; none where there is no such table.</summary>
    public async Task<IReadOnlyList<JsonElement>> RowsAsync(string table, string columns = "*", string suffix = "")
    {
        if (await Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(table), ICatalog.MainBranch, Token) is not { } found)
            return [];
        var relation = await engine.Reader.ReadAsync(found, Token);
        return await QueryAsync($"select {columns} from {relation.Sql} {suffix}");
    }

    /// <summary>The locations of a table's data files.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync(string table)
    {
        var found = await Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(table), ICatalog.MainBranch, Token);
        return [.. (await engine.Reader.ReadAsync(found!, Token)).Files.Select(file => file.DataFile.FilePath)];
    }

    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql)
    {
        using var result = await Workspace.Connection.QueryAsync(sql, Token);
        using var lines = new MemoryStream();
        QueryExport.WriteLines(lines, result);
        return Testing.JsonLines.Read(Encoding.UTF8.GetString(lines.ToArray()));
    }

    /// <summary>A relation of this lakehouse's engine over a table of any warehouse.</summary>
    public async Task<string> RelationAsync(Table table) => (await engine.Reader.ReadAsync(table, Token)).Sql;

    public long Count(string sql) => (long)Workspace.Connection.QueryScalar(sql)!;

    public void Dispose()
    {
        lakehouse.Dispose();
        folder?.Dispose();
    }
}
