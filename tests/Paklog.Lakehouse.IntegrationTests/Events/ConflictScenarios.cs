using Paklog.Lakehouse.Testing.Events;
using static Paklog.Lakehouse.IntegrationTests.Events.ScenarioTables;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Events that say different things of one position: none of them counts.</summary>
internal static class ConflictScenarios
{
    public static IEnumerable<Scenario> All()
    {
        yield return Of("contradiction", s => [
            s.Create(10, "1", "a", 1), s.Update(20, "1", "b", 1), s.Update(20, "1", "c", 1), s.Update(30, "1", "d", 1)], ["1 d 1"], ["1.1 a 10-30", "1.2 d 30-"]);
        yield return Of("contradiction-and-copies", s => [
            s.Create(10, "1", "a", 1), s.Update(20, "1", "b", 1), s.Update(20, "1", "b", 1) with { Offset = 21 }, s.Update(20, "1", "c", 1), s.Update(20, "1", "b", 1) with { Offset = 22 }],
            ["1 a 1"], ["1.1 a 10-"]);
        yield return Of("three-opinions", s => [
            s.Create(10, "1", "a", 1), s.Create(10, "1", "b", 1), s.Create(10, "1", "c", 1), s.Create(11, "2", "d", 1)], ["2 d 1"], ["2.1 d 11-"]);
        // A binlog that began anew: the same position, on another day.
        yield return Of("contradiction-of-another-day", s => [
            s.Create(10, "1", "a", 1), s.Update(20, "1", "b", 1), s.Update(20, "1", "c", 1) with { Second = 86400 * 3 }], ["1 a 1"], ["1.1 a 10-"]);
        yield return Of("copies-agree", s => [
            s.Create(10, "1", "a", 1), s.Create(10, "1", "a", 1) with { Offset = 11, Partition = 1 }, s.Update(20, "1", "b", 1), s.Update(20, "1", "b", 1)],
            ["1 b 1"], ["1.1 a 10-20", "1.2 b 20-"]);
    }

    private static Scenario Of(string name, Func<EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "items", lines(OfItems(name)), current, history);
}
