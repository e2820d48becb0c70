-- A row is the stock of one SKU in one warehouse now: the running sum of its deltas, and what open orders have reserved of it.
-- updated_at is the later of the newest delta and the newest change of an order that reserves it now.
-- grain: sku_id, warehouse_id
-- incremental: sku_id = silver.inventory_delta.sku_id, silver.inventory_reservations.sku_id
-- incremental: warehouse_id = silver.inventory_delta.warehouse_id, silver.inventory_reservations.warehouse_id
with movement as (
  select d.sku_id, d.warehouse_id, d.available_delta as available, 0 as reserved, d.event_time as moved_at
  from silver.inventory_delta d
  union all
  select r.sku_id, r.warehouse_id, 0 as available, r.reserved_qty as reserved, r.updated_at as moved_at
  from silver.inventory_reservations r
)
select
  cast(m.sku_id as string) as sku_id,
  cast(m.warehouse_id as string) as warehouse_id,
  cast(sum(m.available) as bigint) as available_qty,
  cast(sum(m.reserved) as bigint) as reserved_qty,
  max(m.moved_at) as updated_at
from movement m
group by m.sku_id, m.warehouse_id
