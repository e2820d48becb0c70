using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.IntegrationTests.Arrivals;
using Paklog.Lakehouse.IntegrationTests.Events;

namespace Paklog.Lakehouse.IntegrationTests.Generated;

/// <summary>Generated events in any order and any split, judged by <see cref="EventModel"/>. A case holds many sources at once; the one that fails is made small alone.</summary>
public sealed class GeneratedArrivalTests : IDisposable
{
    private static readonly string[] Kinds = ["items", "wiped", "docs", "wiped_docs", "lines", "prices"];

    private readonly EmbeddedEngine engine = new(new EngineOptions { Threads = 1 }, new ManifestCache());

    public static TheoryData<int> Seeds { get; } = [.. ArrivalSeeds.From(1, 8)];

    public void Dispose() => engine.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Tables_say_what_the_model_says(int seed)
    {
        var scenarios = Kinds.SelectMany(kind => Enumerable.Range(0, 6), (kind, number) => new EventGenerator($"{kind}{seed}-{number}", kind, new Random(seed * 1000 + number)).Make(steps: 20)).ToList();
        var arrival = ArrivalGenerator.Make("generated", seed, Lines(scenarios), batches: 4);
        var wrong = await FindWrongAsync(arrival, scenarios);
        if (wrong.Count == 0)
            return;

        var failing = wrong[0].Scenario;
        async Task<bool> FailsAsync(ArrivalCase candidate) => (await FindWrongAsync(candidate, [Narrowed(failing, candidate)])).Count > 0;
        var small = With(arrival, line => line.Topic.StartsWith(failing.Name + ".", StringComparison.Ordinal));
        if (await FailsAsync(small))
            small = await new ArrivalShrinker(FailsAsync, attempts: 120).ShrinkAsync(small);
        Assert.Fail($"{wrong.Count} sources of seed {seed} differ: {string.Join(", ", wrong.Select(source => source.Scenario.Name))}\n{wrong[0].Text}\nmade small:\n{small}\n{(await FindWrongAsync(small, [Narrowed(failing, small)])).FirstOrDefault().Text}");
    }

    private async Task<List<(Scenario Scenario, string Text)>> FindWrongAsync(ArrivalCase arrival, IReadOnlyList<Scenario> scenarios)
    {
        using var lakehouse = await new ArrivalJudge(engine, ScenarioTables.Definition).PlayAsync(arrival);
        var wrong = new List<(Scenario, string)>();
        foreach (var scenario in scenarios)
        {
            var (current, history) = (await scenario.CurrentAsync(lakehouse), await scenario.HistoryAsync(lakehouse));
            if (!scenario.Current.SequenceEqual(current) || !scenario.History!.SequenceEqual(history))
                wrong.Add((scenario, $"{scenario.Name}: expected\n  {string.Join("; ", scenario.Current)}\n  {string.Join("; ", scenario.History!)}\nwas\n  {string.Join("; ", current)}\n  {string.Join("; ", history)}"));
        }

        return wrong;
    }

    private static IReadOnlyList<TopicLine> Lines(IReadOnlyList<Scenario> scenarios) =>
        [.. scenarios.SelectMany(scenario => scenario.Lines).Select((line, id) => new TopicLine(id, line.Record, line.Table.Topic, line.Partition, DateTimeOffset.FromUnixTimeMilliseconds(line.Nanos / 1_000_000)))];

    /// <summary>What the model says of the lines that are left. A line and its copies differ in the offset, which is nothing to the model.</summary>
    private static Scenario Narrowed(Scenario scenario, ArrivalCase arrival)
    {
        var left = arrival.Lines.Select(line => Value(line.Text)).ToHashSet();
        return ModelScenario.Of(scenario.Name, scenario.Table, [.. scenario.Lines.Where(line => left.Contains(Value(line.Record)))]);
    }

    private static string Value(string record) => record[record.IndexOf("\"headers\"", StringComparison.Ordinal)..];

    private static ArrivalCase With(ArrivalCase arrival, Func<TopicLine, bool> kept) =>
        arrival with { Steps = [.. arrival.Steps.Select(step => step is ArrivalStep.Land landing ? new ArrivalStep.Land([.. landing.Lines.Where(kept)]) : step)] };
}
