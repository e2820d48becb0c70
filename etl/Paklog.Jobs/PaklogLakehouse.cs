using Paklog.Lakehouse;

namespace Paklog.Jobs;

/// <summary>The lakehouse of Paklog, which fulfils e-commerce orders: contracts in conf/contracts, models in sql, and here what joins them by time.</summary>
public static class PaklogLakehouse
{
    public static LakehouseBuilder Declare() => LakehouseBuilder.Named("paklog")
        .LookUp("gold.fact_orders", "silver.orders", "gold.dim_customer", by: "customer_id", at: "placed_at", "customer_key", "customer_tier = tier")
        .LookUp("gold.fact_order_items", "silver.order_lines", "gold.dim_customer", by: "customer_id", at: "placed_at", "customer_key")
        .LookUp("gold.fact_order_items", "silver.order_lines", "gold.dim_product", by: "sku_id", at: "placed_at", "product_key")
        .LookUp("gold.fact_payments", "silver.order_payments", "gold.dim_customer", by: "customer_id", at: "authorized_at", "customer_key");
}
