using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Steps;
using Paklog.Lakehouse.Tests.Configuration;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>A small lakehouse with the environments dev (branch dev/ana) and staging; production is main. Visits are landed and summed up by page.</summary>
internal sealed class Shop : IDisposable
{
    private readonly TemporaryHome home = new("warehouse: tables\n");
    private int files;

    public Shop()
    {
        home.Write("conf/environments/dev.yaml", "branch: dev/ana\n");
        home.Write("conf/environments/staging.yaml", "branch: staging\n");
        home.Write("conf/contracts/shop.visits.yaml", "source: shop.visits\ntable: visits\nkey: [id]\ncolumns: [{ name: id, type: long }, { name: page, type: string }]\n");
        home.Write("sql/gold/pages.sql", "-- A row is a page.\n-- grain: page\n-- incremental: page = silver.visits.page\nselect v.page as page, cast(count(*) as bigint) as visits from silver.visits v group by v.page\n");
    }

    public string Folder => home.Folder;

    /// <summary>Judges each run; none when null.</summary>
    public IAudit? Audit { get; set; }

    public TimeProvider? Clock { get; set; }

    public Task<CommandRun> RunAsync(params string[] args)
    {
        var lakehouse = Lakehouse.Define("shop");
        if (Audit is not null)
            lakehouse.With(Audit);
        return CommandRun.InAsync(home.Folder, args, lakehouse: lakehouse.Commands(), clock: Clock);
    }

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<CommandRun> DoAsync(params string[] args)
    {
        var run = await RunAsync(args);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run;
    }

    /// <summary>Lands a visit and runs all tables.</summary>
    public async Task VisitAsync(int id, string page, params string[] options)
    {
        await LandAsync(id, page, options);
        await DoAsync(["run", .. options]);
    }

    public Task<CommandRun> LandAsync(int id, string page, params string[] options)
    {
        var source = $$"""{"connector":"mysql","name":"s","db":"shop","table":"visits","ts_ms":1795250944000,"file":"bin.1","pos":{{id}}00,"row":0}""";
        var file = home.Write($"in/{files++}.jsonl", $$"""{"op":"c","after":{"id":{{id}},"page":"{{page}}"},"source":{{source}} }""" + "\n");
        return DoAsync(["land", "--input", file, .. options]);
    }

    /// <summary>The pages with their visits on a branch, as "/ 2, /cart 1".</summary>
    public async Task<string> PagesAsync(string branch = "main")
    {
        var run = await DoAsync("query", "--json", "--branch", branch, "from gold.pages order by page");
        return string.Join(", ", run.Lines.Select(row => $"{row.GetProperty("page").GetString()} {row.GetProperty("visits").GetInt64()}"));
    }

    public async Task<string> HeadAsync(string reference = "main") =>
        (await DoAsync("branch", "list", "--json")).Lines.Single(line => line.GetProperty("name").GetString() == reference).GetProperty("commit").GetString()!;

    public void Dispose() => home.Dispose();
}
