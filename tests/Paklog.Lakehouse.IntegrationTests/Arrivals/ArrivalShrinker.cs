namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>Makes a failing case small: leaves out steps and lines (whole ranges first, then single ones), joins landings, takes the dates off runs, as long as it still fails.</summary>
/// <param name="fails">Whether a case fails.</param>
/// <param name="attempts">How many cases to try at most.</param>
internal sealed class ArrivalShrinker(Func<ArrivalCase, Task<bool>> fails, int attempts)
{
    private int left = attempts;

    public async Task<ArrivalCase> ShrinkAsync(ArrivalCase failing)
    {
        for (var before = failing.Size; ; before = failing.Size)
        {
            failing = await ThinAsync(failing, failing.Steps, (arrival, steps) => arrival with { Steps = steps });
            failing = await ThinAsync(failing, [.. Lines(failing)], WithLines);
            failing = await SimplifyAsync(failing);
            if (left <= 0 || failing.Size == before)
                return failing;
        }
    }

    /// <summary>Leaves out ranges of parts, half of them at first, then quarters, down to single ones.</summary>
    private async Task<ArrivalCase> ThinAsync<T>(ArrivalCase failing, IReadOnlyList<T> parts, Func<ArrivalCase, IReadOnlyList<T>, ArrivalCase> with)
    {
        for (var size = (parts.Count + 1) / 2; size > 0 && parts.Count > 0; size = size == 1 ? 0 : (size + 1) / 2)
        {
            for (var start = 0; start < parts.Count && left > 0;)
            {
                T[] fewer = [.. parts.Take(start), .. parts.Skip(start + size)];
                if (await FailsAsync(with(failing, fewer)))
                    (failing, parts) = (with(failing, fewer), fewer);
                else
                    start += size;
            }
        }

        return failing;
    }

    private async Task<ArrivalCase> SimplifyAsync(ArrivalCase failing)
    {
        for (var index = 0; index < failing.Steps.Count && left > 0; index++)
        {
            ArrivalStep[]? simpler = failing.Steps[index] switch
            {
                ArrivalStep.Run { From: not null } or ArrivalStep.Run { To: not null } => [.. failing.Steps.Take(index), new ArrivalStep.Run(), .. failing.Steps.Skip(index + 1)],
                ArrivalStep.Land one when index + 1 < failing.Steps.Count && failing.Steps[index + 1] is ArrivalStep.Land other =>
                    [.. failing.Steps.Take(index), new ArrivalStep.Land([.. one.Lines, .. other.Lines]), .. failing.Steps.Skip(index + 2)],
                _ => null,
            };
            if (simpler is not null && await FailsAsync(failing with { Steps = simpler }))
                failing = failing with { Steps = simpler };
        }

        return failing;
    }

    private async Task<bool> FailsAsync(ArrivalCase arrival)
    {
        if (left-- <= 0 || arrival.Lines.Count == 0)
            return false;
        return await fails(arrival);
    }

    private static IEnumerable<(int Step, TopicLine Line)> Lines(ArrivalCase arrival) =>
        arrival.Steps.SelectMany((step, index) => step is ArrivalStep.Land landing ? landing.Lines.Select(line => (index, line)) : []);

    private static ArrivalCase WithLines(ArrivalCase arrival, IReadOnlyList<(int Step, TopicLine Line)> lines)
    {
        var kept = lines.ToLookup(pair => pair.Step, pair => pair.Line);
        return arrival with { Steps = [.. arrival.Steps.Select((step, index) => step is ArrivalStep.Land ? new ArrivalStep.Land([.. kept[index]]) : step)] };
    }
}
