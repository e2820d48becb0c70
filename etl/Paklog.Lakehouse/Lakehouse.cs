using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Queries;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Sources;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse;

/// <summary>
/// A lakehouse at work: lands, plans, runs, answers, publishes, takes back, maintains. <see cref="Define"/> declares one, <see cref="LakehouseBuilder.OpenAsync"/> opens it.
/// Everything is opened when it is first needed: what reads metadata starts no engine. It belongs to one thread at a time.
/// </summary>
public sealed class Lakehouse : IDisposable, IAsyncDisposable
{
    private readonly LakehouseBuilder declared;
    private readonly LakehouseOptions options;
    private readonly Lazy<LakehouseConfiguration> configuration;
    private readonly Lazy<ContractFolder> contracts;
    private readonly Lazy<LakehouseDefinition> definition;
    private readonly ManifestCache manifests;
    private readonly LakehouseTelemetry telemetry;
    private EmbeddedEngine? engine;
    private IEngine? runEngine;
    private ICatalog? catalog;
    private IStorage? storage;
    private string? temp;

    internal Lakehouse(LakehouseBuilder declared, LakehouseOptions options)
    {
        (this.declared, this.options) = (declared, options);
        configuration = new(() => OptionsReader.Read(declared, options));
        contracts = new(() => declared.Tables.ReadContracts(ContractsFolder));
        definition = new(() => declared.Tables.Define(declared.Name, contracts.Value, ModelsFolder, Configuration.Epochs, Configuration.TimeZone.Id) with { Audits = declared.Audits });
        manifests = options.SharedEngine?.Reader.Manifests ?? new ManifestCache();
        engine = options.SharedEngine;
        telemetry = new LakehouseTelemetry(options.LoggerFactory.CreateLogger(LakehouseOptions.TelemetryName));
    }

    /// <summary>Begins the declaration of a lakehouse.</summary>
    /// <param name="name">Stands in messages.</param>
    public static LakehouseBuilder Define(string name) => new(name);

    public LakehouseConfiguration Configuration => configuration.Value;

    /// <summary>All tables, checked; those that cannot be run are told apart.</summary>
    /// <exception cref="Declarations.DeclarationException">A declaration in C# is at fault.</exception>
    public LakehouseDefinition Definition => definition.Value;

    /// <summary>The contracts; one with a fault is refused alone.</summary>
    public ContractFolder Contracts => contracts.Value;

    /// <summary>The models; one with a fault is refused alone.</summary>
    public ModelFolder Models => declared.Tables.ReadModels(ModelsFolder);

    /// <summary>The folder of contracts; null where neither the declaration nor a configuration file names one.</summary>
    /// <exception cref="LakehouseException">It is missing.</exception>
    public string? ContractsFolder => Existing(
        declared.Tables.ContractsFolder, Configuration.ContractsFolder, declared.Tables.HasSources, folder => $"contracts; `{options.CommandName} contract infer --input DIR --out {folder}` drafts them");

    /// <inheritdoc cref="ContractsFolder"/>
    public string? ModelsFolder => Existing(declared.Tables.ModelsFolder, Configuration.ModelsFolder, declared.Tables.Any, _ => "models; `models` in the configuration names another");

    public IReadOnlyList<IAudit> Audits => declared.Audits;

    /// <summary>Engines, beside the embedded one, that runs can be given to.</summary>
    public IReadOnlyCollection<IEngineProvider> Engines => declared.Providers.Engines;

    /// <summary>Where the tables' files are.</summary>
    public IStorage Storage => storage ??= Configuration.Storage.Provider.Open(new StorageOpening(Configuration.Storage.Settings, options.Clock, Random.Shared));

    /// <summary>The engine in this process.</summary>
    public EmbeddedEngine Engine => engine ??= OpenEngine();

    /// <summary>Where the engine's spill folders are made.</summary>
    public string SpillParent => Configuration.Engine.TempDirectory ?? Path.GetTempPath();

    /// <summary>Manifests that were read.</summary>
    public ManifestCache Manifests => manifests;

    /// <summary>The environment, by a variable's name.</summary>
    public Func<string, string?> Variable => options.Variable;

    /// <summary>Lets landing and runs be computed by an engine that started this process.</summary>
    public void RunOn(IEngineProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        runEngine = provider.Open(new EngineOpening(options.Variable, manifests, options.Clock));
    }

    /// <summary>The catalog of the warehouse, disposed of with the lakehouse.</summary>
    /// <param name="create">Whether one is made where there is none.</param>
    /// <exception cref="LakehouseException">There is none, and none was to be made.</exception>
    public async Task<ICatalog> CatalogAsync(bool create = false, CancellationToken cancellationToken = default)
    {
        if (catalog is not null)
            return catalog;
        var opening = new CatalogOpening(Configuration.Catalog.Settings, Storage, Configuration.Warehouse, options.Clock, Random.Shared);
        var opened = options.Catalog is { } own ? await own(opening, cancellationToken) : await Configuration.Catalog.Provider.OpenAsync(opening, create, cancellationToken);
        return catalog = opened ?? throw new LakehouseException(
            LakehouseErrorKind.NotFound,
            $"There is no warehouse in '{Configuration.WarehouseName}' yet: land something by `{options.CommandName} land --input DIR`, or name another by --warehouse.");
    }

    /// <summary>The embedded catalog, for what no other catalog has.</summary>
    /// <param name="verb">What it is for, in messages.</param>
    /// <exception cref="LakehouseException">The lakehouse has another catalog.</exception>
    public async Task<EmbeddedCatalog> EmbeddedCatalogAsync(string verb, CancellationToken cancellationToken)
    {
        RequireEmbeddedCatalog(verb);
        return (EmbeddedCatalog)await CatalogAsync(create: false, cancellationToken);
    }

    /// <exception cref="LakehouseException">The lakehouse has another catalog.</exception>
    public void RequireEmbeddedCatalog(string verb)
    {
        if (Configuration.Catalog.Provider is not EmbeddedCatalogProvider)
            throw new LakehouseException($"'{verb}' deletes files for the embedded catalog alone, and this lakehouse has a catalog of type {Configuration.Catalog.Provider.Type}: what nothing needs there is for its server's own collector (nessie-gc for Nessie).");
    }

    /// <summary>Catalog, engines and clock together.</summary>
    public async Task<Workspace> WorkspaceAsync(bool create, CancellationToken cancellationToken)
    {
        var opened = await CatalogAsync(create, cancellationToken);
        runEngine ??= options.RunEngine?.Invoke(new EngineOpening(options.Variable, manifests, options.Clock));
        var transactions = new TransactionOptions { IO = Storage.IO, Warehouse = Configuration.Warehouse, Clock = options.Clock, Random = Random.Shared, Manifests = manifests };
        return new Workspace(opened, Engine, transactions, runEngine);
    }

    /// <summary>The workspace of what commits.</summary>
    /// <param name="verb">What it is for, in messages.</param>
    /// <exception cref="LakehouseException">The catalog has no branches.</exception>
    public Task<Workspace> WorkspaceAsync(string verb, bool create, CancellationToken cancellationToken) => options.Catalog is not null || Configuration.Catalog.Provider.HasBranches
        ? WorkspaceAsync(create, cancellationToken)
        : throw new LakehouseException(
            $"'{verb}' works on branches, and a catalog of type {Configuration.Catalog.Provider.Type} has none to make or move: name the catalog behind it in the configuration, {{ type: embedded }} with its warehouse or {{ type: nessie, uri: ... }}.");

    /// <summary>Lands the files below these paths that were not landed before.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="progress">Told of each batch that is committed: files done so far, and of how many.</param>
    public Task<LandingReport> LandAsync(IEnumerable<string> paths, IProgress<(int Done, int Of)>? progress = null, CancellationToken cancellationToken = default) =>
        LandAsync(InputFiles.FindAll(paths.Select(path => Path.GetFullPath(path, options.Folder))), progress, cancellationToken);

    /// <summary>Lands files that were found before (<see cref="InputFiles.FindAll"/>).</summary>
    /// <inheritdoc cref="LandAsync(IEnumerable{string}, IProgress{ValueTuple{int, int}}?, CancellationToken)"/>
    public Task<LandingReport> LandAsync(FoundInput found, IProgress<(int Done, int Of)>? progress, CancellationToken cancellationToken) =>
        telemetry.LandAsync(Configuration.Branch, async () => await (await LandingAsync("land", create: true, cancellationToken)).LandAsync(found, progress, cancellationToken));

    /// <summary>Lands dead letters of Bronze again, after a contract or the configuration was mended.</summary>
    /// <param name="contract">Only those of its table; null for all.</param>
    public Task<ReplayReport> ReplayAsync(Contract? contract = null, CancellationToken cancellationToken = default) =>
        telemetry.SpanAsync("replay", Configuration.Branch, async () => await (await LandingAsync("dead-letters replay", create: false, cancellationToken)).ReplayAsync(contract, cancellationToken));

    /// <summary>What a run would do, from metadata alone.</summary>
    /// <param name="request">Null for all tables.</param>
    public async Task<IReadOnlyList<Runs.PlannedTable>> PlanAsync(RunRequest? request = null, CancellationToken cancellationToken = default) =>
        await Runner(await WorkspaceAsync(create: false, cancellationToken)).PlanAsync(request ?? new RunRequest([]), cancellationToken);

    /// <summary>Brings derived tables up to date and publishes them; a table that fails stays as it was (<see cref="RunReport.Failures"/>).</summary>
    /// <inheritdoc cref="Runs.Runner.RunAsync" path="/exception"/>
    public Task<RunReport> RunAsync(RunRequest? request = null, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default) => telemetry.RunAsync(
        Configuration.Branch, progress, async news => await Runner(await WorkspaceAsync("run", create: false, cancellationToken)).RunAsync(request ?? new RunRequest([]), news, cancellationToken));

    /// <summary>One statement that reads, over tables as <c>silver.orders</c>: rows, Arrow batches or files, whatever is asked of the <see cref="Query"/>.</summary>
    /// <exception cref="LakehouseException">It is no statement that reads.</exception>
    public Query QueryAsync(string sql, QueryOptions? state = null) => new(
        token => CatalogAsync(create: false, token), () => Engine, Configuration.TimeZone, sql, (state ?? new QueryOptions()) with { Reference = state?.Reference ?? Configuration.Branch });

    /// <summary>A relation for SQL of the <see cref="Engine"/> with all rows of a table.</summary>
    public async Task<string> RelationAsync(Table table, CancellationToken cancellationToken) => (await Engine.Reader.ReadAsync(table, cancellationToken)).Sql;

    /// <summary>Brings what one branch has to another, all tables in one step, once the audits have judged it.</summary>
    /// <inheritdoc cref="Promotion.PublishAsync" path="/exception"/>
    public Task<PublishedBranch> PublishAsync(string from, string to, CancellationToken cancellationToken = default) => telemetry.PublishAsync(from, to, async () =>
    {
        var gate = Audits.Count == 0 ? null : new AuditGate(await WorkspaceAsync("publish", create: false, cancellationToken), Audits, Configuration.KeepFailed);
        return await new Promotion(await CatalogAsync(create: false, cancellationToken), gate).PublishAsync(from, to, cancellationToken);
    });

    /// <summary>Makes a branch; it takes no room until something is written to it.</summary>
    /// <param name="from">A branch, a tag or a commit; null for the branch of the lakehouse.</param>
    /// <returns>The commit at which it stands.</returns>
    public async Task<string> CreateBranchAsync(string name, string? from = null, CancellationToken cancellationToken = default)
    {
        var opened = await CatalogAsync(create: false, cancellationToken);
        var commit = await new CommitNames(opened).ResolveAsync(from ?? Configuration.Branch, Configuration.Branch, cancellationToken);
        await opened.CreateReferenceAsync(name, ReferenceKind.Branch, commit, cancellationToken);
        return commit;
    }

    /// <summary>Takes a branch back to what it was, all tables together.</summary>
    /// <inheritdoc cref="Rollback.BranchAsync"/>
    public Task<RolledBackBranch> RollbackAsync(string branch, string to, CancellationToken cancellationToken = default) =>
        telemetry.RollbackAsync(branch, branch, to, async () => await new Rollback(await CatalogAsync(create: false, cancellationToken)).BranchAsync(branch, to, cancellationToken));

    /// <summary>Takes a table back to what it was.</summary>
    /// <inheritdoc cref="Rollback.TableAsync"/>
    public Task<RolledBackTable> RollbackAsync(TableIdentifier table, string to, string? branch = null, CancellationToken cancellationToken = default) => telemetry.RollbackAsync(
        branch ?? Configuration.Branch, table.Show(), to, async () => await new Rollback(await CatalogAsync(create: false, cancellationToken)).TableAsync(table, branch ?? Configuration.Branch, to, cancellationToken));

    /// <summary>Keeps tables in order; each is told as soon as it is done.</summary>
    /// <param name="branch">Null for the branch of the lakehouse.</param>
    /// <param name="progress">Told of what is at work.</param>
    public async IAsyncEnumerable<MaintenanceReport> MaintainAsync(
        MaintenanceRequest request, string? branch = null, Action<string>? progress = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var workspace = await WorkspaceAsync("maintain", create: false, cancellationToken);
        await foreach (var report in new Maintainer(workspace, branch ?? Configuration.Branch).RunAsync(request, progress, cancellationToken))
            yield return report;
    }

    public void Dispose()
    {
        runEngine?.Dispose();
        if (engine != options.SharedEngine)
            engine?.Dispose();
        (catalog as IDisposable)?.Dispose();
        storage?.Dispose();
        if (temp is not null && Directory.Exists(temp))
            Directory.Delete(temp, recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Landing> LandingAsync(string verb, bool create, CancellationToken cancellationToken) => new(
        await WorkspaceAsync(verb, create, cancellationToken),
        Contracts.Contracts,
        new LandingOptions
        {
            RefusedContracts = Contracts.Refused,
            Branch = Configuration.Branch,
            SignalTable = Configuration.SignalTable,
            HeartbeatPrefix = Configuration.HeartbeatPrefix,
            Epochs = Configuration.Epochs,
            BatchBytes = options.BatchBytes,
        });

    private Runner Runner(Workspace workspace) => new(workspace, Definition, Configuration.Branch, Configuration.KeepFailed);

    /// <param name="named">The folder that the builder names.</param>
    /// <param name="isOptional">Whether there need be none.</param>
    private string? Existing(string? named, string? configured, bool isOptional, Func<string, string> what)
    {
        if ((named is null ? configured : Path.GetFullPath(named, Configuration.Home.Folder)) is not { } folder)
            return null;
        return Directory.Exists(folder) ? folder
            : named is null && isOptional ? null
            : throw new LakehouseException(LakehouseErrorKind.NotFound, $"There is no folder '{folder}' with {what(folder)}.");
    }

    /// <summary>Processes must not share a folder to spill to: DuckDB names its files alike in all of them.</summary>
    private EmbeddedEngine OpenEngine()
    {
        temp = SpillFolder.New(SpillParent);
        return new EmbeddedEngine(Configuration.Engine with { TempDirectory = temp, CacheFolder = Configuration.Engine.CacheFolder ?? CacheFolder }, manifests, Storage.IO);
    }

    /// <summary>Where this user's caches are (XDG Base Directory Specification); null where neither variable is set.</summary>
    private string? CacheFolder =>
        options.Variable("XDG_CACHE_HOME") is { Length: > 0 } caches ? Path.Combine(caches, "paklog-lakehouse")
        : options.Variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache", "paklog-lakehouse") : null;
}
