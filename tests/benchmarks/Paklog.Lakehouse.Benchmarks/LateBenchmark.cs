using System.Diagnostics;
using System.Globalization;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>
/// History of 10,000,000 keys, of which 1,000,000 get a change that comes late: the changes stand before a tenth of what was consumed, so their keys are made again from all their events.
/// The tables are made by one process, without a limit; what is measured is another that lands the changes and runs.
/// </summary>
internal static class LateBenchmark
{
    private const int Parts = 10;
    private const int KeysOfAPart = 1_000_000;

    public static async Task<int> RunAsync(string home, string work, string? memory)
    {
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        await PrepareAsync(home, work);
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(Product).Assembly.Location, "late-changes", work, memory ?? ""]);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Lands the late changes and runs, and prints seconds and the process's peak of memory.</summary>
    public static async Task<int> ChangeAsync(string home, string work, string? memory)
    {
        using var product = await Product.OpenAsync(home, Path.Combine(work, "lake"), memory);
        var watch = Stopwatch.StartNew();
        await product.LandAsync([Path.Combine(work, "input", "late.jsonl")]);
        Print("landed", watch);
        await product.RunAsync("silver.customers");
        Print("run", watch);
        return 0;
    }

    private static async Task PrepareAsync(string home, string work)
    {
        using var events = new EventWriter(Path.Combine(work, "input"));
        using var product = await Product.OpenAsync(home, Path.Combine(work, "lake"), null);
        for (var part = 0; part < Parts - 1; part++)
            await product.LandAsync([Base(part)]);
        events.Write("late", "customers", "u", $"select 1 + range * {Parts - 1} as id from range({KeysOfAPart})", Parts, 1);
        await product.LandAsync([Base(Parts - 1)]);
        await product.RunAsync("silver.customers");

        string Base(int part) => events.Write($"base-{part}", "customers", "c", $"select 1 + {part} * {KeysOfAPart} + range as id from range({KeysOfAPart})", part < Parts - 1 ? part : part + 2, 1);
    }

    private static void Print(string stage, Stopwatch watch)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{stage,-6} {watch.Elapsed.TotalSeconds,7:F1} s   {process.TotalProcessorTime.TotalSeconds,7:F1} s of processor time so far   peak {process.PeakWorkingSet64 >> 20} MB"));
        watch.Restart();
    }
}
