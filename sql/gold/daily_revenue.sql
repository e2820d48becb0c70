-- A row is what was ordered on one day in one region by customers of one tier, the tier being that of the time of the order.
-- Every order that exists counts, whatever its status, CANCELLED too; revenue adds total_amount of all currencies as it stands.
-- grain: order_date, region, tier
-- incremental: order_date = gold.fact_orders.order_date
-- additive: orders, revenue
select
  cast(f.order_date as date) as order_date,
  cast(f.region as string) as region,
  cast(f.customer_tier as string) as tier,
  cast(count(*) as bigint) as orders,
  cast(coalesce(sum(f.total_amount), 0) as decimal(28,4)) as revenue
from gold.fact_orders f
group by f.order_date, f.region, f.customer_tier
