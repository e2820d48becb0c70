-- A row is a line of an order, with what its order says of it: customer, status, region, currency and time.
-- The time is what facts look up by; the status is what reservations go by. A line without its order keeps its own columns.
-- grain: order_id, line_no
-- incremental: order_id = silver.order_items.order_id, silver.orders.id
select
  cast(i.order_id as bigint) as order_id,
  cast(i.line_no as int) as line_no,
  cast(i.sku_id as string) as sku_id,
  cast(i.warehouse_id as string) as warehouse_id,
  cast(i.quantity as bigint) as quantity,
  cast(i.unit_price as decimal(12,4)) as unit_price,
  cast(i.weight_kg as double) as weight_kg,
  cast(o.customer_id as decimal(20,0)) as customer_id,
  cast(o.status as string) as order_status,
  cast(o.region as string) as region,
  cast(o.currency as string) as currency,
  o.placed_at as placed_at,
  o.updated_at as order_updated_at
from silver.order_items i
left join silver.orders o on o.id = i.order_id
