namespace Paklog.Lakehouse.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("land", "Option '--input' is required.")]
    [InlineData("query", "Required argument 'SQL' missing for command: 'query'.")]
    [InlineData("lnad", "There is no verb 'lnad'; there are land, run, query, ")]
    [InlineData("contract nope", "There is no verb 'nope'; there are infer, check.")]
    [InlineData("tables --wharehouse x", "Unrecognized command or argument '--wharehouse'.")]
    [InlineData("run --from yesterday", "--from 'yesterday' is neither a date")]
    [InlineData("run --from 2026-01-02 --to 2026-01-02", "--to must be later than --from")]
    [InlineData("run --all silver.orders", "--all runs all tables; leave out silver.orders, or leave out --all.")]
    public async Task Wrong_usage_is_2_with_a_hint_on_stderr(string args, string expected)
    {
        var run = await CommandRun.OfAsync(args.Split(' '));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_verb_there_is_help()
    {
        var run = await CommandRun.OfAsync();
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("dead-letters", run.Error, StringComparison.Ordinal);
        var help = await CommandRun.OfAsync("land", "--help");
        Assert.Equal((0, ""), (help.Code, help.Error));
        Assert.Contains("lakehouse land [options]", help.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("land --input /no/such/folder", "There is no file or folder '/no/such/folder' to land")]
    [InlineData("tables --env nope", "There is no environment 'nope'")]
    [InlineData("tables --conf /no/such/conf", "There is no lakehouse.yaml in '/no/such/conf'")]
    [InlineData("test gold.nope", "There is no model 'gold.nope'")]
    [InlineData("dead-letters nope --warehouse .", "There is no warehouse in ")]
    public async Task Errors_are_1_and_one_sentence(string args, string expected)
    {
        var run = await CommandRun.OfAsync(args.Split(' '));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task A_folder_that_is_called_like_a_file_is_a_folder()
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-usage-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "orders.jsonl"));
        await File.WriteAllTextAsync(Path.Combine(folder, "empty.jsonl.gz"), "", TestContext.Current.CancellationToken);

        var named = await CommandRun.InAsync(folder, ["land", "--input", "orders.jsonl", "--warehouse", "warehouse"]);
        var around = await CommandRun.InAsync(folder, ["land", "--input", ".", "--warehouse", "warehouse", "--json"]);
        Directory.Delete(folder, recursive: true);

        Assert.Equal(
            (1, "", $"No input was found in '{folder}/orders.jsonl': files must end in .jsonl, .ndjson, .json, .jsonl.gz, .ndjson.gz, .json.gz.\n"), (named.Code, named.Output, named.Error));
        Assert.Equal((0, 1, 0), (around.Code, around.Object.GetProperty("files").GetProperty("read").GetInt32(), around.Object.GetProperty("lines").GetProperty("read").GetInt32()));
    }

    [Fact]
    public async Task Versions_are_told()
    {
        var version = (await CommandRun.OfAsync("version", "--json")).Object;
        Assert.StartsWith("v1.5", version.GetProperty("duckdb").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, version.GetProperty("iceberg_format").GetInt32());
    }

    [Fact]
    public async Task Models_are_tested()
    {
        var run = await CommandRun.OfAsync("test", "daily_revenue", "--json");
        Assert.Equal(("", 0), (run.Error, run.Code));
        Assert.All(run.Lines, result => Assert.True(result.GetProperty("passed").GetBoolean()));
        Assert.Equal("gold.daily_revenue", run.Lines[0].GetProperty("model").GetString());
    }
}
