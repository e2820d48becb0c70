using System.Globalization;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Fulfilment;

/// <summary>
/// What reference-lakehouse.md and semantics.md (section 6, finance_ledger) say of events, order by order, in words of C#: the judge of the SQL of Silver and Gold. A row is its values with a space between them.
/// </summary>
internal sealed class FulfilmentModel
{
    private readonly Dictionary<long, OrderRow> orders;
    private readonly Dictionary<string, PaymentRow> payments;
    private readonly List<RefundRow> refunds;
    private readonly List<ShipmentRow> shipments;
    private readonly List<ItemRow> items;
    private readonly Dictionary<long, CustomerRow> customers;
    private readonly HashSet<string> products;

    /// <param name="events">Of each row the one with the greatest position tells how it is.</param>
    public FulfilmentModel(IReadOnlyCollection<FulfilmentEvent> events)
    {
        var last = events.GroupBy(e => (e.Row.Table, e.Row.Key)).Select(row => row.MaxBy(e => e.Line.Position)!).Where(e => !e.IsDelete).ToList();
        orders = last.Select(e => e.Row).OfType<OrderRow>().ToDictionary(order => order.Id);
        payments = last.Select(e => e.Row).OfType<PaymentRow>().ToDictionary(payment => payment.Id);
        refunds = [.. last.Select(e => e.Row).OfType<RefundRow>()];
        shipments = [.. last.Select(e => e.Row).OfType<ShipmentRow>()];
        customers = last.Select(e => e.Row).OfType<CustomerRow>().ToDictionary(customer => customer.Id);
        products = [.. last.Select(e => e.Row).OfType<ProductRow>().Select(product => product.Sku)];
        var deleted = events.Where(e => e is { IsDelete: true, Row: OrderRow }).ToLookup(e => ((OrderRow)e.Row).Id, e => e.Line.Position);
        items = [.. last.Where(e => e.Row is ItemRow item && deleted[item.Order].All(position => position < e.Line.Position)).Select(e => (ItemRow)e.Row)];
    }

    /// <summary>The rows of each table by the columns that are compared.</summary>
    public IReadOnlyDictionary<(string Table, string Columns), IReadOnlyList<string>> Tables => new Dictionary<(string, string), IReadOnlyList<string>>
    {
        [("silver.finance_ledger", """
            order_id, order_status, recon_class, captured_not_shipped, currency, order_amount, payments, captured_payments, captured_in_other_currency, captured_amount, fee, net_amount,
            refunds, refunded_amount, shipments, carrier, cast(epoch(shipped_at) as bigint) as shipped, cast(epoch(delivered_at) as bigint) as delivered, shipping_cost_vnd
            """)] = [.. orders.Keys.Union(payments.Values.Where(payment => payment.IsCaptured).Select(payment => payment.Order)).Select(Ledger)],
        [("gold.fact_orders", "order_id, customer_tier, status, currency, total_amount, cast(order_date as varchar) as day")] =
            [.. orders.Values.Select(order => Row(order.Id, Tier(order), order.Status, order.Currency, F(order.Total, 4), Day(order.Placed)))],
        [("gold.fact_order_items", "order_id, line_no, customer_key <> 'unknown' as has_customer, product_key <> 'unknown' as has_product, order_status, quantity, line_amount")] =
            [.. items.Select(item => Row(item.Order, item.Line, orders.TryGetValue(item.Order, out var order) && Tier(order) != "unknown", order is not null && products.Contains(item.Sku), order?.Status, item.Quantity, F(item.Quantity * item.Price, 4)))],
        [("gold.fact_payments", "payment_id, order_id, has_order, customer_key <> 'unknown' as has_customer, status, amount")] =
            [.. payments.Values.Select(payment => Row(payment.Id, payment.Order, orders.TryGetValue(payment.Order, out var order), order is not null && Tier(order) != "unknown", payment.Status, F(payment.Amount, 4)))],
        [("gold.daily_revenue", "cast(order_date as varchar) as day, region, tier, orders, revenue")] =
            [.. orders.Values.GroupBy(order => (Day: Day(order.Placed), order.Region, Tier: Tier(order))).Select(group => Row(group.Key.Day, group.Key.Region, group.Key.Tier, group.Count(), F(group.Sum(order => order.Total), 4)))],
        [("silver.inventory_reservations", "sku_id, warehouse_id, reserved_qty, open_lines")] =
            [.. items.Where(item => orders.TryGetValue(item.Order, out var order) && order.Status is "CREATED" or "ALLOCATED").GroupBy(item => item.Sku).Select(sku => Row(sku.Key, "WH-1", sku.Sum(item => item.Quantity), sku.Count()))],
    };

    private string Ledger(long id)
    {
        var order = orders.GetValueOrDefault(id);
        var own = payments.Values.Where(payment => payment.Order == id).ToList();
        var captured = own.Where(payment => payment.IsCaptured).ToList();
        var currencies = captured.Select(payment => payment.Currency).Distinct().ToList();
        var currency = order?.Currency ?? (currencies.Count == 1 ? currencies[0] : null);
        var paid = captured.Where(payment => payment.Currency == currency).ToList();
        var (amount, fee) = (paid.Sum(payment => payment.Amount), paid.Sum(payment => payment.Fee ?? 0));
        var approved = refunds.Where(refund => refund.Order == id && refund.Approved == true)
            .Where(refund => payments.TryGetValue(refund.Payment, out var payment) && payment.Order == id && payment.Currency == currency).ToList();
        var returned = approved.Where(refund => payments[refund.Payment].IsCaptured).Sum(refund => refund.Amount);
        var parcels = shipments.Where(shipment => shipment.Order == id).ToList();
        var recon = order switch
        {
            null => "payment_without_order",
            { IsShipped: true } when captured.Count == 0 => "missing_payment",
            { IsShipped: true } when captured.Count > 1 => "duplicate_payment",
            { IsShipped: true } when paid.Count == 0 => "currency_mismatch",
            { IsShipped: true } => amount == order.Total ? "matched" : "amount_mismatch",
            _ => own.Any(payment => payment.Status == "REFUNDED") ? "refunded" : "open",
        };
        return Row(
            id, order?.Status, recon, order is { IsShipped: false } && captured.Count > 0, currency, F(order?.Total, 4), own.Count, captured.Count, captured.Count - paid.Count, F(amount, 4), F(fee, 10), F(amount - fee - returned, 10),
            refunds.Count(refund => refund.Order == id), F(approved.Sum(refund => refund.Amount), 4), parcels.Count, parcels.OrderBy(parcel => (parcel.Shipped, parcel.Id)).LastOrDefault()?.Carrier,
            Second(parcels.Min(parcel => (long?)parcel.Shipped)), parcels.All(parcel => parcel.Delivered is not null) ? Second(parcels.Max(parcel => parcel.Delivered)) : null, parcels.Count == 0 ? null : parcels.Sum(parcel => parcel.Cost));
    }

    private string Tier(OrderRow order) => customers.GetValueOrDefault(order.Customer)?.Tier ?? "unknown";

    private static string Day(long second) => ChangeLine.Start.AddSeconds(second).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long? Second(long? second) => second + ChangeLine.Start.ToUnixTimeSeconds();

    private static string? F(decimal? number, int digits) => number?.ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static string Row(params object?[] values) => string.Join(' ', values.Select(value => value ?? "null"));
}
