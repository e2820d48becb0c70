using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Tests.Configuration;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>Dead letters stand in two tables, of which there may be none, either or both.</summary>
public sealed class DeadLettersTests : IDisposable
{
    private const string Good = """{"id":1,"ms":120}""";
    private const string BadValue = """{"id":2,"ms":"soon"}""";

    private readonly TemporaryHome home = new("warehouse: tables\n");

    public DeadLettersTests()
    {
        home.Write("conf/contracts/shop.visits.yaml", "source: shop.visits\ntable: visits\nkey: [id]\ncolumns: [{ name: id, type: long }, { name: ms, type: int }]\n");
        home.Write("conf/contracts/shop.carts.yaml", "source: shop.carts\ntable: carts\nkey: [id]\ncolumns: [{ name: id, type: long }, { name: ms, type: int }]\n");
        home.Write("sql/gold/visits_by_ms.sql", "-- A row is a duration.\n-- grain: ms\n-- incremental: ms = silver.visits.ms\nselect v.ms as ms, cast(count(*) as bigint) as visits from silver.visits v group by v.ms\n");
    }

    public static TheoryData<bool, bool, string?, int> Cases
    {
        get
        {
            var data = new TheoryData<bool, bool, string?, int>();
            foreach (var (bronze, silver) in new[] { (false, false), (false, true), (true, false), (true, true) })
            {
                data.Add(bronze, silver, null, (bronze ? 1 : 0) + (silver ? 1 : 0));
                data.Add(bronze, silver, "visits", (bronze ? 1 : 0) + (silver ? 1 : 0));
                data.Add(bronze, silver, "shop.visits", (bronze ? 1 : 0) + (silver ? 1 : 0));
                data.Add(bronze, silver, "bronze.visits", bronze ? 1 : 0);
                data.Add(bronze, silver, "silver.visits", silver ? 1 : 0);
                data.Add(bronze, silver, "carts", 0);
                data.Add(bronze, silver, "silver.carts", 0);
                data.Add(bronze, silver, "bronze.carts", 0);
            }

            return data;
        }
    }

    public void Dispose() => home.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task They_are_listed_from_whichever_table_there_is_with_any_filter(bool bronze, bool silver, string? table, int count)
    {
        home.Write("in/shop.visits-0.jsonl", string.Concat(Line(1, Good), silver ? Line(2, BadValue) : "", bronze ? "not json\n" : ""));
        await DoAsync("land", "--input", Path.Combine(home.Folder, "in"));
        await DoAsync("run");
        string[] filter = table is null ? [] : [table];

        var listed = await DoAsync(["dead-letters", "--json", .. filter]);
        var shown = await DoAsync(["dead-letters", .. filter]);

        Assert.Equal(count, listed.Lines.Count);
        Assert.All(listed.Lines, letter => Assert.Equal(17, letter.EnumerateObject().Count()));
        if (listed.Lines.FirstOrDefault(letter => letter.GetProperty("layer").GetString() == "silver") is { ValueKind: System.Text.Json.JsonValueKind.Object } value)
            Assert.Equal(("silver.visits", "ms", "no integer for int: soon", BadValue), (Text(value, "table_name"), Text(value, "column_name"), Text(value, "error_message"), Text(value, "original_payload")));
        Assert.Contains(count == 0 && !shown.Output.Contains("0 dead letters", StringComparison.Ordinal) ? "No dead letters." : count == 1 ? "1 dead letter;" : $"{count} dead letters;", shown.Output, StringComparison.Ordinal);

        var replayed = await DoAsync(["dead-letters", "replay", "--json", .. filter]);
        Assert.Equal(bronze && table is not ("carts" or "silver.carts" or "bronze.carts") ? 1 : 0, replayed.Object.GetProperty("replayed").GetInt64());
    }

    private static string? Text(System.Text.Json.JsonElement letter, string member) => letter.GetProperty(member).GetString();

    private static string Line(int id, string row) =>
        $$"""{"op":"c","after":{{row}},"source":{"connector":"mysql","name":"s","db":"shop","table":"visits","ts_ms":1795250944000,"file":"bin.1","pos":{{id}}00,"row":0} }""" + "\n";

    private async Task<CommandRun> DoAsync(params string[] args)
    {
        var run = await CommandRun.InAsync(home.Folder, args, lakehouse: Lakehouse.Define("shop").Commands());
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run;
    }
}
