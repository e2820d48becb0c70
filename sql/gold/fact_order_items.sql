-- A row is a line of an order as it is now, with the versions of its product and its customer that were valid at the order's placed_at.
-- product_key and customer_key come with silver.order_lines by look-ups at placed_at that C# declares; no such version: the unknown member.
-- grain: order_id, line_no
-- incremental: order_id = silver.order_lines.order_id
-- partition: month(order_date)
select
  cast(l.order_id as bigint) as order_id,
  cast(l.line_no as int) as line_no,
  cast(coalesce(l.product_key, 'unknown') as string) as product_key,
  cast(coalesce(l.customer_key, 'unknown') as string) as customer_key,
  cast(coalesce(year(l.placed_at) * 10000 + month(l.placed_at) * 100 + day(l.placed_at), 0) as int) as date_key,
  cast(l.placed_at as date) as order_date,
  cast(l.sku_id as string) as sku_id,
  cast(l.warehouse_id as string) as warehouse_id,
  cast(l.region as string) as region,
  cast(l.order_status as string) as order_status,
  cast(l.currency as string) as currency,
  cast(l.quantity as bigint) as quantity,
  cast(l.unit_price as decimal(12,4)) as unit_price,
  cast(cast(l.quantity as decimal(19,0)) * cast(l.unit_price as decimal(12,4)) as decimal(31,4)) as line_amount,
  cast(l.weight_kg as double) as weight_kg
from silver.order_lines l
