using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Fulfilment;

/// <summary>
/// Orders on all their ways through two databases: paid once, twice, never, in another currency; shipped, in parts, delivered in parts, cancelled, deleted; refunded before they are shipped and
/// after, with refunds that are decided late, refused, changed, deleted and requested again; shipments that are lost or were another order's.
/// </summary>
internal sealed class FulfilmentGenerator(int seed)
{
    private static readonly string[] Carriers = ["GHN", "VNPost"];
    private static readonly string[] Regions = ["HN", "HCM"];

    private readonly Random random = new(seed);
    private readonly List<FulfilmentEvent> events = [];
    private readonly Dictionary<(string, string), SourceRow> alive = [];
    private long position = 10;
    private long number;

    /// <summary>How many events come first of all: one of each table, since a model waits for the tables that it reads.</summary>
    public static int Opening => 7;

    public IReadOnlyList<FulfilmentEvent> Make(int steps)
    {
        var order = new OrderRow(++number, 1, "CREATED", "VND", 1000, "HN", position);
        var payment = new PaymentRow($"p{++number}", order.Id, "REFUNDED", 1000, null, "VND", position);
        foreach (var row in (SourceRow[])[new CustomerRow(1, "tier 1"), new ProductRow("SKU-0"), order, new ItemRow(order.Id, 1, "SKU-0", 2, 500), payment])
            Write(row);
        Write(new RefundRow(++number, payment.Id, order.Id, 1000, true));
        Write(new ShipmentRow(++number, order.Id, Carriers[0], position, null, 1000));
        for (var step = 0; step < steps; step++)
            Step(random.Next(100));
        return events;
    }

    private void Step(int dice)
    {
        var order = Pick<OrderRow>();
        if (dice < 8 || order is null)
            PlaceOrder();
        else if (dice < 32)
            Advance(order);
        else if (dice < 55)
            Pay(order);
        else if (dice < 75)
            Refund(Pick<PaymentRow>(), Pick<RefundRow>());
        else if (dice < 90)
            Ship(order, Pick<ShipmentRow>());
        else if (dice < 92)
            Write(order with { Total = order.Total + 100 });
        else if (dice < 95)
            Delete(order);
        else if (dice < 97)
            Write(new PaymentRow($"p{++number}", 9000 + number, "CAPTURED", 500, null, "VND", position));
    }

    private void PlaceOrder()
    {
        var id = ++number;
        var customer = random.Next(1, 4);
        if (random.Next(2) == 0 && !alive.ContainsKey(("customers", $"{customer}")))
            Write(new CustomerRow(customer, $"tier {customer}"));
        Write(new OrderRow(id, customer, "CREATED", random.Next(4) == 0 ? "USD" : "VND", 100 * random.Next(1, 50), Regions[random.Next(2)], position + 86400 * random.Next(3)));
        for (var line = 1; line <= random.Next(1, 3); line++)
            Write(new ItemRow(id, line, $"SKU-{random.Next(3)}", random.Next(1, 5), 12.5m * line));
    }

    private void Advance(OrderRow order)
    {
        var next = order.Status switch
        {
            "CREATED" => "ALLOCATED",
            "ALLOCATED" => "PICKED",
            "PICKED" => "SHIPPED",
            _ => "DELIVERED",
        };
        if (!order.IsShipped && random.Next(6) == 0)
            next = "CANCELLED";
        Write(order with { Status = next });
        if (next == "SHIPPED")
            Ship(order, null);
        if (next == "CANCELLED" && alive.Values.OfType<PaymentRow>().FirstOrDefault(payment => payment.Order == order.Id) is { } payment)
            Write(new RefundRow(++number, payment.Id, order.Id, payment.Amount, true));
    }

    private void Pay(OrderRow order)
    {
        var open = alive.Values.OfType<PaymentRow>().FirstOrDefault(payment => payment.Order == order.Id && payment.Status == "AUTHORIZED");
        var captured = alive.Values.OfType<PaymentRow>().FirstOrDefault(payment => payment.Order == order.Id && payment.IsCaptured);
        if (open is not null)
            Write(open with { Status = random.Next(6) == 0 ? "FAILED" : "CAPTURED", Fee = random.Next(3) == 0 ? null : random.Next(1000) / 1000m });
        else if (captured is not null && random.Next(2) == 0)
            Write(captured with { Status = "REFUNDED" });
        else
            Write(new PaymentRow($"p{++number}", order.Id, random.Next(2) == 0 ? "AUTHORIZED" : "CAPTURED", random.Next(5) == 0 ? order.Total - 1 : order.Total, 0.25m, random.Next(8) == 0 ? "EUR" : order.Currency, position));
    }

    private void Refund(PaymentRow? payment, RefundRow? refund)
    {
        switch (random.Next(6))
        {
            case 0 when refund is not null:
                Delete(refund);
                if (random.Next(3) == 0)
                    Write(refund with { Approved = null });
                break;
            case 1 or 2 when refund is not null:
                Write(refund with { Approved = random.Next(4) > 0 });
                break;
            case 3 when refund is not null && payment is not null:
                Write(refund with { Payment = payment.Id, Order = payment.Order, Amount = refund.Amount + 1 });
                break;
            default:
                if (payment is not null)
                    Write(new RefundRow(++number, payment.Id, payment.Order, Math.Round(payment.Amount / random.Next(1, 4), 2), random.Next(3) == 0 ? null : true));
                break;
        }
    }

    private void Ship(OrderRow order, ShipmentRow? shipment)
    {
        switch (random.Next(6))
        {
            case 0 when shipment is not null:
                Delete(shipment);
                break;
            case 1 or 2 when shipment is not null:
                Write(shipment with { Delivered = position });
                break;
            case 3 when shipment is not null:
                Write(shipment with { Order = order.Id, Cost = shipment.Cost + 1 });
                break;
            default:
                for (var part = 0; part < random.Next(1, 3); part++)
                    Write(new ShipmentRow(++number, order.Id, Carriers[random.Next(2)], position, random.Next(4) == 0 ? position : null, 1000 * random.Next(1, 9)));
                break;
        }
    }

    private T? Pick<T>()
        where T : SourceRow
    {
        var rows = alive.Values.OfType<T>().ToList();
        return rows.Count == 0 ? null : rows[random.Next(rows.Count)];
    }

    private void Write(SourceRow row)
    {
        var known = alive.ContainsKey((row.Table.Table, row.Key));
        alive[(row.Table.Table, row.Key)] = row;
        Emit(known ? row.Table.Update(++position, row.Json) : row.Table.Create(++position, row.Json), row);
    }

    /// <summary>The database takes the lines of an order along and logs nothing of it.</summary>
    private void Delete(SourceRow row)
    {
        alive.Remove((row.Table.Table, row.Key));
        Emit(row.Table.Delete(++position, row.Json), row);
    }

    private void Emit(ChangeLine line, SourceRow row) => events.Add(new FulfilmentEvent(line with { Partition = (int)(number % 2) }, row));
}
