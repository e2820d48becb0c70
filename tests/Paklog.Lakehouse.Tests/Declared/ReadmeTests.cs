using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Tests.Configuration;

namespace Paklog.Lakehouse.Tests.Declared;

/// <summary>The README's program in C#, as it stands there.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly TemporaryHome home = new("");

    [Fact]
    public async Task Its_program_prints_what_its_commands_do()
    {
        home.Write("shop/visits.jsonl", string.Join('\n', Text().Split('\n').Where(line => line.StartsWith("{\"op\":", StringComparison.Ordinal))) + "\n");
        using var printed = new StringWriter();

        await RunAsync(home.Folder, printed);

        Assert.Equal("/ 1\n/cart 1\n", printed.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void It_stands_there_word_for_word()
    {
        var readme = Text();
        var own = File.ReadAllText(Place()).ReplaceLineEndings("\n");
        var program = own[(own.IndexOf("// begins\n", StringComparison.Ordinal) + 10)..own.LastIndexOf("        // ends", StringComparison.Ordinal)];

        var lines = program.Split('\n').Select(line => line.Length > 8 ? line[8..] : line.Trim())
            .Select(line => line.Replace("Path.Combine(folder, \"warehouse\")", "\"warehouse\"", StringComparison.Ordinal).Replace("Path.Combine(folder, \"shop\")", "\"shop\"", StringComparison.Ordinal).Replace("output.WriteLine", "Console.WriteLine", StringComparison.Ordinal));

        Assert.Contains(string.Join('\n', lines).Trim(), readme);
    }

    public void Dispose() => home.Dispose();

    private static async Task RunAsync(string folder, TextWriter output)
    {
        // begins
        var shop = Lakehouse.Define("shop")
            .Bronze(Debezium.Table("shop.visits").Key("id").Column("id", "long").Column("page", "string").Column("ms", "int"))
            .Gold("visits_by_page", Sql.Text("select cast(v.page as string) as page, cast(count(*) as bigint) as visits from silver.visits v group by v.page"),
                m => m.Describe("A row is a page with its visits.").Grain("page"));

        await using var lake = await shop.OpenAsync(o => o.Warehouse = Path.Combine(folder, "warehouse"));
        await lake.LandAsync([Path.Combine(folder, "shop")]);
        (await lake.RunAsync()).EnsureSuccess();
        await foreach (var row in lake.QueryAsync("from gold.visits_by_page order by page"))
            output.WriteLine($"{row.Get<string>("page")} {row.Get<long>("visits")}");
        // ends
    }

    /// <summary>The README, from the place of this file.</summary>
    private static string Text() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(Place())!, "..", "..", "..", "README.md")).ReplaceLineEndings("\n");

    private static string Place([CallerFilePath] string file = "") => file;
}
