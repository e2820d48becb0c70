using Paklog.Lakehouse.Testing.Events;
using static Paklog.Lakehouse.IntegrationTests.Events.ScenarioTables;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>What touches every key of a table: truncates, and snapshots that are taken again.</summary>
internal static class WipeScenarios
{
    public static IEnumerable<Scenario> All()
    {
        yield return Of("truncate-overtakes-other-partitions", s => [
            s.Create(10, "1", "a", 1) with { Partition = 1 },
            s.Table.Truncate(15) with { Partition = 0 },
            s.Create(20, "2", "b", 1) with { Partition = 2 }], ["2 b 1"], ["1.1 a 10-15", "2.1 b 20-"]);
        yield return Of("truncate-and-the-same-again", s => [
            s.Create(10, "1", "a", 1), s.Table.Truncate(15), s.Create(20, "1", "a", 1), s.Table.Truncate(25)], [], ["1.1 a 10-15", "1.2 a 20-25"]);
        yield return Of("truncate-inside-a-transaction", s => [
            s.Create(10, "1", "a", 1) with { Transaction = 10 },
            s.Create(11, "2", "b", 1) with { Transaction = 10, Order = 2 },
            s.Table.Truncate(12) with { Transaction = 10, Order = 3 },
            s.Create(13, "2", "c", 1) with { Transaction = 10, Order = 4 }], ["2 c 1"], ["2.1 c 13-"]);
        yield return Of("taken-again", s => [
            s.Read(5, "1", "first", 5, "a", 1), s.Read(5, "2", "true", 6, "b", 1), s.Read(5, "3", "last", 7, "c", 1),
            s.Create(10, "4", "d", 1), s.Update(11, "1", "a2", 1),
            s.Read(20, "1", "first", 30, "a3", 1), s.Read(20, "3", "last", 31, "c", 1),
            s.Create(40, "5", "e", 1)],
            ["1 a3 1", "3 c 1", "5 e 1"],
            ["1.1 a 5-11", "1.2 a2 11-30", "1.3 a3 30-", "2.1 b 6-30", "3.1 c 7-", "4.1 d 10-30", "5.1 e 40-"]);
        yield return Of("taken-again-and-not-finished", s => [
            s.Read(5, "1", "first", 5, "a", 1), s.Read(5, "2", "last", 6, "b", 1),
            s.Read(20, "1", "first", 30, "a", 1), s.Read(20, "3", "true", 31, "c", 1)],
            ["1 a 1", "2 b 1", "3 c 1"], ["1.1 a 5-", "2.1 b 6-", "3.1 c 31-"]);
        yield return Of("taken-again-at-one-position", s => [
            s.Read(5, "1", "first", 5, "a", 1), s.Read(5, "2", "last", 6, "b", 1),
            s.Read(5, "1", "first", 30, "a", 1), s.Read(5, "3", "last", 31, "c", 1)],
            ["1 a 1", "3 c 1"], ["1.1 a 5-", "2.1 b 6-30", "3.1 c 31-"]);
        // What stands behind the snapshot names the key, so that the snapshot does not take it.
        yield return Of("missing-and-named-behind-the-snapshot", s => [
            s.Read(5, "1", "first_in_data_collection", 5, "a", 1), s.Read(5, "2", "last_in_data_collection", 6, "b", 1),
            s.Read(20, "1", "first_in_data_collection", 30, "a", 1), s.Read(20, "3", "last_in_data_collection", 31, "c", 1),
            s.Create(40, "2", "b", 1)],
            ["1 a 1", "2 b 1", "3 c 1"], ["1.1 a 5-", "2.1 b 6-", "3.1 c 31-"]);
        // The snapshot has the row: that its value does not fit keeps the version before, and does not take the row away.
        yield return Of("taken-again-and-one-rejected", s => [
            s.Read(5, "1", "first", 5, "a", 1), s.Read(5, "2", "last", 6, "b", 1),
            s.Read(20, "1", "first", 30, "a", "huge"), s.Read(20, "2", "last", 31, "b", 2)],
            ["1 a 1", "2 b 2"], ["1.1 a 5-", "2.1 b 6-"]);
        yield return OfDocs("read-behind-the-last-commit", s => [
            s.Read(50, "1", "first", 5, "a", "X"), s.Read(50, "2", "last", 5, "b", "X"),
            s.Create(60, "3", "c", "X") with { CommitBefore = -1 },
            s.Read(80, "1", "first", 90, "a", "X"), s.Read(80, "3", "last", 90, "c", "X"),
            s.Update(75, "3", "c2", "X") with { CommitBefore = -1, Second = 95 }],
            ["1 a X", "3 c2 X"], ["1.1 a X 5-", "2.1 b X 5-90", "3.1 c X 60-95", "3.2 c2 X 95-"]);
    }

    private static Scenario Of(string name, Func<EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "wiped", lines(OfWiped(name)), current, history);

    private static Scenario OfDocs(string name, Func<EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "wiped_docs", lines(OfWipedDocs(name)), current, history);
}
