using System.Globalization;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Configuration;

/// <summary>The configuration out of its settings.</summary>
internal sealed partial class ConfigurationReader(LakehouseHome home, SettingsReader reader, LakehouseProviders providers)
{
    internal const string WarehouseKey = "warehouse";

    private static readonly string[] Keys =
        [WarehouseKey, "catalog", "storage", "timeZone", "branch", "engine", "runs", "signalTable", "heartbeatPrefix", "epochs", "contracts", "models"];

    /// <param name="warehouse">A location that stands in for the configuration's; null for none.</param>
    /// <exception cref="LakehouseException">The settings hold faults; each is named with file and line.</exception>
    internal LakehouseConfiguration Read(Setting settings, string? warehouse)
    {
        var members = reader.Members(settings, "The configuration", Keys);
        var defaults = new LandingOptions();
        var sections = new ProviderSections(reader, providers);
        var at = warehouse is null ? members.GetValueOrDefault(WarehouseKey) : null;
        warehouse ??= WarehouseLocation.Of(Text(members, WarehouseKey) ?? WarehouseKey, home.Folder);
        var configuration = new LakehouseConfiguration
        {
            Home = home,
            Warehouse = warehouse,
            Catalog = sections.Catalog(members.GetValueOrDefault("catalog")),
            Storage = sections.Storage(members.GetValueOrDefault("storage"), at, warehouse),
            TimeZone = Zone(members.GetValueOrDefault("timeZone")),
            Branch = Text(members, "branch") ?? ICatalog.MainBranch,
            Engine = Engine(members.GetValueOrDefault("engine")),
            KeepFailed = KeepFailed(members.GetValueOrDefault("runs")),
            SignalTable = Text(members, "signalTable") ?? defaults.SignalTable,
            HeartbeatPrefix = Text(members, "heartbeatPrefix") ?? defaults.HeartbeatPrefix,
            Epochs = Epochs(members.GetValueOrDefault("epochs")),
            ContractsFolder = Folder(members, "contracts") ?? Path.Combine(home.ConfFolder, "contracts"),
            ModelsFolder = Folder(members, "models") ?? home.ModelsFolder,
        };
        reader.ThrowIfFaulty();
        return configuration;
    }

    private string? Text(IReadOnlyDictionary<string, Setting> members, string name) => reader.Text(members.GetValueOrDefault(name), name);

    private string? Folder(IReadOnlyDictionary<string, Setting> members, string name)
    {
        if (Text(members, name) is not { } text)
            return null;
        if (text.StartsWith("file:", StringComparison.Ordinal))
            text = Location.ToLocalPath(text);
        else if (text.Contains("://", StringComparison.Ordinal))
            reader.Error(members[name], $"'{name}' is '{text}', and only a local folder will do.");
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, home.Folder));
    }

    private TimeZoneInfo Zone(Setting? setting)
    {
        if (reader.Text(setting, "timeZone") is not { } name)
            return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        reader.Error(setting!, $"'{name}' is no time zone that this machine knows; write an IANA name such as Asia/Ho_Chi_Minh, and see that the package tzdata is installed.");
        return TimeZoneInfo.Utc;
    }

    private EngineOptions Engine(Setting? setting)
    {
        var members = reader.Members(setting, "'engine'", "memory", "threads", "temp", "cache", "cacheSize");
        return new EngineOptions(Size(members, "memory"), Folder(members, "temp"), (int?)reader.Number(members.GetValueOrDefault("threads"), "threads", 1))
        {
            CacheFolder = Folder(members, "cache"),
            CacheBytes = Size(members, "cacheSize") is { } size ? ByteSize.TryParse(size)!.Value : EngineOptions.DefaultCacheBytes,
        };
    }

    private string? Size(IReadOnlyDictionary<string, Setting> members, string name)
    {
        var size = Text(members, name);
        if (size is null || ByteSize.TryParse(size) is not null)
            return size;
        reader.Error(members[name], $"'{name}' must be a size as 800MB or 4GB, not '{size}'.");
        return null;
    }

    /// <summary>Not less than a day: a branch that is younger may belong to a run that is still at work.</summary>
    private TimeSpan KeepFailed(Setting? setting)
    {
        var member = reader.Members(setting, "'runs'", "keepFailed").GetValueOrDefault("keepFailed");
        if (reader.Text(member, "keepFailed") is not { } text)
            return Runner.DefaultKeepFailed;
        if (Age.TryParse(text) is { TotalDays: >= 1 } age)
            return age;
        reader.Error(member!, $"'keepFailed' must be an age of a day or more, as 7d or 36h, not '{text}'.");
        return Runner.DefaultKeepFailed;
    }

    private List<Epoch> Epochs(Setting? setting)
    {
        if (setting is null)
            return [];
        if (setting.Items is { } items)
            return [.. items.Select(Epoch)];
        reader.Error(setting, "'epochs' must be a list; [] is none.");
        return [];
    }

    private Epoch Epoch(Setting setting)
    {
        var members = reader.Members(setting, "An epoch", "source", "number", "serverId", "gtidDomain", "from");
        if (!members.ContainsKey("source") || !members.ContainsKey("number"))
            reader.Error(setting, "An epoch needs a source (Debezium's topic.prefix) and a number.");
        if (!members.ContainsKey("serverId") && !members.ContainsKey("gtidDomain") && !members.ContainsKey("from"))
            reader.Error(setting, "An epoch needs what tells its events: serverId, gtidDomain or from.");
        return new Epoch(
            Text(members, "source") ?? "",
            (int)(reader.Number(members.GetValueOrDefault("number"), "number", 1) ?? 1),
            reader.Number(members.GetValueOrDefault("serverId"), "serverId", 0),
            reader.Number(members.GetValueOrDefault("gtidDomain"), "gtidDomain", 0),
            Instant(members.GetValueOrDefault("from")));
    }

    private DateTimeOffset? Instant(Setting? setting)
    {
        if (reader.Text(setting, "from") is not { } text)
            return null;
        if (Zoned().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant))
            return instant;
        reader.Error(setting!, $"'from' must be an instant with its zone, as 2026-01-31T09:30:00Z, not '{text}'.");
        return null;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Zoned();
}
