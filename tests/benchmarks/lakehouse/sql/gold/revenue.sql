-- A row is what was ordered on one day in one region by customers of one tier, the tier being that of the time of the order.
-- grain: order_date, region, tier
-- additive: orders, revenue
select
  cast(o.placed_at as date) as order_date,
  cast(o.region as string) as region,
  cast(o.tier as string) as tier,
  cast(count(*) as bigint) as orders,
  cast(coalesce(sum(o.total_amount), 0) as decimal(28,4)) as revenue
from silver.orders o
group by cast(o.placed_at as date), o.region, o.tier
