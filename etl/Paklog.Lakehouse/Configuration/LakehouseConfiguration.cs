using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Configuration;

/// <summary>What differs between the environments in which a lakehouse runs: conf/lakehouse.yaml with one of conf/environments laid over it. Paths of folders are absolute.</summary>
public sealed record LakehouseConfiguration
{
    public required LakehouseHome Home { get; init; }

    /// <summary>The location that holds all tables, and the embedded catalog: <c>file:///home/ana/warehouse</c>, <c>s3://bucket/prefix</c>.</summary>
    public required string Warehouse { get; init; }

    public required CatalogConfiguration Catalog { get; init; }

    public required StorageConfiguration Storage { get; init; }

    /// <summary>In which instants become business dates, and dates on the command line instants.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>The branch of the catalog that is landed on, run and read.</summary>
    public required string Branch { get; init; }

    public required EngineOptions Engine { get; init; }

    /// <summary>How long the branch of a run stays that an audit has judged against, or that died.</summary>
    public required TimeSpan KeepFailed { get; init; }

    public required string SignalTable { get; init; }

    public required string HeartbeatPrefix { get; init; }

    public required IReadOnlyList<Epoch> Epochs { get; init; }

    /// <summary>Null where no file configures the lakehouse, so that nothing is read that nobody named.</summary>
    public required string? ContractsFolder { get; init; }

    /// <inheritdoc cref="ContractsFolder"/>
    public required string? ModelsFolder { get; init; }

    /// <summary>The warehouse as people write it: the path of a local folder, else the location.</summary>
    public string WarehouseName => WarehouseLocation.Shown(Warehouse);

    /// <summary>Reads the configuration of a home.</summary>
    /// <param name="environment">The name of a file in conf/environments, without .yaml; null for none.</param>
    /// <param name="warehouse">An absolute path or a URI that overrides the configuration's warehouse; null for none.</param>
    /// <param name="variable">An environment variable by name, for <c>${env:NAME}</c>.</param>
    /// <param name="providers">The kinds of catalogs and stores that there are.</param>
    /// <exception cref="LakehouseException">A file is missing or holds faults; each is named with file and line.</exception>
    public static LakehouseConfiguration Load(LakehouseHome home, string? environment, string? warehouse, Func<string, string?> variable, LakehouseProviders providers)
    {
        var settings = SettingsFile.Load(Path.Combine(home.ConfFolder, LakehouseHome.FileName));
        if (environment is not null)
            settings = settings.Under(SettingsFile.Load(EnvironmentFile(home, environment)));
        if (warehouse is not null && settings.Members is { } members)
            settings = settings with { Members = members.Where(member => member.Key != ConfigurationReader.WarehouseKey).ToDictionary() };
        return new ConfigurationReader(home, new SettingsReader(variable), providers).Read(settings, warehouse is null ? null : WarehouseLocation.Of(warehouse, home.Folder));
    }

    /// <summary>The configuration without files.</summary>
    /// <param name="folder">What relative paths are relative to; the warehouse stands below it where none is named.</param>
    /// <inheritdoc cref="Load"/>
    internal static LakehouseConfiguration Default(string folder, string? warehouse, Func<string, string?> variable, LakehouseProviders providers)
    {
        var home = LakehouseHome.Of(Path.GetFullPath(folder));
        var none = new Setting(Path.Combine(home.ConfFolder, LakehouseHome.FileName), 1) { Members = new Dictionary<string, Setting>() };
        return new ConfigurationReader(home, new SettingsReader(variable), providers).Read(none, warehouse) with { ContractsFolder = null, ModelsFolder = null };
    }

    private static string EnvironmentFile(LakehouseHome home, string environment)
    {
        var folder = Path.Combine(home.ConfFolder, "environments");
        var file = Path.Combine(folder, environment + ".yaml");
        if (Path.GetFileName(environment) == environment && File.Exists(file))
            return file;
        var known = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToList() : [];
        throw new LakehouseException($"There is no environment '{environment}' in '{folder}'; {(known.Count == 0 ? "there is none at all" : "there are " + string.Join(", ", known))}.");
    }
}
