-- A row is a version of a product, valid from valid_from until before valid_to, and one row, product_key 'unknown', is the product that nobody knows.
-- product_key is the MD5 of the SKU and the identity of the event that opened the version: late events renumber versions, never keys.
-- grain: product_key
-- incremental: sku_id = silver.products_history.sku_id
select
  cast(md5(cast(h.sku_id as string) || '|' || h._opened_by) as string) as product_key,
  cast(h.sku_id as string) as sku_id,
  cast(h.product_name as string) as product_name,
  cast(h.category as string) as category,
  cast(h.list_price as decimal(12,4)) as list_price,
  cast(h.attributes as string) as attributes,
  cast(h.active as boolean) as active,
  cast(h.version as int) as version,
  h.valid_from as valid_from,
  h.valid_to as valid_to,
  cast(h.is_current as boolean) as is_current
from silver.products_history h
union all
select 'unknown', null, 'unknown', 'unknown', null, null, null, 0, null, null, true
