using System.Text.Json;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Tests.Cli;
using Paklog.Lakehouse.Tests.Configuration;
using Sample;

namespace Paklog.Lakehouse.Tests.Declared;

/// <summary>A lakehouse in C# alone does what one of files does, since its declarations are the same records.</summary>
[Collection(LandedWarehouse.Name)]
public sealed class OwnShopTests(LandedWarehouse reference) : IDisposable
{
    private const string Customers = """
        source: ecommerce.customers
        table: customers
        key: [id]
        region: region
        history: { track: [tier, region] }
        columns:
          - { name: id, type: "decimal(20,0)", encoding: unsigned }
          - { name: email, type: string, required: true, pii: restricted }
          - { name: tier, type: string, required: true }
          - { name: region, type: string, required: true }
        """;

    private const string Orders = """
        source: ecommerce.orders
        table: orders
        key: [id]
        region: region
        columns:
          - { name: id, type: long }
          - { name: customer_id, type: "decimal(20,0)", encoding: unsigned, required: true }
          - { name: total_amount, type: "decimal(18,4)", encoding: decimal-text, required: true }
          - { name: region, type: string, required: true }
          - { name: placed_at, type: timestamp, encoding: epoch-millis, required: true }
        """;

    private const string Revenue = """
        -- A row is what customers of one tier ordered, the tier being that of the time of the order.
        -- grain: tier
        select cast(o.customer_tier as string) as tier, cast(count(*) as bigint) as orders, cast(coalesce(sum(o.total_amount), 0) as decimal(28,4)) as revenue
        from silver.orders o group by o.customer_tier
        """;

    private readonly TemporaryHome home = new("");

    [Fact]
    public async Task Lands_runs_publishes_and_answers()
    {
        using var output = new StringWriter();
        var expected = await reference.RunAsync("query", "--json", "select customer_tier as tier, count(*) as orders, sum(total_amount) as revenue from gold.fact_orders group by all order by tier");

        var rows = await OwnShop.WorkAsync(LandedWarehouse.Recording, Path.Combine(home.Folder, "warehouse"), "trial", output);

        Assert.Equal([.. expected.Lines.Select(Of)], rows);
        Assert.True(rows.Count > 2);
        Assert.Contains(" events landed, 0 dead", output.ToString());
        Assert.Contains("silver.customers, silver.customers_history: ", output.ToString());
        Assert.Equal(rows, await OwnShop.WorkAsync(LandedWarehouse.Recording, Path.Combine(home.Folder, "warehouse"), "trial-2", output));
        Assert.Contains("\n0 events landed, 0 dead", output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Files_that_say_the_same_give_equal_definitions()
    {
        home.Write("contracts/customers.yaml", Customers);
        home.Write("contracts/orders.yaml", Orders);
        home.Write("sql/gold/revenue.sql", Revenue);
        var files = Lakehouse.Define("shop").Contracts(Path.Combine(home.Folder, "contracts")).Models(Path.Combine(home.Folder, "sql"))
            .Gold("revenue", m => m.LookUp("silver.orders").In("silver.customers_history").By("customer_id", "id").At("placed_at").Take("tier", named: "customer_tier"));

        var fromFiles = Defined(files);
        var fromCode = Defined(OwnShop.Declare());

        Assert.Equal(fromFiles.Contracts.Select(contract => contract.DefinitionText), fromCode.Contracts.Select(contract => contract.DefinitionText));
        Assert.Equal(fromFiles.Models.Select(model => (model.Table, model.Hash, model.Model.Description)), fromCode.Models.Select(model => (model.Table, model.Hash, model.Model.Description)));
        Assert.Equal(JsonSerializer.Serialize(fromFiles.Contracts.Select(Facts)), JsonSerializer.Serialize(fromCode.Contracts.Select(Facts)));
        Assert.Equal((2, 1), (fromCode.Contracts.Count, fromCode.Models.Count));
    }

    [Fact]
    public void What_stands_in_files_may_get_a_history_in_code()
    {
        home.Write("contracts/customers.yaml", Customers.Replace("history: { track: [tier, region] }\n", "", StringComparison.Ordinal));
        var lakehouse = Lakehouse.Define("shop").Contracts(Path.Combine(home.Folder, "contracts")).Silver("customers_history", Scd2.Of("customers").Track("tier", "region"));

        Assert.Equal(ContractFile.Parse(Customers, "x").DefinitionText, Assert.Single(Defined(lakehouse).Contracts).DefinitionText);
    }

    public void Dispose() => home.Dispose();

    private LakehouseDefinition Defined(LakehouseBuilder lakehouse)
    {
        using var lake = lakehouse.Open(new LakehouseOptions { Folder = home.Folder, Warehouse = "none" });
        Assert.Null(lake.Definition.Fault);
        return lake.Definition;
    }

    private static object Facts(Contract contract) => new
    {
        contract.Source,
        contract.Table,
        contract.Key,
        contract.Region,
        Columns = contract.Columns.Select(column => $"{column.Name} {column.Type} {column.Encoding} {column.Required} {column.Pii} {column.Default}"),
    };

    private static (string?, long, decimal) Of(JsonElement row) => (row.GetProperty("tier").GetString(), row.GetProperty("orders").GetInt64(), row.GetProperty("revenue").GetDecimal());
}
