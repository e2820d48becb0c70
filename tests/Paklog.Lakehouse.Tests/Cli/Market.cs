using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Tests.Configuration;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>A small lakehouse of three tables, a child of one of them, and a model over each, in which one thing after the other is broken.</summary>
internal sealed class Market : IDisposable
{
    private readonly TemporaryHome home = new("warehouse: tables\n");
    private int files;

    public Market()
    {
        foreach (var table in (string[])["a", "b", "c"])
        {
            Contract(table);
            Model($"sum_{table}", $"silver.{table}");
        }
    }

    public string Folder => home.Folder;

    public string Warehouse => Path.Combine(home.Folder, "tables");

    public string ContractFile(string table) => Path.Combine(home.Folder, "conf", "contracts", $"shop.{table}.yaml");

    public string ModelFile(string name) => Path.Combine(home.Folder, "sql", "gold", name + ".sql");

    public string Contract(string table, string more = "", string type = "string") =>
        home.Write($"conf/contracts/shop.{table}.yaml", $"source: shop.{table}\ntable: {table}\nkey: [id]\ncolumns: [{{ name: id, type: long }}, {{ name: v, type: {type} }}]\n{more}");

    public string Model(string name, string input, string value = "count(*)") =>
        home.Write($"sql/gold/{name}.sql", $"-- A row is a value.\n-- grain: v\nselect x.v as v, cast({value} as bigint) as n from {input} x group by x.v\n");

    public string Write(string path, string text) => home.Write(path, text);

    public Task<CommandRun> RunAsync(params string[] args) => CommandRun.InAsync(home.Folder, args, lakehouse: Lakehouse.Define("market").Commands());

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<CommandRun> DoAsync(params string[] args)
    {
        var run = await RunAsync(args);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run;
    }

    /// <summary>Runs a command that must do a part and say the rest.</summary>
    public async Task<CommandRun> FailAsync(params string[] args)
    {
        var run = await RunAsync(args);
        Assert.Equal(1, run.Code);
        Assert.DoesNotContain("This should not have happened", run.Error, StringComparison.Ordinal);
        return run;
    }

    /// <summary>A file with one row of each table.</summary>
    public string File(int id, string v, params string[] tables)
    {
        var number = files++;
        return home.Write($"in/{number}.jsonl", string.Concat((tables.Length > 0 ? tables : ["a", "b", "c"]).Select(table =>
            $$$"""{"op":"c","after":{"id":{{{id}}},"v":"{{{v}}}"},"source":{"connector":"mysql","name":"s","db":"shop","table":"{{{table}}}","ts_ms":{{{1795250944000 + id}}},"file":"bin.1","pos":{{{number + 1}}}00,"row":0}}""" + "\n")));
    }

    public Task<CommandRun> LandAsync(int id, string v, params string[] tables) => DoAsync("land", "--input", File(id, v, tables));

    /// <summary>The values of a table in order, as "x, y"; "-" where there is no table.</summary>
    public async Task<string> ValuesAsync(string table)
    {
        var run = await RunAsync("query", "--json", $"select v from {table} order by v");
        return run.Code != 0 ? "-" : string.Join(", ", run.Lines.Select(row => row.GetProperty("v").GetString()));
    }

    /// <summary>What stands in silver.a, silver.b, silver.c.</summary>
    public async Task<string> SilverAsync() => $"{await ValuesAsync("silver.a")} | {await ValuesAsync("silver.b")} | {await ValuesAsync("silver.c")}";

    /// <summary>Overwrites the newest metadata of a table, so that it cannot be read.</summary>
    public string BreakMetadata(string table, string text = "{ this is no metadata") => Break(table, "metadata", "*.metadata.json*", text);

    /// <summary>Overwrites all data files of a table.</summary>
    public string BreakData(string table, string text = "no Parquet") => Break(table, "data", "*.parquet", text);

    /// <summary>Overwrites the manifests of a table and their lists.</summary>
    public string BreakManifests(string table, string text = "no Avro") => Break(table, "metadata", "*.avro", text);

    public IReadOnlyList<string> Files(string table, string kind, string pattern)
    {
        var (layer, name) = (table.Split('.')[0], table.Split('.')[1]);
        return [.. Directory.GetDirectories(Path.Combine(Warehouse, layer), name + "-*").SelectMany(folder => Directory.GetFiles(Path.Combine(folder, kind), pattern, SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => home.Dispose();

    private string Break(string table, string kind, string pattern, string text)
    {
        var broken = Files(table, kind, pattern);
        Assert.NotEmpty(broken);
        foreach (var file in broken)
            System.IO.File.WriteAllText(file, text);
        return broken[^1];
    }
}
