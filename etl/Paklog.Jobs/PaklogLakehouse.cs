using Paklog.Lakehouse;
using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Rest;
using Paklog.Lakehouse.S3;
using Paklog.Lakehouse.SparkEngine;

namespace Paklog.Jobs;

/// <summary>The lakehouse of Paklog, which fulfils e-commerce orders: contracts in conf/contracts, models in sql, and here what joins them by time.</summary>
public static class PaklogLakehouse
{
    private static readonly LakehouseDemo Demonstration = new(
        Recording: "tests/testdata/demo/topics",
        Environment: "demo",
        Questions:
        [
            new("The best region and tier of the last days (gold.daily_revenue)", """
                select order_date, region, tier, orders, revenue from gold.daily_revenue
                qualify row_number() over (partition by order_date order by revenue desc) = 1 order by order_date desc limit 6
                """),
            new("Payments that do not fit their orders (silver.finance_ledger)", """
                select recon_class, count(*) as orders, list(order_id order by order_id) as order_ids from silver.finance_ledger
                where recon_class in ('amount_mismatch', 'currency_mismatch', 'duplicate_payment', 'missing_payment', 'payment_without_order') group by all order by all
                """),
        ],
        TryNext:
        [
            "tables",
            "query \"select version, valid_from, valid_to, tier from silver.customers_history where id = 1003 order by version\"",
            "query \"from gold.fact_orders order by placed_at desc limit 5\"",
            "snapshots gold.daily_revenue",
            "run --plan",
        ]);

    public static LakehouseBuilder Declare() => Lakehouse.Lakehouse.Define("paklog")
        .Gold("fact_orders", m => m.LookUp("silver.orders").In("gold.dim_customer").By("customer_id").At("placed_at").Take("customer_key").Take("tier", named: "customer_tier"))
        .Gold("fact_order_items", m =>
        {
            m.LookUp("silver.order_lines").In("gold.dim_customer").By("customer_id").At("placed_at").Take("customer_key");
            m.LookUp("silver.order_lines").In("gold.dim_product").By("sku_id").At("placed_at").Take("product_key");
        })
        .Gold("fact_payments", m => m.LookUp("silver.order_payments").In("gold.dim_customer").By("customer_id").At("authorized_at").Take("customer_key"))
        .With(new NessieCatalogProvider())
        .With(new RestCatalogProvider())
        .With(new S3StorageProvider())
        .With(new SparkEngineProvider());

    public static LakehouseCommands Commands() => Declare().Commands().WithVerb(ServeVerb.Create).WithDemo(Demonstration);
}
