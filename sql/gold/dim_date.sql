-- A row is a day from 2000-01-01 to 2049-12-31, and one row, date_key 0, is the unknown day.
-- date_key is the date as yyyymmdd; weeks are ISO 8601 weeks, day_of_week runs from 1 for Monday to 7 for Sunday.
-- grain: date_key
with digit as (
  select d.n from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as d(n)
),
numbered as (
  select a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n as n
  from digit a cross join digit b cross join digit c cross join digit d cross join digit e
),
calendar as (
  -- 2000-01-01 was a Saturday, day 6 of its ISO week.
  select date '2000-01-01' + n as day, (n + 5) % 7 + 1 as day_of_week
  from numbered
  where n < 18263
),
weekday as (
  select w.n, w.name
  from (values (1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')) as w(n, name)
),
month_of_year as (
  select m.n, m.name
  from (values (1, 'January'), (2, 'February'), (3, 'March'), (4, 'April'), (5, 'May'), (6, 'June'), (7, 'July'), (8, 'August'),
    (9, 'September'), (10, 'October'), (11, 'November'), (12, 'December')) as m(n, name)
)
select
  cast(year(c.day) * 10000 + month(c.day) * 100 + day(c.day) as int) as date_key,
  cast(c.day as date) as calendar_date,
  cast(year(c.day) as int) as year,
  cast(quarter(c.day) as int) as quarter,
  cast(month(c.day) as int) as month,
  cast(m.name as string) as month_name,
  cast(day(c.day) as int) as day_of_month,
  cast(c.day_of_week as int) as day_of_week,
  cast(w.name as string) as day_name,
  cast(dayofyear(c.day) as int) as day_of_year,
  cast(year(c.day + (4 - c.day_of_week)) as int) as iso_year,
  cast(weekofyear(c.day) as int) as iso_week,
  c.day_of_week >= 6 as is_weekend
from calendar c
join weekday w on w.n = c.day_of_week
join month_of_year m on m.n = month(c.day)
union all
select 0, null, null, null, null, 'unknown', null, null, 'unknown', null, null, null, null
