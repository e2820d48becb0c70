using System.Diagnostics;
using System.Globalization;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>The product alone in a process: lands a folder and runs all tables, and prints seconds and the process's peak of memory. The input may be of any size.</summary>
internal static class MemoryBenchmark
{
    public static async Task<int> RunAsync(string home, string data, string warehouse, string? memory)
    {
        if (Directory.Exists(warehouse))
            Directory.Delete(warehouse, recursive: true);
        var bytes = Directory.GetFiles(data).Sum(file => new FileInfo(file).Length);
        using var product = await Product.OpenAsync(home, warehouse, memory);
        var watch = Stopwatch.StartNew();
        await product.LandAsync([data]);
        Print("landed", watch);
        await product.RunAsync("silver.customers");
        Print("scd2", watch);
        await product.RunAsync("silver.orders", "gold.revenue");
        Print("gold", watch);
        Console.WriteLine(await product.CheckAsync());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"input {bytes >> 20} MB, memory limit of the engine {memory ?? "none"}, peak memory of this process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
        return 0;
    }

    private static void Print(string stage, Stopwatch watch)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage,-6} {watch.Elapsed.TotalSeconds,7:F2} s   peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
        watch.Restart();
    }
}
