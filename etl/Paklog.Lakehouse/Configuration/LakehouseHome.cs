namespace Paklog.Lakehouse.Configuration;

/// <summary>The folder of a lakehouse: its configuration, its contracts below it, its models.</summary>
/// <param name="Folder">What relative paths of the configuration are relative to.</param>
/// <param name="ConfFolder">Holds lakehouse.yaml, contracts and environments.</param>
/// <param name="ModelsFolder">Where models are when the configuration does not say.</param>
public sealed record LakehouseHome(string Folder, string ConfFolder, string ModelsFolder)
{
    public const string FileName = "lakehouse.yaml";

    /// <summary>The environment variable that names the folder; the script <c>lakehouse</c> sets it.</summary>
    public const string Variable = "LAKEHOUSE_HOME";

    private const string Conf = "conf";
    private const string Models = "sql";

    /// <summary>
    /// The home by --conf, else by the variable LAKEHOUSE_HOME, else the current folder if it has conf/lakehouse.yaml, else the application's own folder.
    /// A conf folder without models beside it takes those of the home that there is without --conf.
    /// </summary>
    /// <param name="conf">The folder given by --conf; relative to the current folder.</param>
    /// <param name="currentFolder">Where the person stands.</param>
    /// <param name="applicationFolder">Where the application's assembly lies; conf and sql are copied beside it.</param>
    /// <exception cref="LakehouseException">There is no lakehouse.yaml in what was named, or none was found.</exception>
    public static LakehouseHome Find(string? conf, string currentFolder, string applicationFolder, Func<string, string?> variable)
    {
        if (conf is not null)
            return OfConf(Path.TrimEndingDirectorySeparator(Path.GetFullPath(conf, currentFolder)), currentFolder, applicationFolder, variable);
        if (variable(Variable) is { Length: > 0 } named)
        {
            return IsIn(named)
                ? Of(Path.GetFullPath(named, currentFolder))
                : throw new LakehouseException($"The environment variable {Variable} names '{named}', which has no {Conf}/{FileName}.");
        }

        var found = new[] { currentFolder, applicationFolder }.FirstOrDefault(IsIn)
            ?? throw new LakehouseException($"There is no {Conf}/{FileName} in '{currentFolder}': go to the folder of a lakehouse, or name its conf folder by --conf.");
        return Of(Path.GetFullPath(found));
    }

    /// <summary>Whether a folder is a home.</summary>
    internal static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Conf, FileName));

    internal static LakehouseHome Of(string folder)
    {
        var trimmed = Path.TrimEndingDirectorySeparator(folder);
        return new LakehouseHome(trimmed, Path.Combine(trimmed, Conf), Path.Combine(trimmed, Models));
    }

    private static LakehouseHome OfConf(string conf, string currentFolder, string applicationFolder, Func<string, string?> variable)
    {
        if (!File.Exists(Path.Combine(conf, FileName)))
            throw new LakehouseException($"There is no {FileName} in '{conf}', which --conf names.");
        var folder = Path.GetDirectoryName(conf) ?? conf;
        var beside = Path.Combine(folder, Models);
        if (Directory.Exists(beside))
            return new LakehouseHome(folder, conf, beside);
        var other = new[] { variable(Variable), currentFolder, applicationFolder }.FirstOrDefault(candidate => candidate is { Length: > 0 } && IsIn(candidate));
        return new LakehouseHome(folder, conf, other is null ? beside : Path.Combine(Path.GetFullPath(other, currentFolder), Models));
    }
}
