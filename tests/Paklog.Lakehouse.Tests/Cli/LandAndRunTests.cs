using System.Text.Json;

namespace Paklog.Lakehouse.Tests.Cli;

[Collection(LandedWarehouse.Name)]
public sealed class LandAndRunTests(LandedWarehouse warehouse)
{
    [Fact]
    public void Land_prints_sums_that_add_up()
    {
        Assert.Equal((0, ""), (warehouse.Landing.Code, warehouse.Landing.Error));
        var report = warehouse.Landing.Object;
        var lines = report.GetProperty("lines");
        Assert.Equal("""{"read":4922,"landed":3111,"duplicate":0,"ignored":1811,"dead":0}""", lines.GetRawText());
        Assert.Equal("""{"heartbeat":19,"schema change":22,"signal":13,"tombstone":183,"transaction":1574}""", report.GetProperty("ignored").GetRawText().Replace('_', ' '));
        Assert.Equal(21, report.GetProperty("files").GetProperty("read").GetInt32());
        var tables = report.GetProperty("tables").EnumerateArray().ToDictionary(table => table.GetProperty("table").GetString()!, table => table.GetProperty("rows").GetInt64());
        Assert.Equal(10, tables.Count);
        Assert.Equal((263, 598, 3111), (tables["bronze.customers"], tables["bronze.orders"], tables.Values.Sum()));
    }

    [Fact]
    public void Run_prints_what_it_did_to_each_table()
    {
        Assert.Equal((0, ""), (warehouse.Run.Code, warehouse.Run.Error));
        var report = warehouse.Run.Object;
        var tables = report.GetProperty("tables").EnumerateArray().ToDictionary(table => table.GetProperty("table").GetString()!);
        Assert.Equal(("full", 219), (tables["silver.customers_history"].GetProperty("mode").GetString(), tables["silver.customers_history"].GetProperty("rows").GetInt64()));
        Assert.Equal(149, tables["gold.fact_orders"].GetProperty("rows_added").GetInt64());
        Assert.True(report.GetProperty("published_as").GetString()!.Length >= 40);
        Assert.Empty(report.GetProperty("skipped").EnumerateArray());
    }

    [Fact]
    public async Task Landing_and_running_again_says_that_there_is_nothing_new()
    {
        var landing = await warehouse.RunAsync("land", "--input", LandedWarehouse.Recording);
        Assert.Equal(0, landing.Code);
        Assert.StartsWith("Nothing new: 21 files landed before", landing.Output, StringComparison.Ordinal);
        var run = await warehouse.RunAsync("run", "--all");
        Assert.Equal(0, run.Code);
        Assert.StartsWith("Nothing new: 24 tables up to date", run.Output, StringComparison.Ordinal);
        var plan = (await warehouse.RunAsync("run", "--plan", "--json", "+gold.daily_revenue")).Object.GetProperty("plan").EnumerateArray().ToList();
        Assert.Equal("""{"tables":["gold.daily_revenue"],"mode":"skip","reason":"nothing new"}""", plan[^1].GetRawText());
        Assert.Contains(plan, step => step.GetProperty("tables")[0].GetString() == "silver.orders");
        Assert.DoesNotContain(plan, step => step.GetProperty("tables")[0].GetString() == "silver.payments");
    }

    [Fact]
    public async Task A_file_that_changed_is_named_and_its_dead_line_is_listed()
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-changed-").FullName;
        try
        {
            var file = Path.Combine(folder, "ecom.ecommerce.customers-0.jsonl");
            await File.WriteAllTextAsync(file, "not json\n", TestContext.Current.CancellationToken);
            var first = await CommandRun.InAsync(folder, ["land", "--input", ".", "--warehouse", "w"]);
            Assert.Contains("1 line read = 0 landed + 0 duplicates + 0 ignored + 1 dead", first.Output, StringComparison.Ordinal);
            await File.AppendAllTextAsync(file, "\u001b[31mred\n", TestContext.Current.CancellationToken);
            var second = (await CommandRun.InAsync(folder, ["land", "--json", "--input", "ecom.ecommerce.customers-0.jsonl", "--warehouse", "w"])).Object;
            Assert.Equal(file, second.GetProperty("files").GetProperty("changed")[0].GetString());
            var letters = await CommandRun.InAsync(folder, ["dead-letters", "--json", "--warehouse", "w"]);
            Assert.Equal(["\u001b[31mred", "not json"], letters.Lines.Select(letter => letter.GetProperty("original_payload").GetString()).Distinct().Order(StringComparer.Ordinal));
            Assert.All(letters.Lines, letter => Assert.Equal(("bronze", "not_json"), (letter.GetProperty("layer").GetString(), letter.GetProperty("error_type").GetString())));
            var shown = await CommandRun.InAsync(folder, ["dead-letters", "customers", "--warehouse", "w"]);
            Assert.Contains("ecom.ecommerce.customers-0.jsonl:2  The line is no JSON object.", shown.Output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', shown.Output);
            Assert.Equal("No dead letters.\n", (await CommandRun.InAsync(folder, ["dead-letters", "silver.orders", "--warehouse", "w"])).Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_command_that_is_interrupted_says_so_with_130()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var run = await CommandRun.InAsync(warehouse.Folder, ["query", "select 1", "--warehouse", "warehouse"], cancellationToken: source.Token);
        Assert.Equal((130, ""), (run.Code, run.Output));
        Assert.StartsWith("Interrupted.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_finds_the_planted_payment_defects()
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-demo-").FullName;
        try
        {
            var demo = await CommandRun.InAsync(folder, ["demo", "--warehouse", "here"]);
            Assert.Equal((0, ""), (demo.Code, demo.Error));
            var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(LandedWarehouse.Recording, "..", "truth.json"), TestContext.Current.CancellationToken));
            foreach (var defect in truth.RootElement.GetProperty("planned_defects").EnumerateObject())
            {
                var orders = defect.Value.EnumerateArray().Select(order => order.GetProperty("order_id").GetInt64()).Order().ToList();
                Assert.Contains($"{defect.Name,-21}  {orders.Count,6}  [{string.Join(',', orders)}]", demo.Output, StringComparison.Ordinal);
            }

            Assert.Contains("events from 2026-11-21 to before 2026-11-22", demo.Output, StringComparison.Ordinal);
            Assert.Contains("  lakehouse tables --warehouse here\n", demo.Output, StringComparison.Ordinal);
            var again = await CommandRun.InAsync(folder, ["demo", "--warehouse", "here"]);
            Assert.StartsWith("Nothing new: 21 files landed before", again.Output, StringComparison.Ordinal);
            Assert.Contains("Nothing new: 24 tables up to date", again.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
