using System.Diagnostics;
using System.Text.Json;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.IntegrationTests.Arrivals;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Fulfilment;

/// <summary>
/// The reference lakehouse with orders that are shipped, cancelled and refunded, which no recording has: generated events in any order and any split, a run after each part. After each the tables say what
/// <see cref="FulfilmentModel"/> says of what was landed so far, and in the end what a full run makes of it.
/// </summary>
public sealed class FulfilmentTests(ITestOutputHelper output) : IDisposable
{
    private const int Steps = 130;
    private const int FirstSeed = 20;
    private const int Cases = 3;

    private readonly EmbeddedEngine engine = new(new EngineOptions { Threads = 1 }, new ManifestCache());

    public static TheoryData<int> Seeds { get; } = [.. ArrivalSeeds.From(FirstSeed, Cases)];

    public void Dispose() => engine.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Tables_follow_shipments_and_refunds_in_any_order_and_any_split(int seed)
    {
        var watch = Stopwatch.StartNew();
        var (name, events, parts) = Case(seed);
        using var lakehouse = await TestLakehouse.OpenAsync(engine: engine);
        using var folder = new TemporaryFolder();
        var arrived = new HashSet<int>();
        foreach (var (part, index) in parts.Select((part, index) => (part, index)))
        {
            var file = Path.Combine(folder.Path, $"{index}.jsonl");
            await File.WriteAllLinesAsync(file, part.Select(line => line.Text), TestContext.Current.CancellationToken);
            await lakehouse.LandAsync(file);
            await lakehouse.RunAsync();
            arrived.UnionWith(part.Select(line => line.Id));
            await AssertSameAsync(new FulfilmentModel([.. arrived.Select(id => events[id])]), lakehouse, $"PAKLOG_SEED={seed} ({name}), after part {index + 1} with {part.Count} lines");
            output.WriteLine($"{name}: part {index + 1} with {part.Count} lines, {watch.ElapsedMilliseconds} ms");
        }

        Assert.Equal(events.Count, arrived.Count);
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    /// <summary>What the cases are for is in them, so that a generator that forgot it would be found out.</summary>
    [Fact]
    public void The_cases_hold_every_class_and_refunds_and_shipments_of_each_kind()
    {
        var ledger = Enumerable.Range(FirstSeed, Cases).Select(Case)
            .SelectMany(c => Enumerable.Range(1, c.Parts.Count).Select(parts => new FulfilmentModel([.. c.Parts.Take(parts).SelectMany(part => part).Select(line => c.Events[line.Id])])))
            .SelectMany(model => model.Tables.Single(table => table.Key.Table == "silver.finance_ledger").Value).Select(row => row.Split(' ')).ToList();

        Assert.Equal(
            ["amount_mismatch", "currency_mismatch", "duplicate_payment", "matched", "missing_payment", "open", "payment_without_order", "refunded"],
            ledger.Select(row => row[2]).Distinct().Order());
        Assert.Contains(ledger, row => row[1] is "SHIPPED" or "DELIVERED" && row[13] != "0.0000");
        Assert.Contains(ledger, row => row[1] is "CREATED" or "ALLOCATED" or "PICKED" && row[13] != "0.0000");
        Assert.Contains(ledger, row => row[1] == "CANCELLED" && row[12] != "0");
        Assert.Contains(ledger, row => row[14] is "2" or "3" && row[17] == "null");
        Assert.Contains(ledger, row => row[14] is "2" or "3" && row[17] != "null");
    }

    private static (string Name, IReadOnlyList<FulfilmentEvent> Events, IReadOnlyList<IReadOnlyList<TopicLine>> Parts) Case(int seed)
    {
        var events = new FulfilmentGenerator(seed).Make(Steps);
        var lines = events.Select((e, id) => new TopicLine(id, e.Line.Record, e.Line.Table.Topic, e.Line.Partition, null)).ToList();
        var arrival = ArrivalGenerator.Make("fulfilment", seed, lines, batches: 4);
        return (arrival.Name, events, [.. arrival.Steps.OfType<ArrivalStep.Land>().Select((step, index) => index > 0 ? step.Lines : [.. lines.Take(FulfilmentGenerator.Opening), .. step.Lines])]);
    }

    private static async Task AssertSameAsync(FulfilmentModel model, TestLakehouse lakehouse, string when)
    {
        foreach (var ((table, columns), expected) in model.Tables)
        {
            var rows = (await lakehouse.RowsAsync(table, columns)).Select(row => string.Join(' ', row.EnumerateObject().Select(Shown))).ToList();
            var (missing, extra) = (expected.Except(rows).Order(), rows.Except(expected).Order());
            Assert.True(expected.Count == rows.Count && !missing.Any(), $"{table}, {when}: {rows.Count} rows, {expected.Count} expected\n  expected {string.Join("\n  expected ", missing)}\n  was      {string.Join("\n  was      ", extra)}");
        }
    }

    private static string Shown(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Null ? "null" : member.Value.ToString();
}
