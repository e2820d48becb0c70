using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>The events of scenarios landed in steps, with a run after each.</summary>
/// <param name="Differences">What each step's tables differed in from those of a full run; of the last step at least.</param>
internal sealed record Arrival(TestLakehouse Lakehouse, IReadOnlyList<Differences> Differences)
{
    /// <param name="steps">Of each scenario the lines that each step lands.</param>
    /// <param name="full">Compare after every step with a full run, not only in the end.</param>
    public static async Task<Arrival> OfAsync(IReadOnlyList<Scenario> scenarios, Func<IReadOnlyList<ChangeLine>, IReadOnlyList<IReadOnlyList<ChangeLine>>> steps, bool full)
    {
        var differences = new List<Differences>();
        var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        using var folder = new TemporaryFolder();
        var arriving = scenarios.Select(scenario => steps(scenario.Lines)).ToList();
        var last = arriving.Max(lines => lines.Count) - 1;
        for (var step = 0; step <= last; step++)
        {
            var file = Path.Combine(folder.Path, $"{step:00}.jsonl");
            File.WriteAllLines(file, arriving.SelectMany(lines => step < lines.Count ? lines[step] : []).Select(line => line.Record));
            await lakehouse.LandAsync(file);
            await lakehouse.RunAsync();
            if (full || step == last)
                differences.Add((await lakehouse.CompareWithFullRunAsync()) with { Table = $"step {step + 1}" });
        }

        return new Arrival(lakehouse, differences);
    }

    public static IReadOnlyList<IReadOnlyList<ChangeLine>> AtOnce(IReadOnlyList<ChangeLine> lines) => [lines];

    public static IReadOnlyList<IReadOnlyList<ChangeLine>> OneByOne(IReadOnlyList<ChangeLine> lines) => [.. lines.Select(line => new[] { line })];

    public static IReadOnlyList<IReadOnlyList<ChangeLine>> Backwards(IReadOnlyList<ChangeLine> lines) => OneByOne([.. lines.Reverse()]);

    public static IReadOnlyList<IReadOnlyList<ChangeLine>> Shuffled(IReadOnlyList<ChangeLine> lines, int seed)
    {
        var order = lines.ToArray();
        new Random(seed).Shuffle(order);
        return OneByOne(order);
    }

    /// <summary>Two by two, the last step bringing all lines once more, as if the topic were read again from its beginning.</summary>
    public static IReadOnlyList<IReadOnlyList<ChangeLine>> InPairsAndAgain(IReadOnlyList<ChangeLine> lines, int seed)
    {
        var order = lines.ToArray();
        new Random(seed).Shuffle(order);
        return [.. order.Chunk(2), [.. lines.Select(line => line with { Offset = line.Position + 1000 })]];
    }
}
