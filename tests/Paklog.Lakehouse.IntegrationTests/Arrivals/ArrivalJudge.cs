using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>Plays cases in one warmed engine and compares what comes of them with one landing and one run of the same lines.</summary>
/// <param name="seen">Which lines the judge lands of those that a case holds; all, unless a test wants a judge that errs.</param>
internal sealed class ArrivalJudge(EmbeddedEngine engine, LakehouseDefinition definition, Func<TopicLine, bool>? seen = null)
{
    public async Task<ArrivalExpectation> ExpectAsync(IReadOnlyList<TopicLine> lines)
    {
        var lakehouse = await TestLakehouse.OpenAsync(definition, engine: engine);
        using var folder = new TemporaryFolder();
        await LandAsync(lakehouse, folder, 0, [.. lines.Where(seen ?? (_ => true))]);
        await lakehouse.RunAsync();
        return new ArrivalExpectation(lines, lakehouse, await TableDifferences.DigestsAsync(lakehouse));
    }

    /// <summary>Plays a case and compares.</summary>
    /// <param name="expected">What <see cref="ExpectAsync"/> made of the case's lines; null makes it.</param>
    public async Task<Differences> CompareAsync(ArrivalCase arrival, ArrivalExpectation? expected = null)
    {
        using var made = expected is null ? await ExpectAsync(arrival.Lines) : null;
        expected ??= made!;
        using var lakehouse = await PlayAsync(arrival);
        var digests = await TableDifferences.DigestsAsync(lakehouse);
        if (digests.Count == expected.Digests.Count && digests.All(digest => expected.Digests.GetValueOrDefault(digest.Key) == digest.Value))
            return new Differences(arrival.Name, digests.Count, []);
        var found = await TableDifferences.FindAsync(expected.Lakehouse, lakehouse);
        Assert.NotEmpty(found.Found);
        return found with { Table = arrival.Name };
    }

    public async Task<TestLakehouse> PlayAsync(ArrivalCase arrival)
    {
        var lakehouse = await TestLakehouse.OpenAsync(definition, engine: engine);
        using var folder = new TemporaryFolder();
        foreach (var (step, index) in arrival.Steps.Append(new ArrivalStep.Run()).Select((step, index) => (step, index)))
        {
            if (step is ArrivalStep.Land landing)
                await LandAsync(lakehouse, folder, index, landing.Lines);
            else if (step is ArrivalStep.Run run)
                await lakehouse.RunAsync(run.Full, run.From, run.To);
        }

        return lakehouse;
    }

    private static async Task LandAsync(TestLakehouse lakehouse, TemporaryFolder folder, int number, IReadOnlyList<TopicLine> lines)
    {
        if (lines.Count == 0)
            return;
        var file = Path.Combine(folder.Path, $"{number}.jsonl");
        await File.WriteAllLinesAsync(file, lines.Select(line => line.Text), TestContext.Current.CancellationToken);
        await lakehouse.LandAsync(file);
    }
}
