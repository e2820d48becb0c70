using Paklog.Lakehouse.Testing.Events;
using static Paklog.Lakehouse.IntegrationTests.Events.ScenarioTables;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Tables without primary key, whose key only the contract says: an update that changes it is one event.</summary>
internal static class KeylessScenarios
{
    public static IEnumerable<Scenario> All()
    {
        yield return Of("keyless-key-change", s => [
            s.Create(10, "1", "a", 1), Change(s, 20, "1", "2", "a"), s.Update(30, "2", "b", 1)], ["2 b 1"], ["1.1 a 10-20", "2.1 a 20-30", "2.2 b 30-"]);
        yield return Of("keyless-key-taken-again", s => [
            s.Create(10, "1", "a", 1), Change(s, 20, "1", "2", "a"), s.Create(30, "1", "c", 1)], ["1 c 1", "2 a 1"], ["1.1 a 10-20", "1.2 c 30-", "2.1 a 20-"]);
        yield return Of("keyless-key-changed-and-back", s => [
            s.Create(10, "1", "a", 1), Change(s, 20, "1", "2", "a"), Change(s, 30, "2", "1", "a")], ["1 a 1"], ["1.1 a 10-20", "1.2 a 30-", "2.1 a 20-30"]);
        yield return Of("keyless-keys-changed-in-one-transaction", s => [
            s.Create(10, "1", "a", 1),
            Change(s, 20, "1", "2", "a") with { Transaction = 20 },
            Change(s, 21, "2", "3", "b") with { Transaction = 20, Order = 2 }], ["3 b 1"], ["1.1 a 10-20", "3.1 b 21-"]);
        yield return Of("keyless-keys-swapped", s => [
            s.Create(10, "1", "a", 1), s.Create(11, "2", "b", 1),
            Change(s, 20, "1", "9", "a") with { Transaction = 20 },
            Change(s, 21, "2", "1", "b") with { Transaction = 20, Order = 2 },
            Change(s, 22, "9", "2", "a") with { Transaction = 20, Order = 3 }], ["1 b 1", "2 a 1"], ["1.1 a 10-21", "1.2 b 21-", "2.1 b 11-22", "2.2 a 22-"]);
        yield return Of("keyless-keys-changed-by-one-statement", s => [
            s.Create(10, "1", "a", 1), s.Create(11, "2", "b", 1),
            Change(s, 20, "2", "3", "b") with { Row = 0 },
            Change(s, 20, "1", "2", "a") with { Row = 1, Order = 2 }], ["2 a 1", "3 b 1"], ["1.1 a 10-20", "2.1 b 11-20", "2.2 a 20-", "3.1 b 20-"]);
        yield return Of("keyless-change-of-a-row-never-seen", s => [
            Change(s, 20, "1", "2", "a")], ["2 a 1"], ["2.1 a 20-"]);
        yield return Of("keyless-row-changed-onto-another", s => [
            s.Create(10, "1", "a", 1), s.Create(11, "2", "b", 1), Change(s, 20, "1", "2", "a")], ["2 a 1"], ["1.1 a 10-20", "2.1 b 11-20", "2.2 a 20-"]);
        // The contract's key says that they are one row.
        yield return Of("keyless-equal-rows", s => [
            s.Create(10, "1", "a", 1) with { Transaction = 10 }, s.Create(11, "1", "a", 1) with { Transaction = 10, Order = 2 }], ["1 a 1"], ["1.1 a 11-"]);
        yield return Of("keyless-one-of-equal-rows-deleted", s => [
            s.Create(10, "1", "a", 1) with { Transaction = 10 }, s.Create(11, "1", "a", 1) with { Transaction = 10, Order = 2 }, s.Delete(20, "1", "a", 1)], [], ["1.1 a 11-20"]);
        yield return Of("keyless-delete-and-insert", s => [
            s.Create(10, "1", "a", 1), s.Delete(20, "1", "a", 1), s.Create(30, "1", "a", 1)], ["1 a 1"], ["1.1 a 10-20", "1.2 a 30-"]);
        yield return Of("keyless-read-and-changed", s => [
            s.Read(5, "1", "true", 8, "a", 1), Change(s, 9, "1", "2", "a")], ["2 a 1"], ["1.1 a 8-9", "2.1 a 9-"]);
        yield return OfPostgres("keyless-toast-behind-a-key-change", s => [
            s.Create(10, "1", "a", "X"), s.Table.Update(20, s.Row("2", "b", Placeholder), s.Row("1", "a", "X"))], ["2 b X"], ["1.1 a X 10-20", "2.1 b X 20-"]);
        yield return OfPostgres("keyless-toast-behind-two-key-changes", s => [
            s.Create(10, "1", "a", "X"), s.Table.Update(20, s.Row("2", "b", Placeholder), s.Row("1", "a", Placeholder)), s.Table.Update(30, s.Row("3", "c", Placeholder), s.Row("2", "b", Placeholder)),
            s.Table.Update(40, s.Row("3", "d", Placeholder), s.Row("3", "c", Placeholder))],
            ["3 d X"], ["1.1 a X 10-20", "2.1 b X 20-30", "3.1 c X 30-40", "3.2 d X 40-"]);
        yield return OfPostgres("keyless-in-one-transaction", s => [
            s.Create(10, "1", "a", "X") with { Transaction = 5, CommitBefore = 8 },
            s.Table.Update(11, s.Row("2", "a", "X"), s.Row("1", "a", "X")) with { Transaction = 5, CommitBefore = 8 },
            s.Table.Update(12, s.Row("1", "b", "X"), s.Row("2", "a", "X")) with { Transaction = 5, CommitBefore = 8 }], ["1 b X"], ["1.1 b X 12-"]);
        yield return OfChildren("keyless-parent-key-changed", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), o.Table.Update(20, o.Row("o2", "x"), o.Row("o1", "x"))], ["1 o1 a"], ["1.1 a 11-"]);
        yield return OfChildren("keyless-parent-deleted", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), l.Create(12, "2", "@o2", "b"), o.Delete(20, "o1", "x")], ["2 o2 b"], ["1.1 a 11-20", "2.1 b 12-"]);
        yield return OfChildren("keyless-child-key-changed", (o, l) => [
            o.Create(10, "o1", "x"), l.Create(11, "1", "@o1", "a"), l.Table.Update(15, l.Row("2", "@o1", "a"), l.Row("1", "@o1", "a")), o.Delete(20, "o1", "x")], [], ["1.1 a 11-15", "2.1 a 15-20"]);
    }

    private static ChangeLine Change(EventSource source, long position, string from, string to, string name) => source.Table.Update(position, source.Row(to, name, 1), source.Row(from, name, 1));

    private static ChangeLine[] WithoutKey(ChangeLine[] lines) => [.. lines.Select(line => line with { Key = null })];

    private static Scenario Of(string name, Func<EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "items", WithoutKey(lines(OfItems(name))), current, history);

    private static Scenario OfPostgres(string name, Func<EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "docs", WithoutKey(lines(OfDocs(name))), current, history);

    private static Scenario OfChildren(string name, Func<EventSource, EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "lines", WithoutKey(lines(OfOrders(name), OfLines(name))), current, history);
}
