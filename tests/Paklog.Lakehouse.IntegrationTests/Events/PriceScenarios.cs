using Paklog.Lakehouse.Testing.Events;
using static Paklog.Lakehouse.IntegrationTests.Events.ScenarioTables;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Values that do not fit, columns that were renamed or added.</summary>
internal static class PriceScenarios
{
    private const string TooLarge = "12345678901.00";

    public static IEnumerable<Scenario> All()
    {
        yield return Of("rejected-between", s => [
            s.Create(10, "1", "a", "1.50", "app"), s.Update(20, "1", "b", TooLarge, "app"), s.Update(30, "1", "c", "2.00", "app")],
            ["1 c 2.00 app"], ["1.1 a 1.50 10-30", "1.2 c 2.00 30-"]);
        yield return Of("rejected-at-the-end", s => [
            s.Create(10, "1", "a", "1.50", "app"), s.Update(20, "1", "b", "free", "app")], ["1 a 1.50 app"], ["1.1 a 1.50 10-"]);
        yield return Of("rejected-alone", s => [s.Create(10, "1", "a", null, "app")], [], []);
        yield return Of("deleted-in-spite-of-its-before", s => [
            s.Create(10, "1", "a", "1.50", "app"), s.Delete(20, "1", "b", TooLarge, "app")], [], ["1.1 a 1.50 10-20"]);
        yield return Of("rejected-last-of-its-transaction", s => [
            s.Create(10, "1", "a", "1.50", "app"),
            s.Update(20, "1", "b", "2.00", "app") with { Transaction = 20 },
            s.Update(21, "1", "c", TooLarge, "app") with { Transaction = 20, Order = 2 }], ["1 b 2.00 app"], ["1.1 a 1.50 10-20", "1.2 b 2.00 20-"]);
        yield return Of("older-than-its-column", s => [
            s.Create(10, "1", "a", "1.50"), s.Create(11, "2", "a", "1.50"), s.Update(20, "2", "a", "1.50", null), s.Update(30, "1", "b", "1.50", "app")],
            ["1 b 1.50 app", "2 a 1.50 null"], ["1.1 a 1.50 10-30", "1.2 b 1.50 30-", "2.1 a 1.50 11-"]);
        yield return Of("renamed-in-mid-batch", s =>
        {
            var old = OfPrices("renamed-in-mid-batch", "label");
            return [
                old.Create(10, "1", "a", "1.50", "app"), old.Create(11, "2", "a", "1.50", "app"), s.Update(20, "1", "a", "1.50", "app"), s.Update(30, "1", "b", "1.50", "app")];
        }, ["1 b 1.50 app", "2 a 1.50 app"], ["1.1 a 1.50 10-30", "1.2 b 1.50 30-", "2.1 a 1.50 11-"]);
    }

    private static Scenario Of(string name, Func<EventSource, ChangeLine[]> lines, string[] current, string[] history) =>
        new(name, "prices", lines(OfPrices(name)), current, history);
}
