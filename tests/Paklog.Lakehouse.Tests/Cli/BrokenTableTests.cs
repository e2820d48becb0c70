namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>A table that cannot be read is told as what it is, and the others are listed, run and maintained as ever; the exit code is 1.</summary>
public sealed class BrokenTableTests : IDisposable
{
    private readonly Market market = new();

    public static TheoryData<string> Damages { get; } = ["no JSON", "other JSON", "metadata empty", "metadata gone", "manifests are no Avro", "manifests cut off", "manifests gone", "data is no Parquet", "data cut off", "data gone"];

    /// <summary>One of each part of a table.</summary>
    public static TheoryData<string> Parts { get; } = ["no JSON", "manifests cut off", "data gone"];

    public void Dispose() => market.Dispose();

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_source_that_cannot_be_read_stops_the_tables_that_read_it_and_no_other(string damage)
    {
        await market.LandAsync(1, "one");
        await market.DoAsync("run");
        await market.LandAsync(2, "two");
        var mended = Damage("bronze.b", damage);

        var run = await market.FailAsync("run", "--json");

        Assert.Equal("one, two | one | one, two", await market.SilverAsync());
        Assert.Equal("one, two | one | one, two", $"{await market.ValuesAsync("gold.sum_a")} | {await market.ValuesAsync("gold.sum_b")} | {await market.ValuesAsync("gold.sum_c")}");
        Assert.Equal(["silver.b", "gold.sum_b"], Failures(run).Select(failure => failure.Table));
        Assert.Equal("left as it was, since silver.b failed", Failures(run)[1].Error);
        Assert.Contains("silver.b: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["main"], (await market.DoAsync("branch", "list", "--json")).Lines.Select(line => line.GetProperty("name").GetString()));

        mended.Mend();
        await market.DoAsync("run");
        Assert.Equal("one, two | one, two | one, two", await market.SilverAsync());
        Assert.Empty((await market.DoAsync("orphans", "--older-than", "0s", "--json")).Lines);
    }

    [Fact]
    public async Task A_derived_table_that_cannot_be_read_stays_and_stops_those_that_need_it()
    {
        await market.LandAsync(1, "one");
        await market.DoAsync("run");
        await market.LandAsync(2, "two");
        market.BreakMetadata("silver.a");
        market.BreakData("gold.sum_b");

        var run = await market.FailAsync("run", "--json");

        Assert.Equal("- | one, two | one, two", await market.SilverAsync());
        Assert.Equal(["gold.sum_a", "gold.sum_b", "silver.a"], Failures(run).Select(failure => failure.Table).Order(StringComparer.Ordinal));
        Assert.Equal("one, two", await market.ValuesAsync("gold.sum_c"));
    }

    [Fact]
    public async Task With_a_horizon_too_the_others_go_on_and_are_right_once_it_can_be_read()
    {
        await market.LandAsync(1, "one");
        await market.LandAsync(2, "two");
        var mended = Damage("bronze.b", "no JSON");
        var to = DateTimeOffset.FromUnixTimeMilliseconds(1795250944002).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

        var run = await market.FailAsync("run", "--json", "--to", to);

        Assert.Equal(["silver.b", "gold.sum_b"], Failures(run).Select(failure => failure.Table));
        Assert.Contains("bronze.b cannot be read, so a transaction", run.Output, StringComparison.Ordinal);
        Assert.Equal("one | - | one", await market.SilverAsync());
        mended.Mend();
        await market.DoAsync("run", "--to", to);
        Assert.Equal("one | one | one", await market.SilverAsync());
        await market.DoAsync("run");
        Assert.Equal("one, two | one, two | one, two", await market.SilverAsync());
    }

    [Fact]
    public async Task A_plan_lists_what_cannot_be_planned_with_the_reason()
    {
        await market.LandAsync(1, "one");
        market.BreakMetadata("bronze.b");

        var plan = await market.FailAsync("run", "--plan", "--json");
        var steps = plan.Object.GetProperty("plan").EnumerateArray().ToDictionary(step => step.GetProperty("tables")[0].GetString()!);

        Assert.Equal(["fail", "fail", "full", "full"], new[] { "silver.b", "gold.sum_b", "silver.a", "silver.c" }.Select(table => steps[table].GetProperty("mode").GetString()));
        Assert.Equal("left as it was, since silver.b failed", steps["gold.sum_b"].GetProperty("error").GetString());
        Assert.NotEmpty(steps["silver.b"].GetProperty("error").GetString()!);
        Assert.Contains("fail", (await market.FailAsync("run", "--plan")).Output, StringComparison.Ordinal);
        Assert.Equal("- | - | -", await market.SilverAsync());
    }

    [Theory]
    [InlineData("silver.b", "no JSON")]
    [InlineData("silver.b", "metadata gone")]
    [InlineData("bronze.b", "other JSON")]
    public async Task Tables_lists_it_with_the_reason_beside_the_others(string table, string damage)
    {
        await market.LandAsync(1, "one");
        await market.DoAsync("run");
        var before = (await market.DoAsync("tables", "--json")).Lines.Count;
        Damage(table, damage);

        var listed = await market.FailAsync("tables", "--json");
        var broken = Assert.Single(listed.Lines, line => line.TryGetProperty("error", out _));

        Assert.Equal(before, listed.Lines.Count);
        Assert.Equal(table, broken.GetProperty("table").GetString());
        Assert.Equal($"{table}: {broken.GetProperty("error").GetString()}\n", listed.Error);
        Assert.Equal(1, listed.Lines.Single(line => line.GetProperty("table").GetString() == "silver.c").GetProperty("rows").GetInt32());
        Assert.Contains($"{table} cannot be read: ", (await market.FailAsync("tables")).Output, StringComparison.Ordinal);
        Assert.Single((await market.FailAsync("snapshots", table)).Error.Trim().Split('\n'));
        Assert.Single((await market.FailAsync("files", table)).Error.Trim().Split('\n'));
        await market.DoAsync("snapshots", "silver.c");
    }

    [Fact]
    public async Task A_query_is_stopped_by_the_tables_that_it_names_alone()
    {
        await market.LandAsync(1, "one");
        await market.DoAsync("run");
        market.BreakMetadata("gold.sum_b");

        await market.DoAsync("query", "from silver.a");
        await market.DoAsync("query", "select sum_b.v from silver.a sum_b");
        await market.DoAsync("query", "select v as sum_b from silver.a");
        Assert.DoesNotContain("There is no table", (await market.FailAsync("query", "from gold.sum_b")).Error, StringComparison.Ordinal);
        Assert.Contains("gold.sum_b", (await market.FailAsync("query", "from sum_b")).Error, StringComparison.Ordinal);
        var shown = await market.FailAsync("query", "show all tables");
        Assert.Contains("sum_c", shown.Output, StringComparison.Ordinal);
        Assert.StartsWith("gold.sum_b: ", shown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Maintenance_goes_on_and_takes_nothing_away_that_may_be_needed(string damage)
    {
        for (var id = 1; id <= 3; id++)
        {
            await market.LandAsync(id, $"{id}");
            await market.DoAsync("run");
        }

        var mended = Damage("silver.b", damage);
        var files = market.Files("silver.b", "data", "*").Concat(market.Files("silver.b", "metadata", "*")).Concat(market.Files("bronze.b", "data", "*")).ToList();
        string[] options = ["--min-files", "2", "--older-than", "0s", "--grace", "0s"];

        var maintained = await market.FailAsync(["maintain", "--json", .. options]);
        await market.FailAsync(["maintain", .. options]);

        Assert.Contains(maintained.Lines, line => line.TryGetProperty("table", out var table) && table.GetString() == "silver.b" && line.TryGetProperty("refused", out _));
        Assert.Contains(maintained.Lines, line => line.TryGetProperty("table", out var table) && table.GetString() == "bronze.a" && line.TryGetProperty("compaction", out _));
        Assert.Contains(maintained.Lines, line => line.TryGetProperty("table", out var table) && table.GetString() == "bronze.c" && line.TryGetProperty("compaction", out _));
        if (!damage.StartsWith("data", StringComparison.Ordinal))
            Assert.All(files, file => Assert.True(File.Exists(file)));
        mended.Mend();
        Assert.Equal("1, 2, 3 | 1, 2, 3 | 1, 2, 3", await market.SilverAsync());
        await market.LandAsync(4, "4");
        await market.DoAsync("run");
        Assert.Equal("1, 2, 3, 4 | 1, 2, 3, 4 | 1, 2, 3, 4", await market.SilverAsync());
        await market.DoAsync(["maintain", .. options]);
    }

    [Fact]
    public async Task Expiry_keeps_what_a_table_that_cannot_be_read_may_have_yet_to_read()
    {
        await market.LandAsync(1, "1");
        await market.DoAsync("run");
        await market.LandAsync(2, "2");
        var mended = Damage("silver.b", "no JSON");
        var before = (await market.DoAsync("snapshots", "--json", "bronze.b")).Lines.Count;
        await market.FailAsync("maintain", "--expire", "--older-than", "0s");
        Assert.Equal((2, 2), (before, (await market.DoAsync("snapshots", "--json", "bronze.b")).Lines.Count));
        mended.Mend();
        var run = await market.DoAsync("run", "--json");
        Assert.Equal("incremental", run.Object.GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("table").GetString() == "silver.b").GetProperty("mode").GetString());
        await market.DoAsync("maintain", "--expire", "--older-than", "0s");
        Assert.Single((await market.DoAsync("snapshots", "--json", "bronze.b")).Lines);
    }

    [Fact]
    public async Task Named_tables_are_maintained_though_one_of_them_cannot_be_read()
    {
        await market.LandAsync(1, "1");
        await market.LandAsync(2, "2");
        market.BreakMetadata("bronze.b");
        var run = await market.FailAsync("maintain", "--compact", "--min-files", "2", "--json", "bronze.b", "bronze.c");
        Assert.Equal(["bronze.b", "bronze.c"], run.Lines.Select(line => line.GetProperty("table").GetString()));
        Assert.True(run.Lines[1].TryGetProperty("compaction", out _));
    }

    [Fact]
    public async Task Orphans_finds_what_can_be_proved_and_says_why_not_the_rest()
    {
        await market.LandAsync(1, "1");
        var stray = Path.Combine(Path.GetDirectoryName(market.Files("bronze.a", "data", "*.parquet")[0])!, "019a0000-0000-7000-8000-000000000000.parquet");
        await File.WriteAllTextAsync(stray, "1", TestContext.Current.CancellationToken);
        var mended = Damage("bronze.b", "no JSON");

        var run = await market.FailAsync("orphans", "--older-than", "0s", "--remove");

        Assert.Contains("Which files table 'b' names cannot be told", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(stray));
        mended.Mend();
        await market.DoAsync("orphans", "--older-than", "0s", "--remove");
        Assert.False(File.Exists(stray));
    }

    [Fact]
    public async Task Branches_are_compared_and_drift_is_found_beside_it()
    {
        await market.LandAsync(1, "1");
        await market.DoAsync("branch", "create", "old");
        await market.LandAsync(2, "2");
        market.BreakData("bronze.b");

        var diff = await market.FailAsync("branch", "diff", "old", "main", "--json");
        market.Contract("c", type: "int");
        var drift = await market.FailAsync("drift", "--json");

        Assert.Equal(["bronze._landed", "bronze.a", "bronze.b", "bronze.c"], diff.Lines.Select(line => line.GetProperty("table").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(1, diff.Lines.Single(line => line.GetProperty("table").GetString() == "bronze.c").GetProperty("rows_added").GetInt32());
        Assert.StartsWith("bronze.b: ", drift.Error, StringComparison.Ordinal);
        Assert.Equal("bronze.c", Assert.Single(drift.Lines).GetProperty("table").GetString());
    }

    [Fact]
    public async Task Letters_of_one_layer_are_listed_though_those_of_the_other_cannot_be_read()
    {
        market.Contract("a", type: "int");
        await market.LandAsync(1, "no number");
        await market.FailAsync("land", "--input", market.Write("in/bad.jsonl", "nonsense\n"));
        await market.DoAsync("run");
        market.BreakMetadata("silver.dead_letters");
        var letters = await market.FailAsync("dead-letters", "--json");
        Assert.Equal("bronze", Assert.Single(letters.Lines).GetProperty("layer").GetString());
        Assert.StartsWith("silver.dead_letters: ", letters.Error, StringComparison.Ordinal);

        // Tables of which nothing is rejected do not need it.
        await market.LandAsync(2, "2");
        var run = await market.FailAsync("run", "--json");
        Assert.Equal(["gold.sum_a", "silver.a", "silver.dead_letters"], Failures(run).Select(failure => failure.Table).Order(StringComparer.Ordinal));
        Assert.Equal("2, no number | 2, no number", $"{await market.ValuesAsync("silver.b")} | {await market.ValuesAsync("silver.c")}");
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Events_of_a_Bronze_table_that_cannot_be_read_are_held_back_and_the_others_land(string damage)
    {
        var first = market.File(1, "one");
        await market.DoAsync("land", "--input", first);
        var mended = Damage("bronze.b", damage);

        // Other content in one of the lines, so that all of them are compared with what has landed.
        var second = market.File(2, "two");
        var again = market.Write("in/again.jsonl", await File.ReadAllTextAsync(first, TestContext.Current.CancellationToken) + await File.ReadAllTextAsync(second, TestContext.Current.CancellationToken));
        var landed = await market.FailAsync("land", "--json", "--input", again);

        Assert.Equal((6, 2, 2, 2), (Lines(landed, "read"), Lines(landed, "landed"), Lines(landed, "duplicate"), Lines(landed, "dead")));
        Assert.Equal(2, landed.Object.GetProperty("dead").GetProperty("unreadable_table").GetInt32());
        Assert.StartsWith("bronze.b: ", landed.Error, StringComparison.Ordinal);
        mended.Mend();
        var replayed = (await market.DoAsync("dead-letters", "replay", "--json")).Object;
        Assert.Equal((2, 1, 1), (replayed.GetProperty("replayed").GetInt32(), replayed.GetProperty("landed").GetInt32(), replayed.GetProperty("duplicate").GetInt32()));
        await market.DoAsync("run");
        Assert.Equal("one, two | one, two | one, two", await market.SilverAsync());
    }

    private static int Lines(CommandRun landing, string outcome) => landing.Object.GetProperty("lines").GetProperty(outcome).GetInt32();

    private static List<(string Table, string Error)> Failures(CommandRun run) =>
        [.. run.Object.GetProperty("failures").EnumerateArray().Select(failure => (failure.GetProperty("table").GetString()!, failure.GetProperty("error").GetString()!))];

    private Repair Damage(string table, string damage)
    {
        var files = damage.Split(' ')[0] switch
        {
            "manifests" => market.Files(table, "metadata", "*.avro"),
            "data" => market.Files(table, "data", "*.parquet"),
            _ => market.Files(table, "metadata", "*.metadata.json*"),
        };
        var repair = new Repair([.. files.Select(file => (file, File.ReadAllBytes(file), File.GetLastWriteTimeUtc(file)))]);
        foreach (var (file, bytes, _) in repair.Files)
        {
            if (damage.EndsWith("gone", StringComparison.Ordinal))
                File.Delete(file);
            else if (damage.EndsWith("cut off", StringComparison.Ordinal))
                File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
            else
                File.WriteAllText(file, damage.EndsWith("empty", StringComparison.Ordinal) ? "" : damage == "other JSON" ? "{\"format-version\": 2, \"snapshots\": 7}" : "nonsense");
        }

        return repair;
    }

    private sealed record Repair(IReadOnlyList<(string Path, byte[] Bytes, DateTime Written)> Files)
    {
        public void Mend()
        {
            foreach (var (path, bytes, written) in Files)
            {
                File.WriteAllBytes(path, bytes);
                File.SetLastWriteTimeUtc(path, written);
            }
        }
    }
}
