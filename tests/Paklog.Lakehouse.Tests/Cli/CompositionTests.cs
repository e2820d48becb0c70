using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Tests.Configuration;
using Sample.Providers;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>Catalogs, stores and verbs that only the composition root knows.</summary>
public sealed class CompositionTests : IDisposable
{
    private readonly TemporaryHome home = new("");

    public CompositionTests() => home.Write("conf/lakehouse.yaml", $"warehouse: tables\ncatalog: {{ type: elsewhere, folder: {home.Folder}/names }}\n");

    [Fact]
    public async Task A_lakehouse_lives_in_a_catalog_of_the_composition_root()
    {
        home.Write("in/visits.jsonl", """{"op":"c","after":{"id":1,"page":"/"},"source":{"connector":"mysql","name":"s","db":"shop","table":"visits","ts_ms":1795250944000,"file":"bin.1","pos":100,"row":0}}""" + "\n");
        home.Write("conf/contracts/shop.visits.yaml", "source: shop.visits\ntable: visits\nkey: [id]\ncolumns: [{ name: id, type: long }, { name: page, type: string }]\n");
        Directory.CreateDirectory(Path.Combine(home.Folder, "sql"));
        Assert.StartsWith("There is no warehouse in", (await RunAsync("tables")).Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), await CodeOfAsync("land", "--input", "in"));
        Assert.Equal((0, ""), await CodeOfAsync("run"));
        Assert.Equal("/", (await RunAsync("query", "--json", "from silver.visits")).Object.GetProperty("page").GetString());
        Assert.True(Directory.Exists(Path.Combine(home.Folder, "names", "catalog")));
        Assert.Equal(["bronze", "silver"], Directory.GetDirectories(Path.Combine(home.Folder, "tables")).Select(Path.GetFileName).Order());
        Assert.Equal((1, "'orphans' deletes files for the embedded catalog alone, and this lakehouse has a catalog of type elsewhere: what nothing needs there is for its server's own collector (nessie-gc for Nessie).\n"), await CodeOfAsync("orphans"));
    }

    [Fact]
    public async Task A_verb_of_the_composition_root_has_options_help_and_a_session()
    {
        var run = await RunAsync("greet", "Ana", "--json");
        Assert.Equal((0, "elsewhere", "Ana"), (run.Code, run.Object.GetProperty("catalog").GetString(), run.Object.GetProperty("name").GetString()));
        Assert.Contains("greet", (await RunAsync("--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_is_taken_is_refused()
    {
        var lakehouse = Lakehouse.Define("twice").With(new ElsewhereCatalog()).With(new OtherStore("s3"));
        Assert.Throws<ArgumentException>(() => lakehouse.With(new ElsewhereCatalog()));
        Assert.Throws<ArgumentException>(() => lakehouse.With(new OtherStore("file")));
    }

    public void Dispose() => home.Dispose();

    private Task<CommandRun> RunAsync(params string[] args) =>
        CommandRun.InAsync(home.Folder, [.. args], lakehouse: Lakehouse.Define("shop").With(new ElsewhereCatalog()).Commands().WithVerb(GreetVerb.Create));

    private async Task<(int, string)> CodeOfAsync(params string[] args)
    {
        var run = await RunAsync(args);
        return (run.Code, run.Error);
    }
}
