using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>
/// The reference lakehouse's facts, whose business times fall among the versions of their customers. (In the recordings all business times lie before all source times, so that every
/// look-up there ends at a first version.)
/// </summary>
public sealed class BusinessTimeTests : IDisposable
{
    private static readonly SourceTable Customers = new("mariadb", "ecom", "ecommerce", "customers", "id");
    private static readonly SourceTable Orders = new("mariadb", "ecom", "ecommerce", "orders", "id");

    private readonly TemporaryFolder folder = new();
    private int files;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Facts_know_their_customer_as_of_the_order(int seed)
    {
        ChangeLine[] lines =
        [
            Customers.Create(10, Customer(1, "bronze")) with { Second = 10 },
            Customers.Update(40, Customer(1, "silver")) with { Second = 40 },
            Customers.Update(60, Customer(1, "gold")) with { Second = 60 },
            Customers.Update(61, Customer(1, "vip")) with { Second = 60 },
            Customers.Delete(120, Customer(1, "vip")) with { Second = 120 },
            Customers.Create(180, Customer(1, "basic")) with { Second = 180 },
            Orders.Create(200, Order(1, 1, -3600)),
            Orders.Create(201, Order(2, 1, 39.999)),
            Orders.Create(202, Order(3, 1, 40)),
            Orders.Create(203, Order(4, 1, 60)),
            Orders.Create(204, Order(5, 1, 119.999)),
            Orders.Create(205, Order(6, 1, 120)),
            Orders.Create(206, Order(7, 1, 180)),
            Orders.Create(207, Order(8, 2, 180)),
        ];
        new Random(seed).Shuffle(lines);
        using var lakehouse = await TestLakehouse.OpenAsync();
        foreach (var step in lines.Chunk(5))
        {
            await LandAsync(lakehouse, step);
            await lakehouse.RunAsync();
            (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        }

        var facts = await lakehouse.RowsAsync("gold.fact_orders", "*", "order by order_id");
        Assert.Equal(["bronze", "bronze", "silver", "vip", "vip", "unknown", "basic", "unknown"], facts.Select(row => row.GetProperty("customer_tier").GetString()));
        var keys = (await lakehouse.RowsAsync("gold.dim_customer", "customer_key, tier")).ToDictionary(row => row.GetProperty("customer_key").GetString()!, row => row.GetProperty("tier").GetString());
        Assert.Equal(facts.Select(row => row.GetProperty("customer_tier").GetString()), facts.Select(row => keys[row.GetProperty("customer_key").GetString()!]));
    }

    [Fact]
    public async Task A_fact_that_changes_its_month_leaves_nothing_behind()
    {
        const double Month = 86400 * 31;
        using var lakehouse = await TestLakehouse.OpenAsync();
        await LandAsync(lakehouse, [Customers.Create(1, Customer(1, "gold")), Orders.Create(2, Order(1, 1, 0)), Orders.Create(3, Order(2, 1, 0)), Orders.Create(4, Order(3, 1, Month))]);
        await lakehouse.RunAsync();

        await LandAsync(lakehouse, [Orders.Update(10, Order(1, 1, Month)), Orders.Delete(11, Order(2, 1, 0))]);
        await lakehouse.RunAsync();

        Assert.Equal(["1 2026-04-01", "3 2026-04-01"], (await lakehouse.RowsAsync("gold.fact_orders", "order_id, order_date", "order by order_id")).Select(row => $"{row.GetProperty("order_id")} {row.GetProperty("order_date")}"));
        var revenue = Assert.Single(await lakehouse.RowsAsync("gold.daily_revenue"));
        Assert.Equal(("2026-04-01", 2L, "21.0000"), (revenue.GetProperty("order_date").GetString(), revenue.GetProperty("orders").GetInt64(), revenue.GetProperty("revenue").GetRawText()));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    [Fact]
    public async Task An_order_that_goes_takes_its_lines_out_of_the_facts()
    {
        var items = new SourceTable("mariadb", "ecom", "ecommerce", "order_items", "order_id", "line_no");
        static string Item(int order, int line) => $$"""{"order_id":{{order}},"line_no":{{line}},"sku_id":"S","warehouse_id":"W","quantity":2,"unit_price":"1.5","weight_kg":0.25,"gift":null}""";
        var products = new SourceTable("mariadb", "ecom", "ecommerce", "products", "sku_id");
        const string Product = """{"sku_id":"S","product_name":"P","category":"C","list_price":"1.5","attributes":null,"image_thumb":null,"active":1,"updated_at":"2026-03-01T00:00:00Z"}""";
        using var lakehouse = await TestLakehouse.OpenAsync();
        await LandAsync(lakehouse, [Customers.Create(1, Customer(1, "gold")), products.Create(1, Product), Orders.Create(1, Order(1, 1, 0)), Orders.Create(2, Order(2, 1, 0)), items.Create(3, Item(1, 1)), items.Create(4, Item(1, 2)), items.Create(5, Item(2, 1))]);
        await lakehouse.RunAsync();
        Assert.Equal(3, (await lakehouse.RowsAsync("gold.fact_order_items")).Count);

        await LandAsync(lakehouse, [Orders.Delete(9, Order(1, 1, 0))]);
        await lakehouse.RunAsync();

        var left = Assert.Single(await lakehouse.RowsAsync("gold.fact_order_items"));
        Assert.Equal(2, left.GetProperty("order_id").GetInt64());
        Assert.Equal(2, Assert.Single(await lakehouse.RowsAsync("silver.inventory_reservations")).GetProperty("reserved_qty").GetInt64());
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    private async Task LandAsync(TestLakehouse lakehouse, IEnumerable<ChangeLine> lines)
    {
        var file = Path.Combine(folder.Path, $"{files++}.jsonl");
        File.WriteAllLines(file, lines.Select(line => line.Record));
        await lakehouse.LandAsync(file);
    }

    private static string Customer(int id, string tier) =>
        $$"""{"id":{{id}},"email":"a@b","full_name":"A","phone":null,"tier":"{{tier}}","region":"HN","address":null,"marketing_opt_in":1,"created_at":1772323200000000,"updated_at":"2026-03-01T00:00:00Z","loyalty_points":null}""";

    private static string Order(int id, int customer, double second) =>
        $$"""{"id":{{id}},"customer_id":{{customer}},"status":"CREATED","currency":"VND","total_amount":"10.5","discount":null,"region":"HN","placed_at":{{(ChangeLine.Start + TimeSpan.FromSeconds(second)).ToUnixTimeMilliseconds()}},"promised_date":null,"notes":null,"updated_at":"2026-03-01T00:00:00Z","channel":"web"}""";
}
