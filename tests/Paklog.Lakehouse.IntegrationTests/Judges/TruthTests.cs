using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Judges;

/// <summary>The judge is read as its README describes it: counts from there, and its two histories of customers agree.</summary>
public sealed class TruthTests
{
    [Theory]
    [InlineData("customers", 1780)]
    [InlineData("orders", 4569)]
    [InlineData("order_items", 8676)]
    [InlineData("products", 250)]
    [InlineData("outbox_events", 7859)]
    [InlineData("payments", 4694)]
    [InlineData("shipments", 4287)]
    [InlineData("refunds", 204)]
    [InlineData("shipment_logs", 3465)]
    [InlineData("inventory_delta", 8404)]
    public void Final_states_of_main(string table, int rows)
    {
        Assert.Equal(rows, Truth.Main.Final(TruthTables.All.Single(declared => declared.Name == table)).Count);
    }

    [Theory]
    [InlineData("customers", 1807, 5405, 27)]
    [InlineData("products", 250, 2890, 0)] // the README counts 251 keys: one was inserted and deleted in one transaction, and is no committed state
    public void Versions_of_main(string table, int keys, int versions, int deletedAtTheEnd)
    {
        var history = Truth.Main.History(TruthTables.All.Single(declared => declared.Name == table));

        Assert.Equal(keys, history.Count);
        Assert.Equal(versions, history.Values.Sum(key => key.Count));
        Assert.Equal(deletedAtTheEnd, history.Values.Count(key => key[^1].Deleted));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("small")]
    public void Both_histories_of_customers_agree(string run)
    {
        var truth = run == "main" ? Truth.Main : Truth.Small;
        var table = TruthTables.Customers;
        var tracked = table.Tracked.Select(table.IndexOf).ToArray();
        var states = truth.CustomerStates();
        var history = truth.History(table);

        Assert.Equal(states.Keys.Order(), history.Keys.Order());
        foreach (var (key, versions) in history)
        {
            var ours = versions.SelectMany(IEnumerable<string> (version) => [Text(tracked.Select(i => version.Row[i])), .. version.Deleted ? ["(deleted)"] : Array.Empty<string>()]);
            Assert.Equal(states[key].Select(state => state is null ? "(deleted)" : Text(state)), ours);
        }
    }

    [Fact]
    public void Planned_defects_of_main()
    {
        var defects = Truth.Main.PlannedDefects();

        Assert.Equal(["amount_mismatch", "currency_mismatch", "duplicate_payment", "missing_payment", "payment_without_order"], defects.Keys.Order());
        Assert.Equal([1568, 1736, 2123, 2696, 3309, 3654, 4188], defects["currency_mismatch"]);
        Assert.Equal(41, defects.Values.Sum(orders => orders.Count));
    }

    private static string Text(IEnumerable<string?> values) => string.Join('|', values.Select(value => value ?? "(null)"));
}
