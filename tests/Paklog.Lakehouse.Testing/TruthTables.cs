using static Paklog.Lakehouse.Testing.ColumnKind;

namespace Paklog.Lakehouse.Testing;

/// <summary>
/// The ten tables of shared/data/cdc, from its connectors' schemas (<c>small/typed</c>) and its README; written down here so that the judge does not read
/// our contracts.
/// </summary>
public static class TruthTables
{
    public static TruthTable Customers { get; } = new(
        "ecommerce.customers",
        ["id"],
        [
            new("id", Integer), new("email", Text), new("full_name", Text), new("phone", Text), new("tier", Text), new("region", Text), new("address", Text),
            new("marketing_opt_in", ColumnKind.Boolean), new("created_at", Timestamp), new("updated_at", TimestampTz), new("loyalty_points", Integer),
        ],
        ["email", "full_name", "phone", "tier", "region", "address"]);

    public static TruthTable Orders { get; } = new(
        "ecommerce.orders",
        ["id"],
        [
            new("id", Integer), new("customer_id", Integer), new("status", Text), new("currency", Text), new("total_amount", ColumnKind.Decimal),
            new("discount", ColumnKind.Decimal), new("region", Text), new("placed_at", Timestamp), new("promised_date", Date), new("notes", Text),
            new("updated_at", TimestampTz), new("channel", Text, Default: "web"),
        ],
        []);

    public static TruthTable OrderItems { get; } = new(
        "ecommerce.order_items",
        ["order_id", "line_no"],
        [
            new("order_id", Integer), new("line_no", Integer), new("sku_id", Text), new("warehouse_id", Text), new("quantity", Integer),
            new("unit_price", ColumnKind.Decimal), new("weight_kg", ColumnKind.Double), new("gift", Text),
        ],
        []);

    public static TruthTable Products { get; } = new(
        "ecommerce.products",
        ["sku_id"],
        [
            new("sku_id", Text), new("product_name", Text, RenamedFrom: "name"), new("category", Text), new("list_price", ColumnKind.Decimal), new("attributes", Text),
            new("image_thumb", Binary), new("active", ColumnKind.Boolean), new("updated_at", TimestampTz),
        ],
        ["product_name", "category", "list_price", "attributes", "image_thumb", "active"]);

    public static TruthTable OutboxEvents { get; } = new(
        "ecommerce.outbox_events",
        ["id"],
        [
            new("id", Integer), new("aggregate_type", Text), new("aggregate_id", Text), new("type", Text), new("payload", Text), new("created_at", Timestamp),
            new("published", ColumnKind.Boolean),
        ],
        []);

    public static TruthTable Payments { get; } = new(
        "public.payments",
        ["payment_id"],
        [
            new("payment_id", Text), new("order_id", Integer), new("status", Text), new("amount", ColumnKind.Decimal), new("fee", NumericText), new("currency", Text),
            new("method", Text), new("authorized_at", TimestampTz), new("captured_at", Timestamp), new("metadata", Text), new("tags", TextArray),
            new("raw_response", Text), new("gateway", Text), new("risk_score", ColumnKind.Decimal, Default: "0.50"),
        ],
        []);

    public static TruthTable Shipments { get; } = new(
        "public.shipments",
        ["shipment_id"],
        [
            new("shipment_id", Integer), new("order_id", Integer), new("carrier", Text), new("tracking_no", Text), new("weight", ColumnKind.Decimal),
            new("shipped_at", TimestampTz), new("delivered_at", TimestampTz), new("cost_vnd", Integer), new("route_time", Interval),
            new("insured", ColumnKind.Boolean, Default: "false"),
        ],
        []);

    public static TruthTable Refunds { get; } = new(
        "public.refunds",
        ["refund_id"],
        [
            new("refund_id", Integer), new("payment_id", Text), new("order_id", Integer), new("amount", ColumnKind.Decimal), new("reason", Text), new("attempts", Integer),
            new("requested_at", TimestampTz), new("approved", ColumnKind.Boolean),
        ],
        []);

    public static TruthTable ShipmentLogs { get; } = new(
        "public.shipment_logs",
        ["log_id"],
        [
            new("log_id", Integer), new("shipment_id", Integer), new("event", Text), new("detail", Text, RenamedFrom: "message"), new("logged_at", Timestamp),
            new("geo", DoubleArray),
        ],
        []);

    public static TruthTable InventoryDelta { get; } = new(
        "public.inventory_delta",
        ["id"],
        [
            new("id", Integer), new("sku_id", Text), new("warehouse_id", Text), new("available_delta", Integer), new("reason", Text), new("event_time", TimestampTz),
        ],
        []);

    public static IReadOnlyList<TruthTable> All { get; } =
        [Customers, Orders, OrderItems, Products, OutboxEvents, Payments, Shipments, Refunds, ShipmentLogs, InventoryDelta];
}
