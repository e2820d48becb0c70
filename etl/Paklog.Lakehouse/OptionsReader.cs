using Paklog.Lakehouse.Configuration;

namespace Paklog.Lakehouse;

/// <summary>The configuration of a lakehouse that is opened: its files, and over them what the options say.</summary>
internal static class OptionsReader
{
    public static LakehouseConfiguration Read(LakehouseBuilder declared, LakehouseOptions options)
    {
        var warehouse = options.Warehouse is { } path ? WarehouseLocation.Of(path, options.Folder) : null;
        var configuration = Home(declared, options) is { } home
            ? LakehouseConfiguration.Load(home, options.Environment, warehouse, options.Variable, declared.Providers)
            : LakehouseConfiguration.Default(options.Folder, warehouse, options.Variable, declared.Providers);
        return configuration with
        {
            Branch = options.Branch ?? configuration.Branch,
            Engine = options.Engine ?? configuration.Engine,
            TimeZone = options.TimeZone is { } zone ? Zone(zone) : configuration.TimeZone,
        };
    }

    /// <summary>Null where there are no files of configuration, and none are needed.</summary>
    private static LakehouseHome? Home(LakehouseBuilder declared, LakehouseOptions options)
    {
        if (options.Conf is null && !options.FindsConf)
            return null;
        var isOptional = options.Conf is null && options.Environment is null && declared.Tables.Any;
        return isOptional && !LakehouseHome.IsIn(options.Folder) && options.Variable(LakehouseHome.Variable) is not { Length: > 0 } && !LakehouseHome.IsIn(options.ApplicationFolder)
            ? null
            : LakehouseHome.Find(options.Conf, options.Folder, options.ApplicationFolder, options.Variable);
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? zone
        : throw new LakehouseException($"'{name}' is no time zone that this machine knows; write an IANA name such as Asia/Ho_Chi_Minh, and see that the package tzdata is installed.") { Kind = LakehouseErrorKind.InvalidRequest };
}
