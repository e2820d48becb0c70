namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>Makes a case of a seed: lines are cut into batches, delivered again here and there, put in another order, and runs come between the batches.</summary>
internal static class ArrivalGenerator
{
    /// <param name="batches">At most so many.</param>
    public static ArrivalCase Make(string name, int seed, IReadOnlyList<TopicLine> lines, int batches)
    {
        var random = new Random(seed);
        var copied = random.Next(3) == 0 ? 0.0 : random.NextDouble() * 0.2;
        var arriving = lines.Concat(lines.Where(_ => random.NextDouble() < copied).Select(line => random.Next(2) == 0 ? line : line.Again())).ToList();
        var ordered = random.Next(3);
        arriving = ordered switch
        {
            0 => Interleave(arriving, random),
            1 => Shuffle(arriving, random),
            _ => [.. Interleave(arriving, random).AsEnumerable().Reverse()],
        };
        var steps = new List<ArrivalStep>();
        var cuts = Enumerable.Range(0, random.Next(batches)).Select(_ => random.Next(arriving.Count + 1)).Append(0).Append(arriving.Count).Distinct().Order().ToList();
        foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
        {
            steps.Add(new ArrivalStep.Land(arriving[from..to]));
            if (random.Next(5) < 2)
                steps.Add(RunOf(random, lines));
        }

        return new ArrivalCase($"{name}, seed {seed} ({(ordered switch { 0 => "partitions in order", 1 => "any order", _ => "backwards" })})", steps);
    }

    private static ArrivalStep.Run RunOf(Random random, IReadOnlyList<TopicLine> lines)
    {
        DateTimeOffset? Instant() => lines[random.Next(lines.Count)].Time?.AddMilliseconds(random.Next(2));
        return random.Next(6) switch
        {
            0 or 1 => new ArrivalStep.Run(To: Instant()),
            2 when (Instant(), Instant()) is ({ } one, { } other) && one != other => new ArrivalStep.Run(one < other ? one : other, one < other ? other : one),
            _ => new ArrivalStep.Run(),
        };
    }

    /// <summary>The order within each partition stays; which partition is next is random, as between the partitions of Kafka.</summary>
    private static List<TopicLine> Interleave(List<TopicLine> lines, Random random)
    {
        var partitions = lines.GroupBy(line => (line.Topic, line.Partition)).Select(partition => new Queue<TopicLine>(partition.OrderBy(line => line.Id))).ToList();
        var merged = new List<TopicLine>(lines.Count);
        while (partitions.Count > 0)
        {
            var next = partitions[random.Next(partitions.Count)];
            for (var run = random.Next(1, 40); run > 0 && next.Count > 0; run--)
                merged.Add(next.Dequeue());
            if (next.Count == 0)
                partitions.Remove(next);
        }

        return merged;
    }

    private static List<TopicLine> Shuffle(List<TopicLine> lines, Random random)
    {
        var shuffled = lines.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled];
    }
}
