-- A row is a version of a customer, valid from valid_from until before valid_to, and one row, customer_key 'unknown', is the customer that nobody knows.
-- customer_key is the MD5 of the customer's id and the identity of the event that opened the version: late events renumber versions, never keys.
-- grain: customer_key
-- incremental: customer_id = silver.customers_history.id
select
  cast(md5(cast(h.id as string) || '|' || h._opened_by) as string) as customer_key,
  cast(h.id as decimal(20,0)) as customer_id,
  cast(h.email as string) as email,
  cast(h.full_name as string) as full_name,
  cast(h.phone as string) as phone,
  cast(h.tier as string) as tier,
  cast(h.region as string) as region,
  cast(h.address as string) as address,
  cast(h.marketing_opt_in as boolean) as marketing_opt_in,
  h.created_at as created_at,
  cast(h.version as int) as version,
  h.valid_from as valid_from,
  h.valid_to as valid_to,
  cast(h.is_current as boolean) as is_current
from silver.customers_history h
union all
select 'unknown', null, null, 'unknown', null, 'unknown', 'unknown', null, null, null, 0, null, null, true
