-- A row is an order as it is now, with the version of its customer that was valid at placed_at.
-- customer_key and customer_tier come with silver.orders by a look-up at placed_at that C# declares; no such version: the unknown member.
-- grain: order_id
-- incremental: order_id = silver.orders.id
-- partition: month(order_date)
select
  cast(o.id as bigint) as order_id,
  cast(coalesce(o.customer_key, 'unknown') as string) as customer_key,
  cast(coalesce(o.customer_tier, 'unknown') as string) as customer_tier,
  cast(o.customer_id as decimal(20,0)) as customer_id,
  cast(coalesce(year(o.placed_at) * 10000 + month(o.placed_at) * 100 + day(o.placed_at), 0) as int) as date_key,
  cast(o.placed_at as date) as order_date,
  cast(o.region as string) as region,
  cast(o.channel as string) as channel,
  cast(o.status as string) as status,
  cast(o.currency as string) as currency,
  cast(o.total_amount as decimal(18,4)) as total_amount,
  cast(o.discount as decimal(9,2)) as discount,
  o.placed_at as placed_at,
  cast(o.promised_date as date) as promised_date,
  o.updated_at as updated_at
from silver.orders o
