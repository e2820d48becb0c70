using Paklog.Lakehouse.IntegrationTests.Recordings;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>What the shrinker leaves of a failing case, shown with failures that are planted.</summary>
public sealed class ArrivalShrinkerTests(ArrivalFixture arrivals) : IClassFixture<ArrivalFixture>
{
    private static readonly TopicLine[] Numbers = [.. Enumerable.Range(0, 200).Select(id => new TopicLine(id, $"line {id}", "topic", 0, DateTimeOffset.UnixEpoch.AddSeconds(id)))];

    [Fact]
    public async Task A_fault_of_two_lines_and_a_run_between_them_is_left_with_nothing_else()
    {
        // As if a run between them hid that line 17 belongs before line 120.
        static bool Fails(ArrivalCase arrival)
        {
            var steps = arrival.Steps.ToList();
            var (one, other) = (Landing(120), Landing(17));
            return one >= 0 && other > one && steps[one..other].Exists(step => step is ArrivalStep.Run);
            int Landing(int id) => steps.FindIndex(step => step is ArrivalStep.Land landing && landing.Lines.Any(line => line.Id == id));
        }

        var failing = Enumerable.Range(1, 1000).Select(seed => ArrivalGenerator.Make("planted", seed, Numbers, batches: 6)).First(Fails);

        var small = await new ArrivalShrinker(candidate => Task.FromResult(Fails(candidate)), attempts: 1000).ShrinkAsync(failing);

        Assert.Equal(["land 120", "run", "land 17"], small.Steps.Select(step => step is ArrivalStep.Land landing ? $"land {string.Join(' ', landing.Lines.Select(line => line.Id))}" : step.ToString()));
        Assert.StartsWith("planted, seed ", small.ToString());
        Assert.EndsWith("- land\n  line 120\n- run\n- land\n  line 17", small.ToString());
    }

    [Fact]
    public async Task A_judge_that_overlooks_a_line_is_convicted_by_that_line()
    {
        var lines = arrivals.Lines(Recording.Small("plain"), false, ["refunds"]);
        var overlooked = lines.Last(line => line.Text.Contains("\"op\":\"u\"", StringComparison.Ordinal));
        var judge = arrivals.JudgeThatSees(line => line.Id != overlooked.Id);
        async Task<bool> FailsAsync(ArrivalCase candidate) => (await judge.CompareAsync(candidate)).Found.Count > 0;
        var arrival = ArrivalGenerator.Make("refunds", 5, lines, batches: 3);
        Assert.True(await FailsAsync(arrival));

        var small = await new ArrivalShrinker(FailsAsync, attempts: 60).ShrinkAsync(arrival);

        var landing = Assert.IsType<ArrivalStep.Land>(Assert.Single(small.Steps));
        Assert.Equal(overlooked.Id, Assert.Single(landing.Lines).Id);
        Assert.Contains("seed 5", small.ToString());
        Assert.Contains(overlooked.Text, small.ToString());
    }
}
