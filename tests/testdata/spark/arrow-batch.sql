select
  i, i % 2 = 1 as b, cast(i as tinyint) as i8, cast(-i as smallint) as i16, i * 10000000000 as i64, cast(i / 2 as float) as f, if(i = 2, double('NaN'), i * 1e100) as d,
  cast(i - 1.5 as decimal(9,2)) as small, cast('99999999999999999999999999999999999999' as decimal(38,0)) - i as large, if(i = 1, null, 'naïve ' || i) as s,
  if(i = 2, null, cast(cast(i as string) as binary)) as bytes, date_add(date'0001-01-01', i) as day, timestamp_micros(-i) as at, timestamp_ntz'2026-03-29 02:30:00' as local, null as nothing,
  array(i, null) as list, if(i = 1, null, named_struct('x', i, 'y', named_struct('z', array('a', null)))) as nested, map('k', i, 'l', null) as m,
  interval '1 02:03:04.000005' day to second as span, interval '-1-2' year to month as months
from values (0), (1), (2) as t(i)
