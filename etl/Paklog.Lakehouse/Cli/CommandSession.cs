using System.Text.Json;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>What one verb works with. Everything is opened when it is first needed: a verb that reads metadata starts no engine.</summary>
internal sealed class CommandSession(LakehouseBuilder lakehouse, CommandHost host, SessionOptions options) : IDisposable
{
    private readonly Lazy<LakehouseConfiguration> configuration = new(() => Load(host, options));
    private readonly ManifestCache manifests = new();
    private readonly Lazy<TextWriter> text = new(host.OpenText);
    private EmbeddedEngine? engine;
    private EmbeddedCatalog? catalog;
    private IAnsiConsole? console;
    private string? temp;

    internal CommandHost Host => host;

    internal bool Json => options.Json;

    internal LakehouseConfiguration Configuration => configuration.Value;

    internal ManifestCache Manifests => manifests;

    /// <summary>Where the engine's spill folders are made.</summary>
    internal string SpillParent => Configuration.Engine.TempDirectory ?? Path.GetTempPath();

    internal EmbeddedEngine Engine => engine ??= OpenEngine();

    /// <summary>For people.</summary>
    internal IAnsiConsole Console => console ??= ConsoleFactory.Create(text.Value, host);

    /// <summary>Contracts and models, checked against one another.</summary>
    internal LakehouseDefinition Definition() => lakehouse.Build(ContractsFolder(), ModelsFolder(), Configuration.Epochs, Configuration.TimeZone.Id);

    internal IReadOnlyList<Contract> Contracts() => ContractFile.LoadFolder(ContractsFolder());

    internal string ContractsFolder() =>
        Existing(Configuration.ContractsFolder, $"contracts; `{host.CommandName} contract infer --input DIR --out {Configuration.ContractsFolder}` drafts them");

    internal string ModelsFolder() => Existing(Configuration.ModelsFolder, "models; `models` in the configuration names another");

    /// <summary>The catalog of the warehouse; one that is only read must be there.</summary>
    internal async Task<EmbeddedCatalog> OpenCatalogAsync(bool create, CancellationToken cancellationToken)
    {
        if (!create && !Directory.Exists(Path.Combine(Configuration.Warehouse, "catalog")))
            throw new LakehouseException($"There is no warehouse in '{Configuration.Warehouse}' yet: land something by `{host.CommandName} land --input DIR`, or name another by --warehouse.");
        return catalog ??= await EmbeddedCatalog.OpenAsync(Location.OfLocalPath(Configuration.Warehouse), new EmbeddedCatalogOptions { Clock = host.Clock }, cancellationToken);
    }

    internal async Task<Workspace> OpenWorkspaceAsync(bool create, CancellationToken cancellationToken) => new(
        await OpenCatalogAsync(create, cancellationToken),
        Engine,
        new TransactionOptions { IO = new LocalFileIO(), Warehouse = Location.OfLocalPath(Configuration.Warehouse), Clock = host.Clock, Random = Random.Shared, Manifests = manifests });

    /// <summary>A path of the command line, relative to where the person stands.</summary>
    internal string FullPath(string path) => Path.GetFullPath(path, host.CurrentFolder);

    /// <summary>Prints one JSON object on a line of its own.</summary>
    internal void WriteJson(Action<Utf8JsonWriter> members)
    {
        using var lines = new JsonLines(host.Output);
        lines.Write(members);
    }

    public void Dispose()
    {
        engine?.Dispose();
        if (temp is not null && Directory.Exists(temp))
            Directory.Delete(temp, recursive: true);
        if (text.IsValueCreated)
            text.Value.Dispose();
    }

    private static LakehouseConfiguration Load(CommandHost host, SessionOptions options)
    {
        var home = LakehouseHome.Find(options.Conf, host.CurrentFolder, host.ApplicationFolder, host.Variable);
        var warehouse = options.Warehouse is { } path ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, host.CurrentFolder)) : null;
        return LakehouseConfiguration.Load(home, options.Environment, warehouse, host.Variable);
    }

    private static string Existing(string folder, string what) =>
        Directory.Exists(folder) ? folder : throw new LakehouseException($"There is no folder '{folder}' with {what}.");

    /// <summary>Processes must not share a folder to spill to: DuckDB names its files alike in all of them.</summary>
    private EmbeddedEngine OpenEngine()
    {
        temp = SpillFolder.New(SpillParent);
        return new EmbeddedEngine(Configuration.Engine with { TempDirectory = temp }, manifests);
    }
}
