using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.IntegrationTests.Recordings;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>One warmed engine, and what one landing and one run make of the recordings' topics. A second thread would cost such small tables more than it saves.</summary>
public sealed class ArrivalFixture : IDisposable
{
    private readonly EmbeddedEngine engine = new(new EngineOptions { Threads = 1 }, new ManifestCache());
    private readonly Dictionary<(string, bool), IReadOnlyList<TopicLine>> recordings = [];
    private readonly Dictionary<(string, bool, string), ArrivalExpectation> expectations = [];

    internal ArrivalJudge Judge => new(engine, TestLakehouse.Paklog);

    internal ArrivalJudge JudgeThatSees(Func<TopicLine, bool> seen) => new(engine, TestLakehouse.Paklog, seen);

    public void Dispose()
    {
        foreach (var expectation in expectations.Values)
            expectation.Dispose();
        engine.Dispose();
    }

    /// <summary>The lines of some tables' topics, or of all topics where none is named.</summary>
    /// <param name="topics">The recording's folder.</param>
    internal IReadOnlyList<TopicLine> Lines(string topics, bool bare, IReadOnlyList<string> tables)
    {
        if (!recordings.TryGetValue((topics, bare), out var lines))
            recordings.Add((topics, bare), lines = [.. Recording.Lines(topics).Select((text, index) => TopicLine.Read(index, text, bare)).OfType<TopicLine>()]);
        return tables.Count == 0 ? lines : [.. lines.Where(line => tables.Contains(line.Topic.Split('.')[^1]))];
    }

    internal async Task<ArrivalExpectation> ExpectAsync(string topics, bool bare, IReadOnlyList<string> tables)
    {
        var key = (topics, bare, string.Join(' ', tables));
        if (!expectations.TryGetValue(key, out var known))
            expectations.Add(key, known = await Judge.ExpectAsync(Lines(topics, bare, tables)));
        return known;
    }
}
