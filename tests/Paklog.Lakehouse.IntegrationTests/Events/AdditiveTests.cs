using System.Globalization;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Sums and counts that are kept by the difference of changed rows, with a look-up whose dimension changes too.</summary>
public sealed class AdditiveTests : IDisposable
{
    private const string Revenue = """
        -- Orders and their amounts by day and tier of the customer at the time of the order.
        -- grain: order_date, tier
        -- incremental: order_date = silver.orders.placed_on
        -- additive: orders, revenue
        select o.placed_on as order_date, o.tier as tier, cast(count(*) as bigint) as orders, cast(coalesce(sum(o.amount), 0) as decimal(28,2)) as revenue
        from silver.orders o group by o.placed_on, o.tier
        """;

    private const string Customers = """
        source: shop.customers
        table: customers
        key: [id]
        history: { track: [tier] }
        columns:
          - { name: id, type: string, required: true }
          - { name: tier, type: string }
        """;

    private const string Orders = """
        source: shop.orders
        table: orders
        key: [id]
        columns:
          - { name: id, type: string, required: true }
          - { name: customer, type: string }
          - { name: placed_at, type: timestamptz, encoding: epoch-millis }
          - { name: placed_on, type: date, encoding: epoch-days }
          - { name: amount, type: "AMOUNT", encoding: ENCODING }
        """;

    private static readonly EventSource CustomerEvents = new("s", SourceTable.MariaDb("s", "customers", "id"), "tier");
    private static readonly EventSource OrderEvents = new("s", SourceTable.MariaDb("s", "orders", "id"), "customer", "placed_at", "placed_on", "amount");

    private readonly InputFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 50)]
    [InlineData(1, 100)]
    public async Task Sums_by_difference_are_those_of_a_full_run(int seed, int step)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(Define("decimal(12,2)", "decimal-text"));
        var random = new Random(seed);
        var steps = Lines(random, amount => amount.ToString("F2", CultureInfo.InvariantCulture)).Chunk(step).ToList();
        await folder.LandAndRunAsync(lakehouse, steps[0]);
        foreach (var lines in steps.Skip(1))
        {
            var revenue = (await folder.LandAndRunAsync(lakehouse, lines)).Tables.Single(table => table.Table == "gold.revenue");
            Assert.Contains("by difference", revenue.Reason);
            (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        }

        Assert.NotEmpty(await lakehouse.RowsAsync("gold.revenue"));
        Assert.DoesNotContain(await lakehouse.RowsAsync("gold.revenue", "orders"), row => row.GetProperty("orders").GetInt64() == 0);
    }

    [Fact]
    public async Task A_sum_of_binary_fractions_is_recomputed()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(Define("double", "plain", Revenue.Replace("decimal(28,2)", "double", StringComparison.Ordinal)));
        var steps = Lines(new Random(5), amount => (double)amount).Chunk(60).ToList();
        await folder.LandAndRunAsync(lakehouse, steps[0]);

        var revenue = (await folder.LandAndRunAsync(lakehouse, steps[1])).Tables.Single(table => table.Table == "gold.revenue");

        Assert.Contains("values of order_date recomputed", revenue.Reason);
    }

    private LakehouseDefinition Define(string type, string encoding, string model = Revenue)
    {
        var contracts = Directory.CreateDirectory(Path.Combine(folder.Path, "contracts")).FullName;
        var sql = Directory.CreateDirectory(Path.Combine(folder.Path, "sql", "gold")).FullName;
        File.WriteAllText(Path.Combine(contracts, "shop.customers.yaml"), Customers);
        File.WriteAllText(Path.Combine(contracts, "shop.orders.yaml"), Orders.Replace("AMOUNT", type, StringComparison.Ordinal).Replace("ENCODING", encoding, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(sql, "revenue.sql"), model);
        return Lakehouse.Define("additive").Gold("revenue", m => m.LookUp("silver.orders").In("silver.customers_history").By("customer", "id").At("placed_at").Take("tier"))
            .Build(contracts, Path.GetDirectoryName(sql)!, [], "UTC");
    }

    /// <summary>Customers that change their tier, come, go, and come late; orders that change everything, at times among the versions. Some orders have no customer.</summary>
    private static List<ChangeLine> Lines(Random random, Func<decimal, object> amount)
    {
        var lines = new List<ChangeLine>();
        for (var position = 1; position <= 200; position++)
        {
            var id = random.Next(12).ToString(CultureInfo.InvariantCulture);
            var isCustomer = random.Next(3) == 0;
            if (isCustomer)
            {
                lines.Add(random.Next(5) == 0 ? CustomerEvents.Delete(position, id, "-") : CustomerEvents.Update(position, id, $"tier {random.Next(3)}"));
                continue;
            }

            var placed = ChangeLine.Start.AddSeconds(random.Next(200));
            object?[] values = [random.Next(8) == 0 ? null : $"@{random.Next(12)}", placed.ToUnixTimeMilliseconds(), 20000 + random.Next(3), amount(random.Next(10000) / 100m)];
            lines.Add(random.Next(6) == 0 ? OrderEvents.Delete(position, id, values) : OrderEvents.Update(position, id, values));
        }

        // Some come late: what they say holds from their place in order on, which is in the past of what was counted.
        return [.. lines.OrderBy(line => line.Position + (random.Next(10) == 0 ? 60 : 0))];
    }
}
