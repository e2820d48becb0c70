-- A row is a payment as it is now, with the version of its order's customer that was valid at authorized_at.
-- The business time is authorized_at: every payment has one, and it carries a zone; captured_at is null until the money moves.
-- customer_key comes with silver.order_payments by a look-up at authorized_at that C# declares; a payment without an order has the unknown member.
-- grain: payment_id
-- incremental: payment_id = silver.order_payments.payment_id
-- partition: month(payment_date)
select
  cast(p.payment_id as string) as payment_id,
  cast(p.order_id as bigint) as order_id,
  cast(coalesce(p.customer_key, 'unknown') as string) as customer_key,
  cast(coalesce(year(p.authorized_at) * 10000 + month(p.authorized_at) * 100 + day(p.authorized_at), 0) as int) as date_key,
  cast(p.authorized_at as date) as payment_date,
  cast(p.has_order as boolean) as has_order,
  cast(p.status as string) as status,
  cast(p.method as string) as method,
  cast(p.gateway as string) as gateway,
  cast(p.currency as string) as currency,
  cast(p.amount as decimal(18,4)) as amount,
  try_cast(p.fee as decimal(28,10)) as fee,
  cast(p.risk_score as decimal(5,2)) as risk_score,
  p.authorized_at as authorized_at,
  p.captured_at as captured_at
from silver.order_payments p
