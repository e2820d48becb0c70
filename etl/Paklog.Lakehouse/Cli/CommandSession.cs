using System.Text.Json;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Steps;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>What one verb works with. Everything is opened when it is first needed: a verb that reads metadata starts no engine.</summary>
internal sealed class CommandSession(LakehouseBuilder lakehouse, CommandHost host, SessionOptions options) : ICommandSession, IDisposable
{
    private readonly Lazy<LakehouseConfiguration> configuration = new(() => Load(lakehouse, host, options));
    private readonly ManifestCache manifests = new();
    private readonly Lazy<TextWriter> text = new(host.OpenText);
    private EmbeddedEngine? engine;
    private IEngine? runEngine;
    private ICatalog? catalog;
    private IStorage? storage;
    private IAnsiConsole? console;
    private string? temp;

    public CommandHost Host => host;

    public bool Json => options.Json;

    public LakehouseConfiguration Configuration => configuration.Value;

    internal ManifestCache Manifests => manifests;

    /// <summary>Where the engine's spill folders are made.</summary>
    internal string SpillParent => Configuration.Engine.TempDirectory ?? Path.GetTempPath();

    internal EmbeddedEngine Engine => engine ??= OpenEngine();

    public TextWriter Output => text.Value;

    /// <summary>For people.</summary>
    internal IAnsiConsole Console => console ??= ConsoleFactory.Create(text.Value, host);

    internal IReadOnlyList<IAudit> Audits => lakehouse.Audits;

    /// <summary>Contracts and models, checked against one another.</summary>
    internal LakehouseDefinition Definition() => lakehouse.Build(ContractsFolder(), ModelsFolder(), Configuration.Epochs, Configuration.TimeZone.Id);

    /// <summary>The contracts; a file with a fault is refused alone.</summary>
    internal ContractFolder ReadContracts() => ContractFile.ReadFolder(ContractsFolder());

    internal IReadOnlyList<Contract> Contracts() => ReadContracts().Contracts;

    internal string ContractsFolder() =>
        Existing(Configuration.ContractsFolder, $"contracts; `{host.CommandName} contract infer --input DIR --out {Configuration.ContractsFolder}` drafts them");

    internal string ModelsFolder() => Existing(Configuration.ModelsFolder, "models; `models` in the configuration names another");

    public IStorage Storage => storage ??= Configuration.Storage.Provider.Open(new StorageOpening(Configuration.Storage.Settings, host.Clock, Random.Shared));

    public async Task<ICatalog> OpenCatalogAsync(bool create, CancellationToken cancellationToken)
    {
        var opening = new CatalogOpening(Configuration.Catalog.Settings, Storage, Configuration.Warehouse, host.Clock, Random.Shared);
        return catalog ??= await Configuration.Catalog.Provider.OpenAsync(opening, create, cancellationToken)
            ?? throw new LakehouseException($"There is no warehouse in '{Configuration.WarehouseName}' yet: land something by `{host.CommandName} land --input DIR`, or name another by --warehouse.");
    }

    /// <summary>The embedded catalog, for what no other catalog has.</summary>
    /// <exception cref="LakehouseException">The lakehouse has another catalog.</exception>
    internal async Task<EmbeddedCatalog> OpenEmbeddedCatalogAsync(string verb, CancellationToken cancellationToken)
    {
        RequireEmbeddedCatalog(verb);
        return (EmbeddedCatalog)await OpenCatalogAsync(create: false, cancellationToken);
    }

    /// <exception cref="LakehouseException">The lakehouse has another catalog.</exception>
    internal void RequireEmbeddedCatalog(string verb)
    {
        if (Configuration.Catalog.Provider is not EmbeddedCatalogProvider)
            throw new LakehouseException($"'{verb}' deletes files for the embedded catalog alone, and this lakehouse has a catalog of type {Configuration.Catalog.Provider.Type}: what nothing needs there is for its server's own collector (nessie-gc for Nessie).");
    }

    /// <summary>Engines, beside the embedded one, that a run can be given to.</summary>
    internal IReadOnlyCollection<IEngineProvider> Engines => lakehouse.Providers.Engines;

    /// <summary>Lets runs be computed by an engine that started this process.</summary>
    internal void RunOn(IEngineProvider provider) => runEngine = provider.Open(new EngineOpening(host.Variable, manifests, host.Clock));

    internal async Task<Workspace> OpenWorkspaceAsync(bool create, CancellationToken cancellationToken) => new(
        await OpenCatalogAsync(create, cancellationToken),
        Engine,
        new TransactionOptions { IO = Storage.IO, Warehouse = Configuration.Warehouse, Clock = host.Clock, Random = Random.Shared, Manifests = manifests },
        runEngine);

    /// <summary>The workspace of a verb that commits.</summary>
    /// <exception cref="LakehouseException">The catalog has no branches.</exception>
    internal Task<Workspace> OpenWorkspaceAsync(string verb, bool create, CancellationToken cancellationToken) => Configuration.Catalog.Provider.HasBranches
        ? OpenWorkspaceAsync(create, cancellationToken)
        : throw new LakehouseException(
            $"'{verb}' works on branches, and a catalog of type {Configuration.Catalog.Provider.Type} has none to make or move: name the catalog behind it in the configuration, {{ type: embedded }} with its warehouse or {{ type: nessie, uri: ... }}.");

    /// <summary>A path of the command line, relative to where the person stands.</summary>
    internal string FullPath(string path) => Path.GetFullPath(path, host.CurrentFolder);

    public void WriteJson(Action<Utf8JsonWriter> members)
    {
        using var lines = new JsonLines(host.Output);
        lines.Write(members);
    }

    public void Dispose()
    {
        runEngine?.Dispose();
        engine?.Dispose();
        (catalog as IDisposable)?.Dispose();
        storage?.Dispose();
        if (temp is not null && Directory.Exists(temp))
            Directory.Delete(temp, recursive: true);
        if (text.IsValueCreated)
            text.Value.Dispose();
    }

    private static LakehouseConfiguration Load(LakehouseBuilder lakehouse, CommandHost host, SessionOptions options)
    {
        var home = LakehouseHome.Find(options.Conf, host.CurrentFolder, host.ApplicationFolder, host.Variable);
        var warehouse = options.Warehouse is { } path ? WarehouseLocation.Of(path, host.CurrentFolder) : null;
        return LakehouseConfiguration.Load(home, options.Environment, warehouse, host.Variable, lakehouse.Providers);
    }

    private static string Existing(string folder, string what) =>
        Directory.Exists(folder) ? folder : throw new LakehouseException($"There is no folder '{folder}' with {what}.");

    /// <summary>Processes must not share a folder to spill to: DuckDB names its files alike in all of them.</summary>
    private EmbeddedEngine OpenEngine()
    {
        temp = SpillFolder.New(SpillParent);
        return new EmbeddedEngine(Configuration.Engine with { TempDirectory = temp, CacheFolder = Configuration.Engine.CacheFolder ?? host.CacheFolder }, manifests, Storage.IO);
    }
}
