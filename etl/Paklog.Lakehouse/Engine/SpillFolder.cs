using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Engine;

/// <summary>The folder that one process spills to; its name says which process. One that is killed leaves it behind.</summary>
public static partial class SpillFolder
{
    /// <summary>A name that no other process has; the engine makes the folder when it needs it.</summary>
    internal static string New(string parent) => Path.Combine(parent, $"lakehouse-{Environment.ProcessId}-{Guid.NewGuid():n}");

    /// <summary>Those that have not been touched since <paramref name="before"/> and whose process is gone.</summary>
    public static IEnumerable<DirectoryInfo> Abandoned(string parent, DateTimeOffset before)
    {
        var folders = new DirectoryInfo(parent);
        return folders.Exists ? folders.EnumerateDirectories("lakehouse-*").Where(folder => folder.LastWriteTimeUtc < before && Owner().Match(folder.Name) is { Success: true } owner && !IsAlive(owner)) : [];
    }

    private static bool IsAlive(Match owner)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(owner.Groups[1].Value, CultureInfo.InvariantCulture));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex("^lakehouse-([0-9]{1,9})-[0-9a-f]{32}$")]
    private static partial Regex Owner();
}
