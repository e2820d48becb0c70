using System.Diagnostics;
using System.Globalization;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>The Java processes that a process has started, told by /proc.</summary>
internal static class JavaProcesses
{
    /// <summary>Executors below a process; all of the machine's when it is null.</summary>
    public static IEnumerable<int> Executors(int? ancestor) => Find(ancestor, "CoarseGrainedExecutorBackend");

    /// <summary>Drivers below a process.</summary>
    public static IEnumerable<int> Drivers(int ancestor) => Find(ancestor, "org.apache.spark.deploy.SparkSubmit");

    /// <summary>The fourth field (proc(5)), behind the name in parentheses; 0 where the process has ended.</summary>
    public static int ParentOf(int process)
    {
        var status = Read(process, "stat");
        return status.Length == 0 ? 0 : int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The processor's time that it has taken.</summary>
    public static TimeSpan WorkOf(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return found.TotalProcessorTime;
        }
        catch (ArgumentException)
        {
            return TimeSpan.Zero;
        }
    }

    public static void Kill(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            found.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    private static IEnumerable<int> Find(int? ancestor, string word) =>
        Process.GetProcessesByName("java").Select(process => process.Id).Where(id => Read(id, "cmdline").Contains(word, StringComparison.Ordinal) && (ancestor is not { } root || IsBelow(id, root)));

    private static bool IsBelow(int process, int ancestor)
    {
        while (process > 1 && process != ancestor)
            process = ParentOf(process);
        return process == ancestor;
    }

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
