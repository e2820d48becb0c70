namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>A contract or model that is not valid is refused alone: its file and line are told, its tables stay as they are, its events are held back, and the others go on; the exit code is 1.</summary>
public sealed class RefusedContractTests : IDisposable
{
    private readonly Market market = new();

    /// <summary>What stands in the file, and the line at fault.</summary>
    public static TheoryData<string, int> Faults { get; } = new()
    {
        { "source: shop.b\ntable: b\nkey: [id]\ncolumns: [{ name: id, type: long }, { name: v, type: strng }]\n", 4 },
        { "source: shop.b\ntable: b\nkey: [no]\ncolumns: [{ name: id, type: long }]\n", 3 },
        { "source: shop.b\ntable: b\nkey: []\ncolumns: [{ name: id, type: long }]\n", 3 },
        { "source: shop.b\ntable: b\nkey: [id]\ncolumns:\n  - { name: id, type: long }\n  - { name: id, type: long }\n", 6 },
        { "source: shop.b\ntable: b\nkye: [id]\ncolumns: [{ name: id, type: long }]\n", 3 },
        { "source: shop.b\ntable: b\nkey: [id\ncolumns: [{ name: id, type: long }]\n", 3 },
        { "source: shop.b\n\ttable: b\n", 1 },
        { "just a text", 1 },
        { "- a\n- list\n", 1 },
        { "", 1 },
        { "{", 2 },
        { "source: b\ntable: b\nkey: [id]\ncolumns: [{ name: id, type: long }]\n", 1 },
        { "source: [shop.b]\ntable: { b: 1 }\nkey: [id]\ncolumns: [{ name: id, type: long }]\n", 1 },
        { "source: shop.b\ntable: b\nkey: [id]\ncolumns: [{ name: id, type: long }]\nparent: { table: nobody, key: { id: id }, onDelete: cascade }\n", 1 },
        { "a: &a [*a]\n", 1 },
        { "\u0000\u0001\u0002", 1 },
    };

    public void Dispose() => market.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Its_events_are_held_back_until_it_is_mended_and_its_tables_stay(string text, int line)
    {
        await market.LandAsync(1, "one");
        await market.DoAsync("run");
        File.WriteAllText(market.ContractFile("b"), text);
        var fault = $"{market.ContractFile("b")}:{line}: ";

        var landed = await market.FailAsync("land", "--json", "--input", market.File(2, "two"));
        var run = await market.FailAsync("run", "--json");
        var check = await market.FailAsync("contract", "check", "--json");
        var drift = await market.FailAsync("drift");

        Assert.Equal((2, 1), (Lines(landed, "landed"), landed.Object.GetProperty("dead").GetProperty("invalid_contract").GetInt32()));
        foreach (var said in (CommandRun[])[landed, run, check, drift])
            Assert.Contains(fault, said.Error, StringComparison.Ordinal);
        Assert.Equal((2, line), (check.Object.GetProperty("contracts").GetInt32(), check.Object.GetProperty("faults")[0].GetProperty("line").GetInt32()));
        Assert.Contains(run.Object.GetProperty("failures").EnumerateArray(), failure => failure.GetProperty("table").GetString() == "silver.b");
        Assert.Equal("one, two | one | one, two", await market.SilverAsync());
        Assert.Equal("one", await market.ValuesAsync("gold.sum_b"));
        Assert.Equal("one", await market.ValuesAsync("(select json_extract_string(after, '$.v') as v from bronze.b)"));
        Assert.Contains("invalid", (await market.DoAsync("dead-letters", "--json")).Output, StringComparison.Ordinal);

        market.Contract("b");
        Assert.Equal(1, (await market.DoAsync("dead-letters", "replay", "--json")).Object.GetProperty("landed").GetInt32());
        Assert.Equal(0, (await market.DoAsync("dead-letters", "replay", "--json")).Object.GetProperty("replayed").GetInt32());
        await market.DoAsync("run");
        Assert.Equal("one, two | one, two | one, two", await market.SilverAsync());
        Assert.Equal("one, two", await market.ValuesAsync("gold.sum_b"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_by_its_name()
    {
        File.Delete(market.ContractFile("b"));
        File.CreateSymbolicLink(market.ContractFile("b"), Path.Combine(market.Folder, "nowhere"));
        var landed = await market.FailAsync("land", "--json", "--input", market.File(1, "one"));
        var run = await market.FailAsync("run");
        Assert.Equal((2, 1), (Lines(landed, "landed"), Lines(landed, "dead")));
        Assert.Contains("shop.b.yaml:1: The file cannot be read", run.Error, StringComparison.Ordinal);
        Assert.Equal("one | - | one", await market.SilverAsync());
    }

    [Fact]
    public async Task Where_nothing_tells_the_source_no_event_without_a_contract_lands()
    {
        File.Delete(market.ContractFile("b"));
        market.Write("conf/contracts/something.yaml", "%%%");
        var landed = await market.FailAsync("land", "--json", "--input", market.File(1, "one"));
        Assert.Equal((2, 1), (Lines(landed, "landed"), Lines(landed, "dead")));
        File.Delete(Path.Combine(market.Folder, "conf", "contracts", "something.yaml"));
        market.Contract("b");
        Assert.Equal(1, (await market.DoAsync("dead-letters", "replay", "--json")).Object.GetProperty("landed").GetInt32());
    }

    [Theory]
    [InlineData("source: shop.b\ntable: other\nkey: [id]\ncolumns: [{ name: id, type: long }]\n", "The source shop.b has a contract already")]
    [InlineData("source: shop.other\ntable: b\nkey: [id]\ncolumns: [{ name: id, type: long }]\n", "The table b has a contract already")]
    [InlineData("source: shop.b\ntable: b\nkey: [id]\ncolumns: [{ name: id, type: lnog }]\n", "The source shop.b has a contract already")]
    public async Task Two_contracts_of_one_source_or_table_are_refused_both(string second, string fault)
    {
        var twin = market.Write("conf/contracts/twin.yaml", second);
        var check = await market.FailAsync("contract", "check");
        var landed = await market.FailAsync("land", "--json", "--input", market.File(1, "one"));
        await market.FailAsync("run");
        Assert.Contains($"{market.ContractFile("b")}:1: {fault}", check.Error, StringComparison.Ordinal);
        Assert.Contains(twin + ":", check.Error, StringComparison.Ordinal);
        Assert.Equal((2, 1), (Lines(landed, "landed"), Lines(landed, "dead")));
        Assert.Equal("one | - | one", await market.SilverAsync());
        File.Delete(twin);
        await market.DoAsync("dead-letters", "replay");
        await market.DoAsync("run");
        Assert.Equal("one | one | one", await market.SilverAsync());
    }

    [Fact]
    public async Task A_child_of_a_refused_parent_lands_and_does_not_run()
    {
        market.Contract("c", "parent: { table: b, key: { id: id }, onDelete: cascade }\n");
        market.Contract("b", type: "strng");
        var landed = await market.FailAsync("land", "--json", "--input", market.File(1, "one"));
        var run = await market.FailAsync("run", "--json");
        Assert.Equal((2, 1), (Lines(landed, "landed"), Lines(landed, "dead")));
        Assert.Equal("one | - | -", await market.SilverAsync());
        Assert.Contains("silver.c: The contract of its parent, b, is refused", run.Error, StringComparison.Ordinal);
        market.Contract("b");
        await market.DoAsync("dead-letters", "replay");
        await market.DoAsync("run");
        Assert.Equal("one | one | one", await market.SilverAsync());
    }

    [Fact]
    public async Task A_run_of_other_tables_does_not_mind()
    {
        await market.LandAsync(1, "one");
        market.Contract("b", type: "strng");
        await market.DoAsync("run", "silver.a", "silver.c+");
        await market.FailAsync("run", "silver.b");
        await market.FailAsync("run", "+gold.sum_b");
        Assert.Equal("one | - | one", await market.SilverAsync());
    }

    [Theory]
    [InlineData("-- A row.\n-- grain: v\nselect x.v as v from silver.b x where", "gold.sum_b")]
    [InlineData("select x.v as v from silver.b x", "gold.sum_b")]
    [InlineData("", "gold.sum_b")]
    [InlineData("-- A row.\n-- grain: v\nselect x.w as v from silver.b x", "gold.sum_b")]
    [InlineData("-- A row.\n-- grain: v\nselect x.v as v from silver.nobody x", "gold.sum_b")]
    [InlineData("-- A row.\n-- grain: v\nselect x.v as v from gold.over x", "gold.sum_b")]
    [InlineData("-- A row.\n-- grain: v\nselect cast(x.v as int) as v from silver.b x", "gold.sum_b")]
    [InlineData("-- A row.\n-- grain: n\nselect x.v as v, 1 as n from silver.b x", "gold.sum_b")]
    [InlineData("-- A row.\n-- grain: v\nselect error('no') as v from silver.b x", "gold.sum_b")]
    public async Task A_model_with_a_fault_fails_alone_with_those_that_read_it(string text, string table)
    {
        market.Model("over", "gold.sum_b");
        await market.LandAsync(1, "one");
        await market.LandAsync(2, "two");
        market.Write("sql/gold/sum_b.sql", text);

        var run = await market.FailAsync("run", "--json");

        Assert.Equal(["gold.over", table], run.Object.GetProperty("failures").EnumerateArray().Select(failure => failure.GetProperty("table").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal("one, two | one, two | one, two", await market.SilverAsync());
        Assert.Equal("one, two | - | one, two", $"{await market.ValuesAsync("gold.sum_a")} | {await market.ValuesAsync("gold.sum_b")} | {await market.ValuesAsync("gold.sum_c")}");
        Assert.Equal(["main"], (await market.DoAsync("branch", "list", "--json")).Lines.Select(line => line.GetProperty("name").GetString()));
        market.Model("sum_b", "silver.b");
        await market.DoAsync("run");
        Assert.Equal("one, two", await market.ValuesAsync("gold.over"));
        Assert.Empty((await market.DoAsync("orphans", "--older-than", "0s", "--json")).Lines);
    }

    [Fact]
    public async Task Tests_of_models_go_on_beside_one_that_cannot_be_tested()
    {
        market.Write("sql/gold/sum_a.test.yaml", "inputs: { silver.a: { v: string } }\noutput: { v: string, n: long }\ncases: [{ name: one, given: { silver.a: [{ v: x }] }, expect: [{ v: x, n: 1 }] }]\n");
        market.Write("sql/gold/sum_b.test.yaml", "inputs: [");
        market.Write("sql/gold/broken.sql", "select");
        var run = await market.FailAsync("test");
        Assert.Contains("passed  gold.sum_a  one", run.Output, StringComparison.Ordinal);
        foreach (var words in (string[])["sum_b.test.yaml:", "sum_c.test.yaml", "broken.sql:1: "])
            Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    private static int Lines(CommandRun landing, string outcome) => landing.Object.GetProperty("lines").GetProperty(outcome).GetInt32();
}
