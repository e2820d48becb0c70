namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Order, transactions, versions and gaps, on events of MariaDB.</summary>
internal static class ItemScenarios
{
    public static IEnumerable<Scenario> All()
    {
        yield return Of("delete-insert-delete", s => [
            s.Create(10, "1", "a", 1),
            s.Delete(20, "1") with { Transaction = 20, Order = 1 },
            s.Create(21, "1", "b", 1) with { Transaction = 20, Order = 2 },
            s.Delete(22, "1") with { Transaction = 20, Order = 3 }], [], ["1.1 a 10-22"]);
        yield return Of("insert-delete-insert", s => [
            s.Create(10, "1", "a", 1) with { Transaction = 10, Order = 1 },
            s.Delete(11, "1") with { Transaction = 10, Order = 2 },
            s.Create(12, "1", "b", 1) with { Transaction = 10, Order = 3 }], ["1 b 1"], ["1.1 b 12-"]);
        yield return Of("inserted-and-deleted-in-one", s => [
            s.Create(10, "1", "a", 1) with { Transaction = 10 },
            s.Delete(11, "1") with { Transaction = 10, Order = 2 }], [], []);
        yield return Of("replaced-by-its-equal-in-one", s => [
            s.Create(10, "1", "a", 1),
            s.Delete(20, "1") with { Transaction = 20 },
            s.Create(21, "1", "a", 1) with { Transaction = 20, Order = 2 }], ["1 a 1"], ["1.1 a 10-"]);
        yield return Of("gap-between-equals", s => [
            s.Create(10, "1", "a", 1), s.Delete(20, "1"), s.Create(30, "1", "a", 1)], ["1 a 1"], ["1.1 a 10-20", "1.2 a 30-"]);
        yield return Of("key-change", s => [
            s.Create(10, "1", "a", 1), .. s.Move(20, "1", "2", "a", 1), s.Update(30, "2", "b", 1)], ["2 b 1"], ["1.1 a 10-20", "2.1 a 20-30", "2.2 b 30-"]);
        yield return Of("key-taken-again", s => [
            s.Create(10, "1", "a", 1), .. s.Move(20, "1", "2", "a", 1), s.Create(30, "1", "c", 1)], ["1 c 1", "2 a 1"], ["1.1 a 10-20", "1.2 c 30-", "2.1 a 20-"]);
        yield return Of("change-between-equals", s => [
            s.Create(10, "1", "a", 1), s.Update(15, "1", "b", 1), s.Update(20, "1", "a", 1)], ["1 a 1"], ["1.1 a 10-15", "1.2 b 15-20", "1.3 a 20-"]);
        yield return Of("time-goes-back", s => [
            s.Create(10, "1", "a", 1) with { Second = 100 }, s.Update(20, "1", "b", 1) with { Second = 50 }, s.Update(30, "1", "c", 1) with { Second = 150 }],
            ["1 c 1"], ["1.1 a 100-100", "1.2 b 100-150", "1.3 c 150-"]);
        yield return Of("time-goes-back-over-a-gap", s => [
            s.Create(10, "1", "a", 1) with { Second = 100 }, s.Delete(20, "1") with { Second = 50 }, s.Create(30, "1", "a", 1) with { Second = 60 }],
            ["1 a 1"], ["1.1 a 100-100", "1.2 a 100-"]);
        yield return Of("many-in-one-second", s => [
            s.Create(10, "1", "a", 1) with { Second = 10 }, s.Update(11, "1", "b", 1) with { Second = 10 }, s.Update(12, "1", "c", 1) with { Second = 10 }],
            ["1 c 1"], ["1.1 a 10-10", "1.2 b 10-10", "1.3 c 10-"]);
        yield return Of("untracked-column", s => [
            s.Create(10, "1", "a", 1), s.Update(20, "1", "a", 2)], ["1 a 2"], ["1.1 a 10-"]);
        yield return Of("binlog-files-count", s => [
            s.Create(900, "1", "a", 1) with { File = 9, Second = 10 }, s.Update(800, "1", "b", 1) with { File = 10, Second = 20 }, s.Update(4, "1", "c", 1) with { File = 100, Second = 30 }],
            ["1 c 1"], ["1.1 a 10-20", "1.2 b 20-30", "1.3 c 30-"]);
        yield return Of("rows-of-one-statement", s => [
            s.Create(10, "1", "a", 1) with { Row = 0 },
            s.Create(10, "2", "b", 1) with { Row = 1, Order = 2 },
            s.Update(20, "1", "c", 1) with { Row = 2, Order = 3 },
            s.Update(20, "2", "d", 1) with { Row = 10, Order = 11 }], ["1 c 1", "2 d 1"], ["1.1 a 10-20", "1.2 c 20-", "2.1 b 10-20", "2.2 d 20-"]);
        yield return Of("topic-made-again", s => [
            s.Create(10, "1", "a", 1) with { Offset = 0 }, s.Update(20, "1", "b", 1) with { Offset = 1 },
            s.Update(30, "1", "c", 1) with { Offset = 0 }, s.Update(40, "1", "d", 1) with { Offset = 1 }], ["1 d 1"], ["1.1 a 10-20", "1.2 b 20-30", "1.3 c 30-40", "1.4 d 40-"]);
        yield return Of("delete-with-the-key-alone", s => [
            s.Create(10, "1", "a", 1), s.Delete(20, "1") with { Before = null }], [], ["1.1 a 10-20"]);
        yield return Of("update-of-a-row-never-seen", s => [
            s.Update(20, "1", "b", 1), s.Update(30, "1", "c", 1)], ["1 c 1"], ["1.1 b 20-30", "1.2 c 30-"]);
        yield return Of("snapshot-overlaps-the-stream", s => [
            s.Read(5, "1", "true", 8, "a", 1), s.Update(6, "1", "b", 1) with { Second = 7 }, s.Delete(9, "1")], [], ["1.1 a 8-8", "1.2 b 8-9"]);
        yield return Of("read-again-in-mid-stream", s => [
            s.Create(10, "1", "a", 1), s.Read(15, "1", "incremental", 16, "a", 1), s.Update(20, "1", "b", 1), s.Read(25, "1", "incremental", 26, "x", 2)],
            ["1 x 2"], ["1.1 a 10-20", "1.2 b 20-26", "1.3 x 26-"]);
        yield return Of("reading-of-one-signal", s => [
            s.Read(15, "1", "incremental", 16, "a", 1) with { Transaction = 15 }, s.Update(15, "1", "b", 1) with { Transaction = 15, Row = 1, Second = 17 }],
            ["1 b 1"], ["1.1 a 16-17", "1.2 b 17-"]);
    }

    private static Scenario Of(string name, Func<EventSource, Testing.Events.ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "items", lines(ScenarioTables.OfItems(name)), current, history);
}
