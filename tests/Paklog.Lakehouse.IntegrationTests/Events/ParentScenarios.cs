using Paklog.Lakehouse.Testing.Events;
using static Paklog.Lakehouse.IntegrationTests.Events.ScenarioTables;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Rows that go with their parent and of which the database says nothing.</summary>
internal static class ParentScenarios
{
    public static IEnumerable<Scenario> All()
    {
        yield return Of("parent-deleted", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), l.Create(12, "2", "@o1", "b"), o.Delete(20, "o1", "x"), l.Create(30, "3", "@o2", "c")],
            ["3 o2 c"], ["1.1 a 11-20", "2.1 b 12-20", "3.1 c 30-"]);
        // Nothing of the child stands behind the parent's delete.
        yield return Of("parent-deleted-last", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), l.Create(12, "2", "@o2", "b"), o.Delete(500, "o1", "x")], ["2 o2 b"], ["1.1 a 11-500", "2.1 b 12-"]);
        yield return Of("parent-deleted-by-key-alone", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), o.Delete(20, "o1") with { Before = null }], [], ["1.1 a 11-20"]);
        yield return Of("parent-made-again", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), o.Delete(20, "o1", "x"), o.Create(30, "o1", "x"), l.Create(31, "1", "@o1", "a"), l.Create(32, "2", "@o1", "b")],
            ["1 o1 a", "2 o1 b"], ["1.1 a 11-20", "1.2 a 31-", "2.1 b 32-"]);
        yield return Of("child-moved-away-before", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), l.Update(15, "1", "@o2", "a"), o.Delete(20, "o1", "x"), l.Update(30, "1", "@o1", "a")],
            ["1 o1 a"], ["1.1 a 11-"]);
        yield return Of("child-moved-in-before", (o, l) => [
            l.Create(11, "1", "@o1", "a"), l.Update(15, "1", "@o2", "b"), o.Delete(20, "o2", "x")], [], ["1.1 a 11-15", "1.2 b 15-20"]);
        yield return Of("child-deleted-before", (o, l) => [
            l.Create(11, "1", "@o1", "a"), l.Delete(15, "1", "@o1", "a"), o.Delete(20, "o1", "x")], [], ["1.1 a 11-15"]);
        yield return Of("parent-key-changed", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), .. o.Move(20, "o1", "o2", "x")], ["1 o1 a"], ["1.1 a 11-"]);
        // The statements of a transaction have times of their own in MariaDB: the first delete takes the child.
        yield return Of("parent-deleted-twice-in-one-transaction", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"),
            o.Delete(20, "o1", "x") with { Transaction = 20 },
            o.Create(21, "o1", "x") with { Transaction = 20, Order = 2 },
            o.Delete(22, "o1", "x") with { Transaction = 20, Order = 3 }], [], ["1.1 a 11-20"]);
        yield return Of("all-in-one-transaction", (o, l) => [
            o.Create(10, "o1", "x") with { Transaction = 10 },
            l.Create(11, "1", "@o1", "a") with { Transaction = 10, Order = 2 },
            o.Delete(12, "o1", "x") with { Transaction = 10, Order = 3 }], [], []);
    }

    private static Scenario Of(string name, Func<EventSource, EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "lines", lines(OfOrders(name), OfLines(name)), current, history);
}
