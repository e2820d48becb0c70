using Paklog.Lakehouse.Testing.Events;
using static Paklog.Lakehouse.IntegrationTests.Events.ScenarioTables;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Large values that were not sent, and the order of PostgreSQL's events.</summary>
internal static class DocScenarios
{
    public static IEnumerable<Scenario> All()
    {
        yield return Of("toast-from-before", s => [
            s.Table.Update(20, s.Row("1", "b", Placeholder), s.Row("1", "a", "X"))], ["1 b X"], ["1.1 b X 20-"]);
        yield return Of("toast-from-the-before-of-an-earlier", s => [
            s.Create(10, "1", "a", "W"), s.Table.Update(20, s.Row("1", "b", Placeholder), s.Row("1", "a", "X")), s.Update(30, "1", "c", Placeholder)],
            ["1 c X"], ["1.1 a W 10-20", "1.2 b X 20-30", "1.3 c X 30-"]);
        yield return Of("toast-from-earlier", s => [
            s.Create(10, "1", "a", "X"), s.Update(20, "1", "b", Placeholder), s.Update(30, "1", "c", Placeholder), s.Update(40, "1", "c", "Y"), s.Update(50, "1", "d", Placeholder)],
            ["1 d Y"], ["1.1 a X 10-20", "1.2 b X 20-30", "1.3 c X 30-40", "1.4 c Y 40-50", "1.5 d Y 50-"]);
        yield return Of("toast-null-is-a-value", s => [
            s.Create(10, "1", "a", "X"), s.Update(20, "1", "a", null), s.Update(30, "1", "b", Placeholder)],
            ["1 b null"], ["1.1 a X 10-20", "1.2 a null 20-30", "1.3 b null 30-"]);
        yield return Of("toast-behind-a-key-change", s => [
            s.Create(10, "1", "a", "X"), .. s.Move(20, "1", "2", "a", Placeholder), s.Update(30, "2", "b", Placeholder)],
            ["2 b X"], ["1.1 a X 10-20", "2.1 a X 20-30", "2.2 b X 30-"]);
        yield return Of("toast-behind-two-key-changes", s => [
            s.Create(10, "1", "a", "X"), s.Update(15, "1", "b", Placeholder), .. s.Move(20, "1", "2", "b", Placeholder), .. s.Move(30, "2", "3", "c", Placeholder)],
            ["3 c X"], ["1.1 a X 10-15", "1.2 b X 15-20", "2.1 b X 20-30", "3.1 c X 30-"]);
        yield return Of("toast-of-a-key-used-twice", s => [
            s.Create(10, "1", "a", "X"), .. s.Move(20, "1", "2", "a", Placeholder), s.Create(30, "1", "c", "Y"), s.Update(40, "1", "d", Placeholder)],
            ["1 d Y", "2 a X"], ["1.1 a X 10-20", "1.2 c Y 30-40", "1.3 d Y 40-", "2.1 a X 20-"]);
        // What bore the key before says nothing of what bears it now.
        yield return Of("toast-of-a-key-that-was-free", s => [
            s.Create(10, "1", "a", "X"), s.Create(11, "2", "b", "Y"), s.Delete(20, "2"), .. s.Move(30, "1", "2", "a", Placeholder), s.Update(40, "2", "c", Placeholder)],
            ["2 c X"], ["1.1 a X 10-30", "2.1 b Y 11-20", "2.2 a X 30-40", "2.3 c X 40-"]);
        yield return Of("toast-of-two-moves-to-one-key", s => [
            s.Create(10, "1", "a", "X"), s.Create(11, "2", "b", "Y"), .. s.Move(20, "1", "3", "a", Placeholder), s.Delete(30, "3"), .. s.Move(40, "2", "3", "b", Placeholder)],
            ["3 b Y"], ["1.1 a X 10-20", "2.1 b Y 11-40", "3.1 a X 20-30", "3.2 b Y 40-"]);
        yield return Of("toast-found-nowhere", s => [
            s.Update(20, "1", "b", Placeholder), s.Update(30, "1", "c", Placeholder)], ["1 c null"], ["1.1 b null 20-30", "1.2 c null 30-"]);
        yield return Of("toast-without-the-delete-half", s => [
            s.Create(10, "1", "a", "X"), s.Move(20, "1", "2", "a", Placeholder)[1], s.Update(30, "2", "b", Placeholder)],
            ["1 a X", "2 b X"], ["1.1 a X 10-", "2.1 a X 20-30", "2.2 b X 30-"]);
        // The reading took place behind commit 47 at LSN 50; the change at LSN 45 belongs to a transaction that committed behind 48.
        yield return Of("reading-above-a-later-commit", s => [
            s.Create(10, "1", "a", "X"), s.Read(50, "1", "incremental", 20, "a", "X") with { CommitBefore = 47 }, s.Update(45, "1", "b", "X") with { CommitBefore = 48, Second = 21 }],
            ["1 b X"], ["1.1 a X 10-21", "1.2 b X 21-"]);
        yield return Of("no-commit-known-yet", s => [
            s.Read(100, "1", "true", 8, "a", "X"), s.Update(90, "1", "b", "X") with { CommitBefore = -1, Second = 9 }, s.Update(120, "1", "c", "X") with { CommitBefore = 110, Second = 11 }],
            ["1 c X"], ["1.1 a X 8-9", "1.2 b X 9-11", "1.3 c X 11-"]);
        yield return Of("no-commit-known-yet-and-a-slow-reading", s => [
            s.Read(100, "1", "true", 8, "a", "X"), s.Update(90, "1", "b", "X") with { CommitBefore = -1, Second = 7 }],
            ["1 b X"], ["1.1 a X 8-8", "1.2 b X 8-"]);
        yield return Of("overlapping-transactions", s => [
            s.Create(10, "1", "a", "X"), s.Update(60, "1", "b", "X") with { CommitBefore = 50, Second = 60 }, s.Update(55, "1", "c", "X") with { CommitBefore = 70, Second = 80 }],
            ["1 c X"], ["1.1 a X 10-60", "1.2 b X 60-80", "1.3 c X 80-"]);
        yield return Of("numbers-not-text", s => [
            s.Create(9, "1", "a", "X"), s.Update(10, "1", "b", "X") with { CommitBefore = 9 }, s.Update(100, "1", "c", "X") with { CommitBefore = 99 }],
            ["1 c X"], ["1.1 a X 9-10", "1.2 b X 10-100", "1.3 c X 100-"]);
        yield return Of("one-transaction", s => [
            s.Create(10, "1", "a", "X") with { Transaction = 5, CommitBefore = 8 },
            s.Update(11, "1", "b", "X") with { Transaction = 5, CommitBefore = 8 },
            s.Update(12, "1", "c", "X") with { Transaction = 5, CommitBefore = 8 }], ["1 c X"], ["1.1 c X 12-"]);
        yield return Of("one-transaction-with-metadata", s => [
            s.Create(10, "1", "a", "X") with { Transaction = 5, CommitBefore = 8, TransactionId = "5:10" },
            s.Update(11, "1", "b", "X") with { Transaction = 5, CommitBefore = 8, Order = 2, TransactionId = "5:11" }], ["1 b X"], ["1.1 b X 11-"]);
    }

    private static Scenario Of(string name, Func<EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "docs", lines(OfDocs(name)), current, history);
}
