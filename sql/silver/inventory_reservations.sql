-- A row is what open orders hold of one SKU in one warehouse: the lines of orders that are CREATED or ALLOCATED.
-- A SKU and warehouse that no open order names has no row.
-- grain: sku_id, warehouse_id
-- incremental: sku_id = silver.order_lines.sku_id
-- incremental: warehouse_id = silver.order_lines.warehouse_id
select
  cast(l.sku_id as string) as sku_id,
  cast(l.warehouse_id as string) as warehouse_id,
  cast(sum(l.quantity) as bigint) as reserved_qty,
  cast(count(*) as bigint) as open_lines,
  max(l.order_updated_at) as updated_at
from silver.order_lines l
where l.order_status in ('CREATED', 'ALLOCATED')
group by l.sku_id, l.warehouse_id
