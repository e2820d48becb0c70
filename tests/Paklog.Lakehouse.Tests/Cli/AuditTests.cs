using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>Between writing and publishing an audit judges the run's branch.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly Shop shop = new();

    [Fact]
    public async Task An_audit_that_finds_nothing_lets_the_run_be_published()
    {
        var audit = new NoMoreThan(9);
        shop.Audit = audit;
        await shop.VisitAsync(1, "/");
        Assert.Equal("/ 1", await shop.PagesAsync());
        Assert.Equal(["gold.pages", "silver.visits"], audit.Judged.Order());
        await shop.DoAsync("run");
        Assert.Equal(2, audit.Judged.Count);
    }

    [Fact]
    public async Task A_run_that_fails_its_audit_leaves_the_target_as_it_was_and_its_branch_to_look_at()
    {
        await shop.VisitAsync(1, "/");
        await shop.LandAsync(2, "/");
        var head = await shop.HeadAsync();
        shop.Audit = new NoMoreThan(1);
        var run = await shop.RunAsync("run");
        Assert.Equal(1, run.Code);
        var branch = Assert.Single((await shop.DoAsync("branch", "list", "--json")).Lines, line => line.GetProperty("name").GetString() != "main").GetProperty("name").GetString()!;
        Assert.StartsWith("run/", branch, StringComparison.Ordinal);
        Assert.Equal($"The audit failed, so nothing was published and 'main' is as it was. What was to be published is on the branch '{branch}', which a later run removes after 7 days:\n  silver.visits has 2 rows, more than 1\n", run.Error);
        Assert.Equal((head, "/ 1", "/ 2"), (await shop.HeadAsync(), await shop.PagesAsync(), await shop.PagesAsync(branch)));

        var report = await shop.RunAsync("run", "--json");
        Assert.Equal((1, System.Text.Json.JsonValueKind.Null), (report.Code, report.Object.GetProperty("published_as").ValueKind));
        Assert.Equal("silver.visits has 2 rows, more than 1", Assert.Single(report.Object.GetProperty("audit_failures").EnumerateArray()).GetString());
        await shop.DoAsync("branch", "delete", report.Object.GetProperty("kept_branch").GetString()!);
        shop.Audit = null;
        await shop.DoAsync("run");
        Assert.Equal("/ 2", await shop.PagesAsync());
        await shop.DoAsync("query", "--branch", branch, "from gold.pages");
    }

    [Fact]
    public async Task What_a_branch_is_to_get_from_another_is_judged_too()
    {
        await shop.VisitAsync(1, "/");
        await shop.DoAsync("branch", "create", "staging");
        await shop.VisitAsync(2, "/");
        shop.Audit = new NoMoreThan(1);
        var refused = await shop.RunAsync("publish", "main", "staging");
        var branch = Assert.Single(await BranchesAsync(), name => name is not ("main" or "staging"));
        Assert.Equal(
            (1, $"The audit failed, so nothing was published and 'staging' is as it was. What was to be published is on the branch '{branch}', which a later run removes after 7 days:\n  silver.visits has 2 rows, more than 1\n"),
            (refused.Code, refused.Error));
        Assert.Equal(("/ 1", "/ 2"), (await shop.PagesAsync("staging"), await shop.PagesAsync(branch)));

        var audit = new NoMoreThan(9);
        shop.Audit = audit;
        await shop.DoAsync("publish", "main", "staging");
        Assert.Equal(("/ 2", 3), (await shop.PagesAsync("staging"), (await BranchesAsync()).Count));
        Assert.Equal(["bronze._landed", "bronze.visits", "gold.pages", "silver.visits"], audit.Judged.Order());
        Assert.Contains("'staging' has everything", (await shop.DoAsync("publish", "main", "staging")).Output, StringComparison.Ordinal);
        Assert.Equal(4, audit.Judged.Count);

        // A table that changed on both sides is a conflict of those two, whatever it was tried on.
        await shop.VisitAsync(3, "/", "--env", "staging");
        await shop.VisitAsync(4, "/");
        var conflict = await shop.RunAsync("publish", "main", "staging");
        Assert.StartsWith($"bronze._landed, bronze.visits, gold.pages, silver.visits changed both on 'main' (at {await shop.HeadAsync()}) and on 'staging' (at {await shop.HeadAsync("staging")})", conflict.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await BranchesAsync()).Count);
    }

    [Fact]
    public async Task A_later_run_removes_the_branches_of_failed_runs_when_they_are_old()
    {
        await shop.LandAsync(1, "/");
        shop.Audit = new NoMoreThan(0);
        foreach (var days in (double[])[7.1, 6.9])
        {
            shop.Clock = new Past(TimeSpan.FromDays(days));
            Assert.Equal(1, (await shop.RunAsync("run")).Code);
        }

        shop.Clock = null;
        Assert.Equal(2, await RunBranchesAsync());
        Assert.Equal("branch", (await shop.DoAsync("orphans", "--json")).Object.GetProperty("kind").GetString());
        shop.Audit = null;
        await shop.DoAsync("run");
        Assert.Equal(1, await RunBranchesAsync());
        await shop.DoAsync("orphans", "--older-than", "1d", "--remove");
        Assert.Equal(0, await RunBranchesAsync());
    }

    public void Dispose() => shop.Dispose();

    private async Task<int> RunBranchesAsync() => (await BranchesAsync()).Count(name => name.StartsWith("run/", StringComparison.Ordinal));

    private async Task<List<string>> BranchesAsync() => [.. (await shop.DoAsync("branch", "list", "--json")).Lines.Select(line => line.GetProperty("name").GetString()!)];

    /// <summary>Counts the rows of silver.visits on the run's branch.</summary>
    private sealed class NoMoreThan(long rows) : IAudit
    {
        public List<string> Judged { get; } = [];

        public async Task<IReadOnlyList<string>> JudgeAsync(AuditContext context, CancellationToken cancellationToken)
        {
            Judged.AddRange(context.Tables.Select(table => table.ToString()));
            var relation = await context.RelationAsync(TableIdentifier.Parse("silver.visits"), cancellationToken);
            var found = await context.Workspace.Engine.Sql.CountAsync(relation, cancellationToken);
            return found > rows ? [$"silver.visits has {found} rows, more than {rows}"] : [];
        }
    }

    private sealed class Past(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow - ago;
    }
}
