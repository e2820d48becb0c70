using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Simulated databases: whatever they committed, and however the events arrive, the tables say the same.</summary>
public sealed class SimulationTests
{
    private const string Pages = """
        source: shop.pages
        table: pages
        key: [id]
        history: { track: [title, body] }
        columns:
          - { name: id, type: string, required: true }
          - { name: title, type: string }
          - { name: body, type: string }
        """;

    private static readonly string Notes = Pages.Replace("shop.pages", "public.notes", StringComparison.Ordinal).Replace("pages", "notes", StringComparison.Ordinal);

    [Theory]
    [InlineData("mariadb", 1, false)]
    [InlineData("postgresql", 1001, false)]
    [InlineData("postgresql", 2001, true)]
    public async Task Tables_are_what_the_databases_committed(string connector, int seed, bool bare)
    {
        // Several databases share the tables; each has its own keys.
        var name = connector == "mariadb" ? "pages" : "notes";
        var databases = Enumerable.Range(seed, 40).Select(number =>
        {
            var database = new DatabaseSimulation(connector == "mariadb" ? SourceTable.MariaDb($"m{number}", name, "id") : SourceTable.Postgres($"p{number}", name, "id"), number);
            database.Run(60);
            return database;
        }).ToList();
        using var folder = new TemporaryFolder();
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Pages, Notes));
        var random = new Random(seed);
        var lines = databases.SelectMany(database => database.Events).Concat(databases.SelectMany(database => database.Events).Where(_ => random.Next(10) == 0).Select(line => line with { Offset = line.Offset + 5000 })).ToArray();
        random.Shuffle(lines);

        foreach (var (batch, index) in lines.Chunk(lines.Length / 4 + 1).Select((batch, index) => (batch, index)))
        {
            var file = Path.Combine(folder.Path, $"{index}.jsonl");
            File.WriteAllLines(file, batch.Select(line => bare ? line.Value : line.Record));
            await lakehouse.LandAsync(file);
            await lakehouse.RunAsync();
        }

        Assert.Empty(await lakehouse.RowsAsync("bronze.dead_letters"));
        var current = await lakehouse.RowsAsync($"silver.{name}", "*", "order by id");
        AssertEqual(databases, databases.SelectMany(database => database.Rows).ToDictionary(row => row.Key, row => Text(row.Value)), current.ToDictionary(Id, Text));
        var history = (await lakehouse.RowsAsync($"silver.{name}_history", "*", "order by id, version")).GroupBy(Id).ToDictionary(key => key.Key, Text);
        AssertEqual(databases, databases.SelectMany(database => database.History).Where(key => key.Value.Count > 0).ToDictionary(key => key.Key, key => string.Join("; ", key.Value.Select(Text))), history);
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    /// <summary>On a difference shows one key with all events that name it.</summary>
    private static void AssertEqual(IReadOnlyList<DatabaseSimulation> databases, Dictionary<string, string> expected, Dictionary<string, string> actual)
    {
        var wrong = expected.Keys.Union(actual.Keys).Where(key => expected.GetValueOrDefault(key) != actual.GetValueOrDefault(key)).ToList();
        if (wrong is not [var shown, ..])
            return;
        var text = $"\"{shown}\"";
        var events = databases.SelectMany(database => database.Events).Where(line => line.Op == "t" ? shown.StartsWith(line.Table.Server + "/", StringComparison.Ordinal) : new[] { line.Key, line.OldKey, line.NewKey }.Any(key => key?.Contains(text, StringComparison.Ordinal) == true));
        Assert.Fail($"{wrong.Count} keys differ, {shown}:\nexpected {expected.GetValueOrDefault(shown)}\nactual   {actual.GetValueOrDefault(shown)}\n{string.Join('\n', events.Select(line => line.Value))}");
    }

    private static string Id(JsonElement row) => row.GetProperty("id").GetString()!;

    private static string Text(SimulatedRow row) => $"{row.Id} {row.Title ?? "null"} {row.Body ?? "null"}";

    private static string Text(SimulatedVersion version) => $"{version.Row.Title ?? "null"} {version.Row.Body ?? "null"} {Number(version.From)}-{Number(version.To)}";

    private static string Text(JsonElement row) => $"{Id(row)} {row.GetProperty("title").GetString() ?? "null"} {row.GetProperty("body").GetString() ?? "null"}";

    private static string Text(IEnumerable<JsonElement> versions) => string.Join("; ", versions.Select(row =>
        $"{row.GetProperty("title").GetString() ?? "null"} {row.GetProperty("body").GetString() ?? "null"} {Number(Second(row, "valid_from"))}-{Number(Second(row, "valid_to"))}"));

    private static double? Second(JsonElement row, string column) => row.GetProperty(column).GetString() is { } text
        ? (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) - ChangeLine.Start).TotalSeconds
        : null;

    private static string Number(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
