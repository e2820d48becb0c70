namespace Paklog.Lakehouse.Tests.Cli;

public sealed class BranchCommandsTests : IDisposable
{
    private readonly Shop shop = new();

    [Fact]
    public async Task From_dev_by_staging_to_production()
    {
        await shop.VisitAsync(1, "/");
        await shop.DoAsync("branch", "create", "staging");
        Assert.Equal("The branch 'dev/ana' at", (await shop.DoAsync("branch", "create", "dev/ana", "--from", "staging")).Output[..23]);
        await shop.VisitAsync(2, "/cart", "--env", "dev");
        Assert.Equal(("/ 1", "/ 1", "/ 1, /cart 1"), (await shop.PagesAsync(), await shop.PagesAsync("staging"), await shop.PagesAsync("dev/ana")));

        var differences = (await shop.DoAsync("branch", "diff", "main", "dev/ana", "--json")).Lines;
        Assert.Equal(["bronze._landed", "bronze.visits", "gold.pages", "silver.visits"], differences.Select(line => line.GetProperty("table").GetString()));
        Assert.All(differences, line => Assert.Equal((1, 0), (line.GetProperty("rows_added").GetInt32(), line.GetProperty("rows_removed").GetInt32())));
        Assert.Equal("fast_forward", (await shop.DoAsync("publish", "dev/ana", "staging", "--json")).Object.GetProperty("how").GetString());
        Assert.Equal(("/ 1", "/ 1, /cart 1"), (await shop.PagesAsync(), await shop.PagesAsync("staging")));
        Assert.StartsWith("Published 'staging' to 'main': 4 tables moved, from ", (await shop.DoAsync("publish", "staging", "main")).Output, StringComparison.Ordinal);
        Assert.Equal("/ 1, /cart 1", await shop.PagesAsync());
        Assert.Equal("'main' and 'dev/ana' have the same tables.\n", (await shop.DoAsync("branch", "diff", "main", "dev/ana")).Output);
        Assert.Equal("'main' has everything that 'staging' has.\n", (await shop.DoAsync("publish", "staging", "main")).Output);
    }

    [Fact]
    public async Task A_target_that_moved_is_merged_with_as_long_as_no_table_moved_on_both_sides()
    {
        await shop.VisitAsync(1, "/");
        await shop.DoAsync("branch", "create", "staging");
        await shop.LandAsync(2, "/cart");
        await shop.DoAsync("branch", "create", "dev/ana", "--from", "main");
        await shop.DoAsync("publish", "main", "staging");
        await shop.DoAsync("run", "--env", "staging");
        await shop.LandAsync(3, "/cart", "--env", "dev");
        var merged = (await shop.DoAsync("publish", "dev/ana", "staging", "--json")).Object;
        Assert.Equal("merge", merged.GetProperty("how").GetString());
        Assert.Equal(["bronze._landed", "bronze.visits"], merged.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("table").GetString()));
        await shop.DoAsync("run", "--env", "staging");
        Assert.Equal("/ 1, /cart 2", await shop.PagesAsync("staging"));

        await shop.DoAsync("run", "--env", "dev");
        var (dev, staging) = (await shop.HeadAsync("dev/ana"), await shop.HeadAsync("staging"));
        var refused = await shop.RunAsync("publish", "dev/ana", "staging");
        Assert.Equal(1, refused.Code);
        Assert.StartsWith($"gold.pages, silver.visits changed both on 'dev/ana' (at {dev}) and on 'staging' (at {staging}) since they parted", refused.Error, StringComparison.Ordinal);
        Assert.Equal(staging, await shop.HeadAsync("staging"));
    }

    [Fact]
    public async Task The_log_names_commits_tables_and_properties()
    {
        await shop.VisitAsync(1, "/");
        var log = (await shop.DoAsync("branch", "log", "--json")).Lines;
        Assert.Equal(await shop.HeadAsync(), log[0].GetProperty("commit").GetString());
        Assert.Equal(log[1].GetProperty("commit").GetString(), Assert.Single(log[0].GetProperty("parents").EnumerateArray()).GetString());
        Assert.Contains(log[0].GetProperty("changes").EnumerateArray(), change => change.GetProperty("name").GetString() == "gold.pages");
        Assert.NotEqual("", log[0].GetProperty("properties").GetProperty("paklog.run-id").GetString());
        var first = log[^1].GetProperty("commit").GetString()!;
        Assert.Contains(first[..12], (await shop.DoAsync("branch", "log", first[..8])).Output, StringComparison.Ordinal);
        Assert.Single((await shop.DoAsync("branch", "log", "main", "--limit", "1", "--json")).Lines);
        Assert.Equal((2, "--limit must be 1 or more, not 0.\n"), await FailAsync("branch", "log", "--limit", "0"));
    }

    [Fact]
    public async Task Tags_stay_and_are_listed_and_deleted_apart_from_branches()
    {
        await shop.VisitAsync(1, "/");
        await shop.DoAsync("tag", "v1.0");
        await shop.VisitAsync(2, "/");
        await shop.DoAsync("tag", "v1.1", "main");
        Assert.Equal(("/ 1", "/ 2"), (await shop.PagesAsync("v1.0"), await shop.PagesAsync("v1.1")));
        Assert.Equal(["v1.0", "v1.1"], (await shop.DoAsync("tag", "list", "--json")).Lines.Select(line => line.GetProperty("name").GetString()));
        Assert.Equal(["main", "v1.0", "v1.1"], (await shop.DoAsync("branch", "list", "--json")).Lines.Select(line => line.GetProperty("name").GetString()));
        Assert.Equal((1, "'v1.0' is a tag; `lakehouse tag delete v1.0` deletes it.\n"), await FailAsync("branch", "delete", "v1.0"));
        Assert.Equal((1, "'v1.0' is a tag, and tags do not move; publish to a branch.\n"), await FailAsync("publish", "main", "v1.0"));
        Assert.Equal((1, "A branch or tag 'v1.0' exists; choose another name, or delete that one first.\n"), await FailAsync("tag", "v1.0"));
        await shop.DoAsync("tag", "delete", "v1.0");
        Assert.Equal((1, "There is no branch or tag 'v1.0'; there are main, v1.1.\n"), await FailAsync("tag", "delete", "v1.0"));
        Assert.Equal((1, "There is no branch or tag 'nowhere'; there are main, v1.1.\n"), await FailAsync("branch", "create", "x", "--from", "nowhere"));
        Assert.Equal((1, "The branch 'main' cannot be deleted; every catalog has it.\n"), await FailAsync("branch", "delete", "main"));
        Assert.Equal(1, (await FailAsync("branch", "create", "two words")).Code);
    }

    [Fact]
    public async Task A_branch_goes_back_and_forth()
    {
        await shop.VisitAsync(1, "/");
        var first = await shop.HeadAsync();
        await shop.VisitAsync(2, "/cart");
        var second = await shop.HeadAsync();
        var back = await shop.DoAsync("rollback", "main", "--to", first[..10]);
        Assert.Equal($"'main' stands at {first[..12]} again. `lakehouse rollback main --to {second}` takes that back.\n", back.Output);
        Assert.Equal("/ 1", await shop.PagesAsync());
        Assert.Equal("'main' stands at " + first[..12] + " already.\n", (await shop.DoAsync("rollback", "main", "--to", first)).Output);
        Assert.Equal(second, (await shop.DoAsync("rollback", "main", "--to", second, "--json")).Object.GetProperty("commit").GetString());
        Assert.Equal("/ 1, /cart 1", await shop.PagesAsync());

        // What was taken back with a branch is landed again.
        await shop.DoAsync("rollback", "main", "--to", first);
        var landing = (await shop.DoAsync("land", "--json", "--input", Path.Combine(shop.Folder, "in"))).Object;
        Assert.Equal(1, landing.GetProperty("lines").GetProperty("landed").GetInt32());
    }

    [Fact]
    public async Task A_table_goes_back_by_a_commit_and_the_next_run_brings_it_up_to_date()
    {
        await shop.VisitAsync(1, "/");
        await shop.DoAsync("tag", "before");
        await shop.VisitAsync(2, "/cart");
        var head = await shop.HeadAsync();
        var back = (await shop.DoAsync("rollback", "gold.pages", "--to", "before", "--json")).Object;
        Assert.Equal(await shop.HeadAsync(), back.GetProperty("commit").GetString());
        Assert.Equal("/ 1", await shop.PagesAsync());
        var log = (await shop.DoAsync("branch", "log", "--limit", "1", "--json")).Object;
        Assert.Equal(("roll back gold.pages to before", head), (log.GetProperty("message").GetString(), log.GetProperty("parents")[0].GetString()));
        await shop.DoAsync("run");
        Assert.Equal("/ 1, /cart 1", await shop.PagesAsync());
        await shop.DoAsync("rollback", "gold.pages", "--to", back.GetProperty("snapshot_id").GetInt64().ToString());
        Assert.Equal("/ 1", await shop.PagesAsync());
        await shop.DoAsync("rollback", "gold.pages", "--to", back.GetProperty("previous_snapshot_id").GetInt64().ToString());
        Assert.Equal("/ 1, /cart 1", await shop.PagesAsync());
    }

    [Fact]
    public async Task What_cannot_go_back_is_told_in_a_sentence()
    {
        await shop.VisitAsync(1, "/");
        var first = (await shop.DoAsync("branch", "log", "--json")).Lines[^1].GetProperty("commit").GetString()!;
        Assert.StartsWith("bronze.visits goes back with its branch only", (await FailAsync("rollback", "bronze.visits", "--to", first)).Error, StringComparison.Ordinal);
        Assert.Equal((1, $"There was no table silver.visits at {first}, so it cannot go back there.\n"), await FailAsync("rollback", "silver.visits", "--to", first));
        Assert.StartsWith("There is no commit 0123456789 on 'main'", (await FailAsync("rollback", "main", "--to", "0123456789")).Error, StringComparison.Ordinal);
        Assert.Equal((1, "There is no branch 'visits'; a table is named with its layer, as silver.orders.\n"), await FailAsync("rollback", "visits", "--to", first));
        Assert.Equal((2, "'main' is a branch, and --branch is for tables.\n"), await FailAsync("rollback", "main", "--to", first, "--branch", "main"));
        await shop.DoAsync("tag", "here");
        Assert.Equal(1, (await FailAsync("rollback", "here", "--to", first)).Code);
    }

    public void Dispose() => shop.Dispose();

    private async Task<(int Code, string Error)> FailAsync(params string[] args)
    {
        var run = await shop.RunAsync(args);
        return (run.Code, run.Error);
    }
}
