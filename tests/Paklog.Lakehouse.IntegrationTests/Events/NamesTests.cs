using System.Text.Json;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.IntegrationTests.Arrivals;
using Paklog.Lakehouse.IntegrationTests.Generated;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>A source's column may have any name: what the tables hold does not depend on it.</summary>
public sealed class NamesTests : IDisposable
{
    private static readonly string[] Kinds = ["items", "wiped", "docs", "wiped_docs", "lines", "prices"];

    private readonly InputFolder folder = new();

    public static TheoryData<int> Seeds { get; } = [.. ArrivalSeeds.From(1, 2, whenLong: 3)];

    public void Dispose() => folder.Dispose();

    /// <summary>Versions, gaps, moved keys, unchanged large values, parents' deletes, truncates, snapshots, rejections, older names and defaults, landed in some order with runs in between.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Renamed_columns_give_the_same_rows_place_by_place(int seed)
    {
        var random = new Random(seed);
        var lines = Kinds.SelectMany(kind => Enumerable.Range(0, 2), (kind, number) => new EventGenerator($"{kind}{seed}-{number}", kind, new Random(seed * 1000 + number)).Make(steps: 20)).SelectMany(scenario => scenario.Lines).ToArray();
        random.Shuffle(lines);
        await AssertSameAsync(ScenarioTables.Definition, Renaming.Random(ScenarioTables.Definition, random), [.. lines.Chunk(lines.Length / 3 + 1)]);
    }

    /// <summary>Events that extend what stands take the short way, in which the last versions are read back.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Renamed_columns_are_extended_in_order(int seed)
    {
        var definition = ScenarioTables.Define(ScenarioTables.Items, ScenarioTables.Prices);
        var random = new Random(seed);
        var (items, prices) = (ScenarioTables.OfItems("o"), ScenarioTables.OfPrices("o"));
        var older = ScenarioTables.OfPrices("o", "label");
        var lines = Enumerable.Range(1, 90).Select(position => ($"{random.Next(6)}", $"{(char)('a' + random.Next(3))}", random.Next(8)) switch
        {
            var (id, name, dice) when position % 2 == 0 => dice switch
            {
                0 => items.Delete(position, id, name, 1),
                1 => items.Update(position, id, name, "huge"),
                _ => items.Update(position, id, name, random.Next(3)),
            },
            var (id, name, dice) => dice switch
            {
                0 => prices.Delete(position, id, name, "1.50"),
                1 => prices.Update(position, id, name, "12345678901.00"),
                2 => older.Update(position, id, name, "2.50", null),
                _ => prices.Update(position, id, name, "0.50", "app"),
            },
        });
        var reports = await AssertSameAsync(definition, Renaming.Random(definition, random), [.. lines.Chunk(30)]);
        Assert.All(reports.Skip(1), report => Assert.Contains(report.Tables, table => table.Reason.EndsWith("in order", StringComparison.Ordinal)));
    }

    private async Task<IReadOnlyList<RunReport>> AssertSameAsync(LakehouseDefinition definition, Renaming renaming, IReadOnlyList<IReadOnlyList<ChangeLine>> batches)
    {
        using var plain = await TestLakehouse.OpenAsync(definition);
        using var renamed = await TestLakehouse.OpenAsync(renaming.Of(definition));
        var reports = new List<RunReport>();
        foreach (var batch in batches)
        {
            await folder.LandAndRunAsync(plain, batch);
            reports.Add(await folder.LandAndRunAsync(renamed, [.. batch.Select(renaming.Of)]));
        }

        foreach (var table in plain.Definition.Contracts.SelectMany(contract => contract.History is null ? [contract.Table] : new[] { contract.Table, contract.Table + "_history" }))
        {
            var (expected, actual) = (await RowsAsync(plain, table), await RowsAsync(renamed, table));
            Assert.True(expected.SequenceEqual(actual), $"{table} with {renaming}:\nexpected\n  {string.Join("\n  ", expected.Except(actual).Take(5))}\nwas\n  {string.Join("\n  ", actual.Except(expected).Take(5))}");
        }

        Assert.Equal(await LettersAsync(plain, (table, column) => renaming.Names.GetValueOrDefault((table, column), column)), await LettersAsync(renamed, (_, column) => column));
        (await renamed.CompareWithFullRunAsync()).AssertNone();
        return reports;
    }

    /// <summary>Without the identity of the event that opened a version: it has the key's JSON in it.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(TestLakehouse lakehouse, string table) =>
        [.. (await lakehouse.RowsAsync("silver." + table)).Select(row => string.Join(" | ", row.EnumerateObject().Where(member => member.Name != "_opened_by").Select(member => member.Value.GetRawText()))).Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<string>> LettersAsync(TestLakehouse lakehouse, Func<string, string, string> name) =>
        [.. (await lakehouse.RowsAsync("silver.dead_letters")).Select(letter => $"{Text(letter, "table_name")} {name(Text(letter, "table_name")["silver.".Length..], Text(letter, "column_name"))} {Text(letter, "error_message")}").Order(StringComparer.Ordinal)];

    private static string Text(JsonElement row, string column) => row.GetProperty(column).GetString()!;
}
