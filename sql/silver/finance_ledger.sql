-- A row is an order beside what was paid, refunded and shipped for it, or an order_id that no order has and a CAPTURED payment names.
-- Only CAPTURED counts as paid. Sums are in the order's currency (no rate is at hand to convert another); where there is no order, in the
-- captured payments' own currency if they share one. refunded_amount counts approved refunds; net_amount is what was captured less the fees
-- and less the approved refunds of payments that still stand as captured. A fee that decimal(28,10) cannot hold leaves fee and net_amount null.
-- grain: order_id
-- incremental: order_id = silver.orders.id, silver.payments.order_id, silver.refunds.order_id, silver.shipments.order_id
with captured_currency as (
  select p.order_id, min(p.currency) as lowest, max(p.currency) as highest
  from silver.payments p
  where p.status = 'CAPTURED'
  group by p.order_id
),
payment as (
  select
    p.payment_id,
    p.order_id,
    p.status,
    p.amount,
    p.fee,
    p.status = 'CAPTURED' as captured,
    p.currency is not distinct from
      case when o.id is not null then o.currency when c.lowest = c.highest then c.lowest end as same_currency
  from silver.payments p
  left join silver.orders o on o.id = p.order_id
  left join captured_currency c on c.order_id = p.order_id
),
paid as (
  select
    p.order_id,
    count(*) as payments,
    sum(case when p.captured then 1 else 0 end) as captured_payments,
    sum(case when p.captured and not p.same_currency then 1 else 0 end) as captured_in_other_currency,
    sum(case when p.status = 'REFUNDED' then 1 else 0 end) as refunded_payments,
    cast(sum(case when p.captured and p.same_currency then p.amount end) as decimal(28,4)) as captured_amount,
    cast(sum(case when p.captured and p.same_currency then try_cast(p.fee as decimal(28,10)) end) as decimal(28,10)) as fee,
    sum(case when p.captured and p.same_currency and p.fee is not null and try_cast(p.fee as decimal(28,10)) is null then 1 else 0 end)
      as unheld_fees
  from payment p
  group by p.order_id
),
refund as (
  select
    r.order_id,
    count(*) as refunds,
    cast(sum(case when r.approved and p.same_currency then r.amount end) as decimal(28,4)) as refunded_amount,
    cast(sum(case when r.approved and p.same_currency and p.captured then r.amount end) as decimal(28,4)) as returned_amount
  from silver.refunds r
  left join payment p on p.payment_id = r.payment_id and p.order_id = r.order_id
  group by r.order_id
),
ranked_shipment as (
  select
    s.order_id,
    s.carrier,
    s.shipped_at,
    s.delivered_at,
    s.cost_vnd,
    row_number() over (partition by s.order_id order by s.shipped_at desc nulls last, s.shipment_id desc) as recency
  from silver.shipments s
),
shipped as (
  select
    s.order_id,
    count(*) as shipments,
    max(case when s.recency = 1 then s.carrier end) as carrier,
    min(s.shipped_at) as shipped_at,
    case when count(s.delivered_at) = count(*) then max(s.delivered_at) end as delivered_at,
    sum(s.cost_vnd) as shipping_cost_vnd
  from ranked_shipment s
  group by s.order_id
),
ledger_order as (
  select
    o.id as order_id, true as has_order, o.status, o.customer_id, o.region, o.currency, o.total_amount, o.placed_at,
    o.status in ('SHIPPED', 'DELIVERED') as was_shipped
  from silver.orders o
  union all
  select
    c.order_id, false as has_order, null as status, null as customer_id, null as region,
    case when c.lowest = c.highest then c.lowest end as currency, null as total_amount, null as placed_at,
    false as was_shipped
  from captured_currency c
  left join silver.orders o on o.id = c.order_id
  where o.id is null and c.order_id is not null
)
select
  cast(l.order_id as bigint) as order_id,
  cast(l.status as string) as order_status,
  cast(
    case
      when not l.has_order then 'payment_without_order'
      when l.was_shipped and coalesce(p.captured_payments, 0) = 0 then 'missing_payment'
      when l.was_shipped and p.captured_payments > 1 then 'duplicate_payment'
      when l.was_shipped and p.captured_in_other_currency > 0 then 'currency_mismatch'
      when l.was_shipped and p.captured_amount is distinct from l.total_amount then 'amount_mismatch'
      when l.was_shipped then 'matched'
      when p.refunded_payments > 0 then 'refunded'
      else 'open'
    end as string) as recon_class,
  l.has_order and not l.was_shipped and coalesce(p.captured_payments, 0) > 0 as captured_not_shipped,
  cast(l.customer_id as decimal(20,0)) as customer_id,
  cast(l.region as string) as region,
  l.placed_at as placed_at,
  cast(l.placed_at as date) as order_date,
  cast(l.currency as string) as currency,
  cast(l.total_amount as decimal(18,4)) as order_amount,
  cast(coalesce(p.payments, 0) as bigint) as payments,
  cast(coalesce(p.captured_payments, 0) as bigint) as captured_payments,
  cast(coalesce(p.captured_in_other_currency, 0) as bigint) as captured_in_other_currency,
  cast(coalesce(p.captured_amount, 0) as decimal(28,4)) as captured_amount,
  case when coalesce(p.unheld_fees, 0) = 0 then cast(coalesce(p.fee, 0) as decimal(28,10)) end as fee,
  case
    when coalesce(p.unheld_fees, 0) = 0 then cast(
      cast(coalesce(p.captured_amount, 0) as decimal(28,10))
      - cast(coalesce(p.fee, 0) as decimal(28,10))
      - cast(coalesce(r.returned_amount, 0) as decimal(28,10)) as decimal(28,10))
  end as net_amount,
  cast(coalesce(r.refunds, 0) as bigint) as refunds,
  cast(coalesce(r.refunded_amount, 0) as decimal(28,4)) as refunded_amount,
  cast(coalesce(s.shipments, 0) as bigint) as shipments,
  cast(s.carrier as string) as carrier,
  s.shipped_at as shipped_at,
  s.delivered_at as delivered_at,
  cast(s.shipping_cost_vnd as bigint) as shipping_cost_vnd
from ledger_order l
left join paid p on p.order_id = l.order_id
left join refund r on r.order_id = l.order_id
left join shipped s on s.order_id = l.order_id
