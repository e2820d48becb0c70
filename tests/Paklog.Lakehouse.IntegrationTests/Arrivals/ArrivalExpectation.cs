namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>Lines, and the tables of one landing and one run of them.</summary>
internal sealed record ArrivalExpectation(IReadOnlyList<TopicLine> Lines, TestLakehouse Lakehouse, IReadOnlyDictionary<string, string> Digests) : IDisposable
{
    public void Dispose() => Lakehouse.Dispose();
}
