using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Fulfilment;

/// <summary>A row of one of the two databases that the reference lakehouse follows. Instants are seconds after <see cref="ChangeLine.Start"/>.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Key">What tells it from the others of its table.</param>
internal abstract record SourceRow(SourceTable Table, string Key)
{
    /// <summary>The row as its connector writes it.</summary>
    public string Json => JsonSerializer.Serialize(Columns);

    protected abstract object Columns { get; }

    protected static string Instant(long second) => ChangeLine.Start.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    protected static string Money(decimal amount) => amount.ToString("F4", CultureInfo.InvariantCulture);

    protected static SourceTable Shop(string table, params string[] key) => new("mariadb", "ecom", "ecommerce", table, key);

    protected static SourceTable Payments(string table, params string[] key) => new("postgresql", "pay", "payments", table, key);
}

internal sealed record CustomerRow(long Id, string Tier) : SourceRow(Shop("customers", "id"), $"{Id}")
{
    protected override object Columns => new
    {
        id = Id,
        email = $"u{Id}@x.vn",
        full_name = $"Customer {Id}",
        tier = Tier,
        region = "HN",
        marketing_opt_in = 1,
        created_at = ChangeLine.Start.ToUnixTimeMilliseconds() * 1000,
        updated_at = Instant(0),
    };
}

internal sealed record ProductRow(string Sku) : SourceRow(Shop("products", "sku_id"), Sku)
{
    protected override object Columns => new { sku_id = Sku, name = $"Product {Sku}", category = "shoes", list_price = Money(12.5m), active = 1, updated_at = Instant(0) };
}

internal sealed record OrderRow(long Id, long Customer, string Status, string Currency, decimal Total, string Region, long Placed) : SourceRow(Shop("orders", "id"), $"{Id}")
{
    public bool IsShipped => Status is "SHIPPED" or "DELIVERED";

    protected override object Columns => new
    {
        id = Id,
        customer_id = Customer,
        status = Status,
        currency = Currency,
        total_amount = Money(Total),
        region = Region,
        placed_at = ChangeLine.Start.AddSeconds(Placed).ToUnixTimeMilliseconds(),
        updated_at = Instant(Placed),
        channel = "web",
    };
}

internal sealed record ItemRow(long Order, int Line, string Sku, long Quantity, decimal Price) : SourceRow(Shop("order_items", "order_id", "line_no"), $"{Order}-{Line}")
{
    protected override object Columns => new { order_id = Order, line_no = Line, sku_id = Sku, warehouse_id = "WH-1", quantity = Quantity, unit_price = Money(Price) };
}

internal sealed record PaymentRow(string Id, long Order, string Status, decimal Amount, decimal? Fee, string Currency, long Authorized) : SourceRow(Payments("payments", "payment_id"), Id)
{
    public bool IsCaptured => Status == "CAPTURED";

    protected override object Columns => new
    {
        payment_id = Id,
        order_id = Order,
        status = Status,
        amount = Money(Amount),
        fee = Fee?.ToString(CultureInfo.InvariantCulture),
        currency = Currency,
        method = "visa",
        authorized_at = Instant(Authorized),
    };
}

/// <param name="Approved">Null while nobody has decided.</param>
internal sealed record RefundRow(long Id, string Payment, long Order, decimal Amount, bool? Approved) : SourceRow(Payments("refunds", "refund_id"), $"{Id}")
{
    protected override object Columns => new { refund_id = Id, payment_id = Payment, order_id = Order, amount = Money(Amount), reason = "damaged", attempts = 1, requested_at = Instant(0), approved = Approved };
}

internal sealed record ShipmentRow(long Id, long Order, string Carrier, long Shipped, long? Delivered, long Cost) : SourceRow(Payments("shipments", "shipment_id"), $"{Id}")
{
    protected override object Columns => new
    {
        shipment_id = Id,
        order_id = Order,
        carrier = Carrier,
        tracking_no = $"VN{Id}",
        weight = "1.500",
        shipped_at = Instant(Shipped),
        delivered_at = Delivered is { } second ? Instant(second) : null,
        cost_vnd = Cost,
        insured = false,
    };
}
