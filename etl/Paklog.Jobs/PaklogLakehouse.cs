using Paklog.Lakehouse;
using Paklog.Lakehouse.Definition;
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

    public static LakehouseBuilder Declare() => LakehouseBuilder.Named("paklog")
        .LookUp("gold.fact_orders", "silver.orders", "gold.dim_customer", by: "customer_id", at: "placed_at", "customer_key", "customer_tier = tier")
        .LookUp("gold.fact_order_items", "silver.order_lines", "gold.dim_customer", by: "customer_id", at: "placed_at", "customer_key")
        .LookUp("gold.fact_order_items", "silver.order_lines", "gold.dim_product", by: "sku_id", at: "placed_at", "product_key")
        .LookUp("gold.fact_payments", "silver.order_payments", "gold.dim_customer", by: "customer_id", at: "authorized_at", "customer_key")
        .With(new NessieCatalogProvider())
        .With(new RestCatalogProvider())
        .With(new S3StorageProvider())
        .With(new SparkEngineProvider())
        .WithVerb(ServeVerb.Create)
        .Demo(Demonstration);
}
