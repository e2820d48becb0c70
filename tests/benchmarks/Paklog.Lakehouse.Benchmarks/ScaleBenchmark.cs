using System.Diagnostics;
using System.Globalization;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>
/// What the size of a table costs a change that stays the same: 10,000 changed orders upon a small table and one a hundred times larger, an upsert of all keys of a table, and history with many keys.
/// Each figure is the product's landing and run, in this process, without its start.
/// </summary>
internal static class ScaleBenchmark
{
    private const int Small = 50_000;
    private const int Factor = 100;
    private const int Changed = 10_000;
    private const int Repeats = 3;

    public static async Task<int> RunAsync(string home, string work, string? memory)
    {
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        await LargerAsync(home, work, memory);
        await UpsertAsync(home, work, memory);
        await HistoryAsync(home, work, memory);
        return 0;
    }

    private static async Task LargerAsync(string home, string work, string? memory)
    {
        var (small, _) = await ChangesAsync(home, work, Small, memory);
        var (large, scan) = await ChangesAsync(home, work, Small * Factor, memory);
        Print($"{Changed:N0} changed orders, landed and run ({Small:N0} keys, then {Small * Factor:N0})");
        Ratio("the most recent keys", small.Recent, large.Recent, "at most 1.3 x");
        Ratio("keys spread evenly", small.Even, large.Even, string.Create(CultureInfo.InvariantCulture, $"at most 1.3 x + a scan of the key column, {scan:F2} s"));
    }

    /// <summary>Medians of the seconds that equal changes took upon so many keys, and of a scan of the large table's key column.</summary>
    private static async Task<((double Recent, double Even) Seconds, double Scan)> ChangesAsync(string home, string work, int keys, string? memory)
    {
        using var events = new EventWriter(Path.Combine(work, $"input-{keys}"));
        using var product = await Product.OpenAsync(home, Path.Combine(work, $"lake-{keys}"), memory);
        await product.LandAsync([events.Write("customers", "customers", "c", "select 1 + range as id from range(1000)", 0, 1), events.Write("base", "orders", "c", $"select 1 + range as id from range({keys})", 1, 30)]);
        await product.RunAsync();
        var (recent, even) = (new List<double>(), new List<double>());
        for (var day = 0; day <= Repeats; day++)
        {
            var newest = events.Write($"recent-{day}", "orders", "u", $"select {keys - Changed} + 1 + range as id from range({Changed})", 40 + (2 * day), 1);
            var spread = events.Write($"even-{day}", "orders", "u", $"select 1 + range * {keys / Changed} as id from range({Changed})", 41 + (2 * day), 1);
            recent.Add(await TimeAsync(product, newest));
            even.Add(await TimeAsync(product, spread));
        }

        // The first of each is for the compiler.
        var watch = Stopwatch.StartNew();
        await product.ScanAsync("silver.orders", "id");
        return ((Median(recent.Skip(1)), Median(even.Skip(1))), watch.Elapsed.TotalSeconds);
    }

    private static async Task UpsertAsync(string home, string work, string? memory)
    {
        using var events = new EventWriter(Path.Combine(work, "input-upsert"));
        using var product = await Product.OpenAsync(home, Path.Combine(work, "lake-upsert"), memory);
        const string Ids = "select 1 + range as id from range(1000000)";
        await product.LandAsync([events.Write("base", "orders", "c", Ids, 0, 5)]);
        await product.RunAsync("silver.orders");
        await product.LandAsync([events.Write("changes", "orders", "u", Ids, 6, 5)]);
        var watch = Stopwatch.StartNew();
        await product.RunAsync("silver.orders");
        Print(string.Create(CultureInfo.InvariantCulture, $"upsert of 1,000,000 changed rows into 1,000,000 keys: {watch.Elapsed.TotalSeconds:F2} s (at most 5 s)"));
    }

    private static async Task HistoryAsync(string home, string work, string? memory)
    {
        using var events = new EventWriter(Path.Combine(work, "input-history"));
        using var product = await Product.OpenAsync(home, Path.Combine(work, "lake-history"), memory);
        for (var part = 0; part < 10; part++)
            await product.LandAsync([events.Write($"base-{part}", "customers", "c", $"select 1 + {part} * 1000000 + range as id from range(1000000)", part, 1)]);
        var watch = Stopwatch.StartNew();
        await product.RunAsync("silver.customers");
        Print(string.Create(CultureInfo.InvariantCulture, $"history of 10,000,000 keys made anew: {watch.Elapsed.TotalSeconds:F1} s, peak of this process so far {Peak} MB"));
        var changes = events.Write("changes", "customers", "u", "select 1 + range * 10 as id from range(1000000)", 20, 1);
        watch.Restart();
        await product.LandAsync([changes]);
        var landed = watch.Elapsed.TotalSeconds;
        await product.RunAsync("silver.customers");
        Print(string.Create(CultureInfo.InvariantCulture, $"history of 10,000,000 keys with 1,000,000 changes: landed in {landed:F1} s, run in {watch.Elapsed.TotalSeconds - landed:F1} s, peak of this process {Peak} MB"));
    }

    private static long Peak => Process.GetCurrentProcess().PeakWorkingSet64 >> 20;

    private static async Task<double> TimeAsync(Product product, string file)
    {
        var watch = Stopwatch.StartNew();
        await product.LandAsync([file]);
        await product.RunAsync();
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Repeats / 2);

    private static void Ratio(string what, double small, double large, string goal) =>
        Print(string.Create(CultureInfo.InvariantCulture, $"  {what,-22} {small,6:F2} s   {large,6:F2} s   {large / small,5:F2} x   ({goal})"));

    private static void Print(string line) => Console.WriteLine(line);
}
