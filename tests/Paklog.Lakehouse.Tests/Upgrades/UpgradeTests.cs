using System.IO.Compression;
using System.Text.Json.Nodes;
using Paklog.Lakehouse.Tests.Cli;

namespace Paklog.Lakehouse.Tests.Upgrades;

/// <summary>A warehouse that commit 32b0cc0 wrote goes on under this build, with all that one does with a warehouse.</summary>
public sealed class UpgradeTests : IDisposable
{
    private static readonly string[] Derived = ["silver.customers", "silver.customers_history", "silver.orders", "silver.visits", "gold.orders_by_region"];

    private readonly OldWarehouse old = new();
    private readonly string fresh = Directory.CreateTempSubdirectory("lakehouse-fresh-").FullName;

    [Fact]
    public async Task It_opens()
    {
        var tables = await old.DoAsync("tables", "--json");

        Assert.Superset(Derived.ToHashSet(), tables.Lines.Select(line => line.GetProperty("table").GetString()!).ToHashSet());
        Assert.Equal(["dev/ana", "day-1", "main"], (await old.DoAsync("branch", "list", "--json")).Lines.Select(line => line.GetProperty("name").GetString()).OrderByDescending(name => name!.Length));
    }

    /// <summary>Silver's rules were raised to 2 after the warehouse was written (keys of events without key), so the first run computes Silver anew. It finds each row as it was.</summary>
    [Fact]
    public async Task Its_next_run_writes_no_row_and_the_one_after_does_nothing()
    {
        var plan = (await old.DoAsync("run", "--plan")).Output;
        var files = Files();

        var run = (await old.DoAsync("run", "--json")).Object.GetProperty("tables").EnumerateArray().ToList();

        Assert.Contains("the rules have changed", plan);
        Assert.All(run, table => Assert.Equal((0, 0, 0), (table.GetProperty("rows_added").GetInt64(), table.GetProperty("rows_deleted").GetInt64(), table.GetProperty("files_added").GetInt32())));
        Assert.Equal(files, Files());
        var head = await HeadAsync("main");
        Assert.Equal(0, (await old.DoAsync("run", "--json")).Object.GetProperty("tables").GetArrayLength());
        Assert.Equal(head, await HeadAsync("main"));

        static IReadOnlyList<string> Files() => [.. Directory.EnumerateFiles(Path.Combine(OldWarehouse.Folder, "warehouse"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Events_landed_before_are_copies()
    {
        var known = (await old.DoAsync("land", "--json", "--input", OldWarehouse.Topic("customers-0"), "--input", "in/visits.jsonl")).Object;
        Assert.Equal((2, 0), (known.GetProperty("files").GetProperty("known").GetInt32(), known.GetProperty("files").GetProperty("read").GetInt32()));
        var plain = Path.Combine(fresh, "orders.jsonl");
        await using (var packed = new GZipStream(File.OpenRead(OldWarehouse.Topic("orders-0")), CompressionMode.Decompress))
        await using (var unpacked = File.Create(plain))
            await packed.CopyToAsync(unpacked, TestContext.Current.CancellationToken);

        var copies = (await old.DoAsync("land", "--json", "--input", plain)).Object.GetProperty("lines");

        Assert.Equal(0, copies.GetProperty("landed").GetInt64());
        Assert.True(copies.GetProperty("duplicate").GetInt64() > 200);
    }

    /// <summary>Names with a dot stood bare in Bronze then, and tables of several names shared one.</summary>
    [Fact]
    public async Task So_are_those_of_tables_without_contract()
    {
        var backwards = Path.Combine(fresh, "others.jsonl");
        File.WriteAllLines(backwards, File.ReadAllLines(Path.Combine(OldWarehouse.Folder, "in", "others.jsonl")).Reverse());

        var copies = (await old.DoAsync("land", "--json", "--input", backwards)).Object.GetProperty("lines");

        Assert.Equal((0, 12), (copies.GetProperty("landed").GetInt64(), copies.GetProperty("duplicate").GetInt64()));
    }

    [Fact]
    public async Task New_events_give_what_a_new_warehouse_would_have()
    {
        await LandNewAsync(OldWarehouse.Folder);
        await old.DoAsync("run");

        Assert.Equal(await FreshAsync(), await RowsAsync(OldWarehouse.Folder));
    }

    [Fact]
    public async Task A_day_can_be_run_again_and_all_can_be_made_anew()
    {
        var before = await RowsAsync(OldWarehouse.Folder);

        await old.DoAsync("run", "--from", "2026-11-21", "--to", "2026-11-22");
        Assert.Equal(before, await RowsAsync(OldWarehouse.Folder));
        await old.DoAsync("run", "--full");
        Assert.Equal(before, await RowsAsync(OldWarehouse.Folder));
    }

    [Fact]
    public async Task Tables_and_branches_can_be_rolled_back_and_run_on()
    {
        var before = await RowsAsync(OldWarehouse.Folder);
        await old.DoAsync("rollback", "silver.orders", "--to", "day-1");
        Assert.NotEqual(before, await RowsAsync(OldWarehouse.Folder));
        await old.DoAsync("run");
        Assert.Equal(before, await RowsAsync(OldWarehouse.Folder));

        await old.DoAsync("rollback", "main", "--to", "day-1");
        await old.DoAsync("land", "--input", OldWarehouse.Topic("orders-1"));
        await LandNewAsync(OldWarehouse.Folder);
        await old.DoAsync("run");
        Assert.Equal(await FreshAsync(), await RowsAsync(OldWarehouse.Folder));
    }

    [Fact]
    public async Task Dead_letters_are_there_and_resolved_by_a_contract_that_takes_them()
    {
        var letters = (await old.DoAsync("dead-letters", "--json")).Lines;
        Assert.Equal(["bronze", "silver"], letters.Select(letter => letter.GetProperty("layer").GetString()));
        await old.DoAsync("dead-letters", "replay");
        var contract = Path.Combine(OldWarehouse.Folder, "conf", "contracts", "shop.visits.yaml");
        File.WriteAllText(contract, File.ReadAllText(contract).Replace("type: int", "type: string", StringComparison.Ordinal));

        await old.DoAsync("run");

        Assert.Equal(3, (await old.DoAsync("query", "--json", "from silver.visits")).Lines.Count);
        Assert.Contains("1 dead letter, 1 more resolved", (await old.DoAsync("dead-letters")).Output);
    }

    [Fact]
    public async Task Branches_are_published()
    {
        Assert.Equal(["14"], await VisitsOfAnaAsync("dev/ana"));
        Assert.Empty(await VisitsOfAnaAsync("main"));

        await old.DoAsync("publish", "dev/ana", "main");

        Assert.Equal(["14"], await VisitsOfAnaAsync("main"));
    }

    [Fact]
    public async Task Maintenance_changes_no_row_and_lets_runs_go_on()
    {
        var before = await RowsAsync(OldWarehouse.Folder);

        await old.DoAsync("maintain", "--min-files", "2", "--older-than", "0d", "--grace", "0d");

        Assert.Equal(before, await RowsAsync(OldWarehouse.Folder));
        await LandNewAsync(OldWarehouse.Folder);
        await old.DoAsync("run");
        Assert.Equal(await FreshAsync(), await RowsAsync(OldWarehouse.Folder));
    }

    [Fact]
    public async Task A_newer_catalog_is_refused_by_name()
    {
        var format = Path.Combine(OldWarehouse.Folder, "warehouse", "catalog", "format.json");
        File.WriteAllText(format, File.ReadAllText(format).Replace("\"version\": 1", "\"version\": 7", StringComparison.Ordinal));

        var run = await OldWarehouse.TryAsync(OldWarehouse.Folder, "tables");

        Assert.Equal(1, run.Code);
        Assert.Matches("^[^\n]*catalog[^\n]*7[^\n]*\n$", run.Error);
    }

    [Fact]
    public async Task A_newer_table_is_refused_by_name_and_the_others_go_on()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(OldWarehouse.Folder, "warehouse", "silver"), "*.metadata.json", SearchOption.AllDirectories).Where(file => file.Contains("/visits-", StringComparison.Ordinal)))
        {
            var metadata = JsonNode.Parse(File.ReadAllText(file))!;
            metadata["format-version"] = 9;
            File.WriteAllText(file, metadata.ToJsonString());
        }

        await LandNewAsync(OldWarehouse.Folder);
        var run = await OldWarehouse.TryAsync(OldWarehouse.Folder, "run");

        Assert.Equal(1, run.Code);
        Assert.Contains("silver.visits", run.Error + run.Output);
        Assert.Contains("format version 9", run.Error + run.Output);
        Assert.Equal((await FreshAsync()).Where(rows => !rows.StartsWith("silver.visits", StringComparison.Ordinal)), await RowsAsync(OldWarehouse.Folder, [.. Derived.Where(table => table != "silver.visits")]));
    }

    public void Dispose()
    {
        old.Dispose();
        Directory.Delete(fresh, recursive: true);
    }

    private static Task<CommandRun> LandNewAsync(string folder) => OldWarehouse.DoAsync(folder, "land", "--input", OldWarehouse.Topic("orders-2"), "--input", "later/visits.jsonl");

    /// <summary>The derived tables of a warehouse of this build from all events of main.</summary>
    private async Task<IReadOnlyList<string>> FreshAsync()
    {
        var home = Path.Combine(fresh, "home");
        OldWarehouse.Copy(home);
        await OldWarehouse.DoAsync(home, "land", "--input", OldWarehouse.Topic("customers-0"), "--input", OldWarehouse.Topic("orders-0"), "--input", OldWarehouse.Topic("orders-1"), "--input", "in/visits.jsonl");
        await LandNewAsync(home);
        await OldWarehouse.DoAsync(home, "run");
        return await RowsAsync(home);
    }

    /// <summary>The rows of derived tables in any order made one.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(string folder, params IReadOnlyList<string> tables)
    {
        var rows = new List<string>();
        foreach (var table in tables.Count == 0 ? Derived : tables)
            rows.Add($"{table}\n{(await OldWarehouse.DoAsync(folder, "query", "--json", $"from {table} order by all")).Output}");
        return rows;
    }

    private async Task<IReadOnlyList<string>> VisitsOfAnaAsync(string branch) =>
        [.. (await old.DoAsync("query", "--json", "--branch", branch, "select id::text as id from silver.visits where page = '/ana'")).Lines.Select(line => line.GetProperty("id").GetString()!)];

    private async Task<string> HeadAsync(string reference) =>
        (await old.DoAsync("branch", "list", "--json")).Lines.Single(line => line.GetProperty("name").GetString() == reference).GetProperty("commit").GetString()!;
}
