-- A row is a region with its orders.
-- grain: region
-- incremental: region = silver.orders.region
-- additive: orders, revenue
select
  cast(o.region as string) as region,
  cast(count(*) as bigint) as orders,
  cast(coalesce(sum(o.total_amount), 0) as decimal(28,4)) as revenue
from silver.orders o
group by o.region
