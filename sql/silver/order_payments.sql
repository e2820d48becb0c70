-- A row is a payment, with the customer of its order: a payment names its order only, and facts look customers up.
-- A payment of an order that no order has keeps its own columns and has no customer.
-- grain: payment_id
-- incremental: order_id = silver.payments.order_id, silver.orders.id
select
  cast(p.payment_id as string) as payment_id,
  cast(p.order_id as bigint) as order_id,
  cast(o.customer_id as decimal(20,0)) as customer_id,
  o.id is not null as has_order,
  cast(p.status as string) as status,
  cast(p.method as string) as method,
  cast(p.gateway as string) as gateway,
  cast(p.currency as string) as currency,
  cast(p.amount as decimal(18,4)) as amount,
  cast(p.fee as string) as fee,
  cast(p.risk_score as decimal(5,2)) as risk_score,
  p.authorized_at as authorized_at,
  p.captured_at as captured_at
from silver.payments p
left join silver.orders o on o.id = p.order_id
