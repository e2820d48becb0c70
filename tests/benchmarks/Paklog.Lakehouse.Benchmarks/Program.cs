using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Benchmarks;

var home = Path.Combine(AppContext.BaseDirectory, "lakehouse");
if (args is ["plan", var planned])
    return await PlanBenchmark.RunAsync(planned);
if (args is ["scale", var scaled, ..])
    return await ScaleBenchmark.RunAsync(home, Path.GetFullPath(scaled), args.ElementAtOrDefault(2));
if (args is ["late", var late, ..])
    return await LateBenchmark.RunAsync(home, Path.GetFullPath(late), args.ElementAtOrDefault(2));
if (args is ["late-changes", var changed, var limitOfChanges])
    return await LateBenchmark.ChangeAsync(home, changed, limitOfChanges is "" ? null : limitOfChanges);
if (args is ["catalog", var cataloged, ..])
    return await CatalogBenchmark.RunAsync(cataloged, Number(args.ElementAtOrDefault(2), 10_000), Number(args.ElementAtOrDefault(3), 100_000));
if (args is ["maintain", var maintained, ..])
    return await MaintainBenchmark.RunAsync(Path.GetFullPath(maintained), Number(args.ElementAtOrDefault(2), 10_000));
if (args is ["memory", var input, var place, ..])
    return await MemoryBenchmark.RunAsync(home, Path.GetFullPath(input), Path.GetFullPath(place), args.ElementAtOrDefault(3));
if (args is ["spark", var peers, var onSpark, ..])
    return await SparkBenchmark.RunAsync(Path.GetFullPath(peers), Path.GetFullPath(onSpark), Number(args.ElementAtOrDefault(3), 1));
if (args is ["spark-product", var landing, var target, var lands])
    return await SparkBenchmark.ProductAsync(home, landing, target, lands == "all");
if (args is ["day", var warehouse, var limitOfDay, .. var files])
{
    using var day = await Product.OpenAsync(home, warehouse, limitOfDay is "" ? null : limitOfDay);
    await day.LandAsync(files);
    await day.RunAsync();
    return 0;
}

// usage: Paklog.Lakehouse.Benchmarks SHARED_BENCH WORK_FOLDER [MEMORY]
if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("usage: Paklog.Lakehouse.Benchmarks FOLDER_OF_THE_GENERATOR WORK_FOLDER [MEMORY_LIMIT]");
    return 2;
}

var bench = Path.GetFullPath(args[0]);
var work = Path.GetFullPath(args[1]);
var data = Path.Combine(work, "data");
if (!Directory.Exists(data))
    Generate(Path.Combine(bench, "gen.py"), data);
foreach (var folder in (string[])["limit", "product", "daily"])
{
    if (Directory.Exists(Path.Combine(work, folder)))
        Directory.Delete(Path.Combine(work, folder), recursive: true);
}

var (limit, expected) = Limit.Run(Path.Combine(bench, "limit.sql"), data, Path.Combine(work, "limit"));
var spent = new Dictionary<string, double>();
string check;
using (var product = await Product.OpenAsync(home, Path.Combine(work, "product"), args.ElementAtOrDefault(2)))
{
    spent["land"] = await TimeAsync(() => product.LandAsync([data]));
    spent["scd2"] = await TimeAsync(() => product.RunAsync("silver.customers"));
    spent["gold"] = await TimeAsync(() => product.RunAsync("silver.orders", "gold.revenue"));
    check = await product.CheckAsync();
}

Console.WriteLine($"limit   {expected}");
Console.WriteLine($"product {check}");
foreach (var (stage, seconds) in spent)
    Print(stage, seconds, limit[stage]);
await OneMoreDayAsync(home, data, Path.Combine(work, "daily"), args.ElementAtOrDefault(2));
Print("total", spent.Values.Sum(), spent.Keys.Sum(stage => limit[stage]));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory of this process, the limit's own work included: {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"total {spent.Values.Sum() / spent.Keys.Sum(stage => limit[stage]):F2} x the limit"));
return check == expected ? 0 : 1;

static int Number(string? text, int otherwise) => text is null ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);

static void Print(string stage, double seconds, double limit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage,-6} {seconds,6:F2} s   limit {limit,6:F2} s   {seconds / limit,5:F2} x"));

static async Task<double> TimeAsync(Func<Task> work)
{
    var watch = Stopwatch.StartNew();
    await work();
    return watch.Elapsed.TotalSeconds;
}

// The last day of the input upon the days before it, as a process of its own.
static async Task OneMoreDayAsync(string home, string data, string warehouse, string? memory)
{
    var days = Directory.GetFiles(data).Order(StringComparer.Ordinal).GroupBy(file => Path.GetFileNameWithoutExtension(file)[^3..]).ToList();
    using (var before = await Product.OpenAsync(home, warehouse, memory))
    {
        await before.LandAsync([.. days.SkipLast(1).SelectMany(day => day)]);
        await before.RunAsync();
    }

    var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(Product).Assembly.Location, "day", warehouse, memory ?? "", .. days[^1]]);
    var seconds = await TimeAsync(async () =>
    {
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The process that lands one more day ended with exit code {process.ExitCode}.");
    });
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one more day {seconds:F2} s"));
}

static void Generate(string generator, string data)
{
    using var python = Process.Start("python3", [generator, data]);
    python.WaitForExit();
    if (python.ExitCode != 0)
        throw new InvalidOperationException($"{generator} failed with exit code {python.ExitCode}.");
}
