using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Tests.Configuration;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>The key of a table whose messages tell none: never guessed, said by a person.</summary>
public sealed class DeclaredKeysTests : IDisposable
{
    private readonly TemporaryHome home = new("warehouse: tables\n");

    public DeclaredKeysTests()
    {
        home.Write("in/a.jsonl", Line("visits", """{"id":1,"a,b":2,"x=y":3}""") + Line("a=b", """{"id":1}""") + Line("keyed", """{"id":1,"n":2}""", """{"id":1}""") + Line("visits", """{"id":1}""", null, "other"));
        home.Write("sql/gold/none.sql", "-- A row is a visit.\n-- grain: id\nselect v.id as id from silver.visits v\n");
    }

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("shop.visits=id", "shop.visits", "[id]")]
    [InlineData("shop.visits=id,x=y", "shop.visits", "[id, \"x=y\"]")]
    [InlineData("shop.visits=a,b", "shop.visits", "[\"a,b\"]")]
    [InlineData("shop.visits=id, x=y", "shop.visits", "[id, \"x=y\"]")]
    [InlineData("a=b=id", "shop.a=b", "[id]")]
    [InlineData("shop.a=b=id", "shop.a=b", "[id]")]
    [InlineData("keyed=id,n", "shop.keyed", "[id, \"n\"]")]
    public async Task A_key_that_is_said_stands_in_the_draft(string option, string source, string key)
    {
        var drafts = await RunAsync("contract", "infer", "--input", "in", "--json", "--key", option);
        Assert.Equal((0, ""), (drafts.Code, drafts.Error));
        var yaml = drafts.Lines.Single(draft => draft.GetProperty("source").GetString() == source).GetProperty("yaml").GetString();
        Assert.Contains($"\nkey: {key}\n", yaml, StringComparison.Ordinal);
        Assert.All(drafts.Lines.Where(draft => draft.GetProperty("source").GetString() is not ("shop.keyed" or null) && draft.GetProperty("source").GetString() != source), draft => Assert.Equal(0, draft.GetProperty("key").GetArrayLength()));
    }

    [Theory]
    [InlineData("visits", "must be TABLE=COLUMNS")]
    [InlineData("nothing=id", "names no table of the input; there are other.visits, shop.a=b, shop.keyed, shop.visits.")]
    [InlineData("Visits=id", "names no table of the input")]
    [InlineData("visits=id", "names several tables: write other.visits or shop.visits.")]
    [InlineData("shop.visits=ID", "names the column 'ID', which shop.visits does not have; it has id, a,b, x=y.")]
    [InlineData("shop.visits=", "names the column ''")]
    [InlineData("shop.visits=id,", "names the column ''")]
    [InlineData("shop.visits=id,id", "names a column twice")]
    public async Task A_key_that_cannot_be_is_a_usage_error(string option, string message)
    {
        var run = await RunAsync("contract", "infer", "--input", "in", "--out", "drafts", "--key", option);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(home.Folder, "drafts")));
    }

    [Fact]
    public async Task Two_keys_of_one_table_are_a_usage_error()
    {
        var run = await RunAsync("contract", "infer", "--input", "in", "--key", "a=b=id", "--key", "shop.a=b=id");
        Assert.Equal(2, run.Code);
        Assert.Contains("Two --key name the table shop.a=b.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_several_tables_are_said_at_once()
    {
        var drafts = await RunAsync("contract", "infer", "--input", "in", "--json", "--key", "shop.visits=id", "--key", "other.visits=id");
        Assert.Equal(["other.visits id", "shop.a=b ", "shop.keyed id", "shop.visits id"], drafts.Lines.Select(draft => $"{draft.GetProperty("source")} {string.Join(',', draft.GetProperty("key").EnumerateArray())}"));
    }

    /// <summary>Until somebody fills it in, the table is left out, whatever the command.</summary>
    [Fact]
    public async Task An_empty_key_is_an_error_with_file_and_line()
    {
        var infer = await RunAsync("contract", "infer", "--input", "in", "--out", "conf/contracts", "--key", "a=b=id");
        Assert.Equal((0, ""), (infer.Code, infer.Error));
        Assert.Contains("the messages of shop.visits tell no key", infer.Output, StringComparison.Ordinal);
        var file = Path.Combine(home.Folder, "conf", "contracts", "shop.visits.yaml");
        Assert.Contains("key: []   # FILL IN: ", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var args in new string[][] { ["contract", "check"], ["land", "--input", "in"], ["run"] })
        {
            var run = await RunAsync(args);
            Assert.Equal(1, run.Code);
            Assert.Contains($"{file}:5: The key has no columns", run.Error, StringComparison.Ordinal);
        }

        var tables = await RunAsync("tables", "--json");
        Assert.Contains("silver.keyed", tables.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("visits", tables.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_that_no_message_has_a_key()
    {
        await RunAsync("contract", "infer", "--input", "in", "--out", "conf/contracts", "--key", "a=b=id", "--key", "other.visits=id", "--key", "shop.visits=id");
        File.Delete(Path.Combine(home.Folder, "conf", "contracts", "other.visits.yaml"));
        File.Delete(Path.Combine(home.Folder, "conf", "contracts", "shop.a_b.yaml"));
        home.Write("in/a.jsonl", Line("visits", """{"id":1,"a,b":2,"x=y":3}""") + Line("keyed", """{"id":1,"n":2}""", """{"id":1}"""));

        var check = await RunAsync("contract", "check", "--input", "in");
        Assert.Equal((0, ""), (check.Code, check.Error));
        Assert.Contains("No message of shop.visits has a key: rows that have (id) alike are one row in Silver", check.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("shop.keyed has a key", check.Output, StringComparison.Ordinal);
        var json = await RunAsync("contract", "check", "--input", "in", "--json");
        Assert.Equal(["NoKey"], json.Object.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("kind").GetString()));
    }

    private static string Line(string table, string row, string? key = null, string db = "shop") =>
        $$"""{"topic":"s.{{db}}.{{table}}","partition":0,"offset":1,"timestamp":1,"headers":{},"key":{{key ?? "null"}},"value":{"op":"c","after":{{row}},"source":{"connector":"mysql","name":"s","db":"{{db}}","table":"{{table}}","ts_ms":1795250944000,"file":"bin.1","pos":100,"row":0} } }""" + "\n";

    private Task<CommandRun> RunAsync(params string[] args) => CommandRun.InAsync(home.Folder, args, lakehouse: Lakehouse.Define("shop").Commands());
}
