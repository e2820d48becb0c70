using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine.Tests.Translation;

/// <summary>The functions and constructs of the list over edge values, on both engines.</summary>
public class FunctionsOnBothEnginesTests(SparkFixture spark)
{
    private const string Texts = """
        select * from (values (1, 'abc'), (2, ''), (3, null), (4, 'trần 😀 é'), (5, '  a b  '), (6, 'a.b..c'), (7, '100%_\x'), (8, E'line\nend\n'), (9, 'Zürich'), (10, 'ZZZ'), (11, 'ab ab'), (12, '[1,"x",null]'), (13, '00.700'), (14, 'it''s "q" $1')) t(id, s)
        """;

    private const string Numbers = """
        select id, i::integer as i, l::bigint as l, d::decimal(18,4) as d, big::decimal(38,10) as big, f::double as f from (values
          (1, '0', '0', '0', '0', '0'), (2, '7', '9223372036854775807', '1.5', '9999999999999999999999999999.9999999999', '2.5'), (3, '-7', '-9223372036854775807', '-1.5', '-9999999999999999999999999999.9999999999', '-2.5'),
          (4, '2147483647', '1', '0.0001', '0.0000000001', '0.285'), (5, '-2147483647', '-1', '-9999999999999.9999', '-0.0000000001', '-0.5'), (6, null, null, null, null, null), (7, '3', '10', '12345.6789', '1', 'NaN'),
          (8, '5', '100', '2.5000', '2', 'Infinity'), (9, '1', '3', '0.1', '3', '-Infinity'), (10, '2', '5', '0.5', '0.5', '1e15'), (11, '4', '6', '3.4999', '-0.5', '3.4999')) t(id, i, l, d, big, f)
        """;

    private const string Times = """
        select id, day::date as day, ts::timestamp as ts, tz::timestamptz as tz from (values
          (1, '1970-01-01', '1970-01-01 00:00:00', '1970-01-01 00:00:00+00'), (2, '0001-01-02', '0001-01-02 00:00:00.000001', '0001-01-02 00:00:00+00'), (3, '9999-12-30', '9999-12-30 23:59:59.999999', '9999-12-30 12:59:59.999999+00'),
          (4, null, null, null), (5, '2024-02-29', '2024-02-29 12:30:45.5', '2024-02-29 17:30:00+00'), (6, '1582-10-10', '1582-10-10 01:02:03', '1883-11-18 12:00:00+00'), (7, '2021-01-03', '2021-03-14 02:30:00', '2021-03-14 07:30:00+00'),
          (8, '2020-12-31', '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999+00')) t(id, day, ts, tz)
        """;

    private static readonly string[] Statements =
    [
        "select k, l, f, d from (select * exclude (i) replace (l // 2 as l), id as k from numbers)",
        "select id, i from numbers qualify row_number() over (partition by i > 0 order by l desc) = 1",
        "select *, row_number() over (order by i, id) as n from numbers qualify lag(i) over (order by id) is not null",
        "select distinct on (i > 0) i > 0 as p, id from numbers order by i > 0, id desc",
        "select id, d in ('1.5', '2.5') as d, i in ('07', '-7') as i, d = '1.50' as e, d not in ('1.5') as n, 'x' || d || '/' || i as t, concat('x', d, big) as c, concat_ws('|', id, big, i > 0) as w from numbers",
        "select id, try_cast(f * 3 as decimal(18,2)) as p, try_cast(coalesce(f, 0) as integer) as c, try_cast(case when id = 4 then f else 0 end as decimal(18,2)) as e from numbers",
        "select sum(i > 3) as n, cast(sum(f) as decimal(18,2)) as s, cast(sum(f) as integer) as w from numbers where id < 6",
        "select avg(v) as a, cast(avg(v) as decimal(18,2)) as r from (select cast(x as decimal(18,2)) as v from (values ('0.21'), ('0'), ('0'), ('0'), ('0'), ('0')) t(x))",
        "select distinct on (s) lower(s) as s, id from texts order by s, id desc",
        "select id, -i as i from numbers qualify row_number() over (order by id) < 9 order by i, id limit 2",
        "select id, concat_ws('|', id, tz, day) as w, 'x' || ts || day as t, day + interval 36 hours as d, interval 1 day + day as e, day - interval 1 month as m, cast(day + interval 1 day as varchar) as v, day in ('1970-01-01', '2024-02-29') as i, ts = '2024-02-29 12:30:45.5' as s from times where id not in (2, 3)",
        "select distinct on (i > 0) i > 0 as p, id from numbers order by 1, 2 desc",
        "select distinct on (1) i > 0 as p, id from numbers order by 1, 2",
        "select id, i from numbers qualify row_number() over (partition by i > 0 order by l desc) = 1 order by 2 desc nulls last, 1 limit 1",
        "select id, avg(i) over (order by id) as a, list(i) over (order by id) as l, avg(i) filter (i > 0) over (order by id) as f, count(*) over () as n from numbers",
        "select id, count(*) filter (i > 0) over (order by id) as c, sum(i) filter (i > 0) over w as s, last_value(i ignore nulls) over w as v, first_value(l) over w as fl from numbers window w as (order by id rows between unbounded preceding and 1 preceding)",
        "select id, min(l) over (order by id range between 2 following and unbounded following) as m, lag(i, 1, -1) over (order by id) as g, lead(d, 2) over (order by id) as h, rank() over (order by i) as r, dense_rank() over (order by i desc nulls first) as dr from numbers",
        "select id, lag({a: i, b: d}, 1, {a: id, b: 0.5::decimal(18,4)}) over (order by id) is distinct from {a: i, b: d} as changed from numbers",
        "select i > 0 as p, count(*) as n, count(i) as c, count(distinct l) as dl, sum(i) as s, sum(d) as sd, avg(i) as a, avg(d) as ad, min(l) as ml, max(f) as mf, bool_or(i > 3) as b, any_value(1) as av from numbers where id < 6 group by all having count(*) > 1",
        "select arg_max(id, {a: i, b: l}) as x, arg_min(id, {a: l}) as y, max_by(i, id) as z, max({a: i, b: d}).a as m, min({a: i}).a as n, arg_max(id, l) filter (i < 5) as q from numbers",
        "select sum(hash(a.l, b.l, c.l)) is not null as summed, sum(hash(a.l, b.l, c.l)) = sum(hash(a.l, b.l, c.l)) as same from numbers a, numbers b, numbers c",
        "select count(*) as n from numbers having count(distinct i) > 1",
        "select a.id from numbers a left join texts b on a.id = b.id and b.s <> '' where b.id is null",
        "select a.id, b.s from numbers a join texts b using (id) where a.id in (select id from texts where s is not null) and exists (select 1 from numbers c where c.id = a.id + 1)",
        "select id from numbers a anti join texts b on a.id = b.id union all select id from texts semi join numbers using (id)",
        "select id from texts where id not in (select id from numbers)",
        "select id from numbers where (id, i) in (select (id, i) from numbers where i > 0)",
        "select id, (select max(b.l) from numbers b where b.id < a.id) as before, (select count(*) from texts) as n from numbers a",
        "with a as (select id as x, s as y from texts), b(x) as (select id from numbers) select y, x from a union all by name select x, 'z' as w from b",
        "select id, i from numbers except all select id, i from numbers where i > 0",
        "select id from numbers intersect select id from texts where s <> ''",
        "select i > 0 as p from numbers union select true order by 1 limit 2",
        "select id, unnest([i, id]) as u from numbers where id < 3",
        "select n.id, u.x from numbers n, unnest([n.i, n.id]) u(x) where u.x > 0",
        "select fault.r as r from (select unnest([{c: '', r: null}, {c: 'x', r: s}]) as fault from texts) where fault.r is not null",
        "select d.n, m.k from (values (1), (2)) as d(n) cross join (values ('a', null), ('b', 2)) as m(k, v) where m.v is null",
        "select id, list(i) as all_of from numbers where id in (6, 7) group by id",
        "select key, _p < {a: 3, b: 2} as before, lead(_p) over (order by key) is null as last from (select id as key, {a: i, b: l} as _p from numbers)",
        "select id from numbers order by d desc, i nulls first, id limit 3 offset 1",
        "select json_extract_string(j, '$.a') as a, j ->> '$.\"b c\".d' as b, j->>'x' as x, json_exists(j, '$.\"n\"') as n, from_json(j, '{\"a\":\"VARCHAR\",\"l\":[\"VARCHAR\"]}') as r, json_extract_string(j, '$.l[1]') as l from (values ('{\"a\":1.50,\"b c\":{\"d\":\"é\\n\"},\"n\":null,\"l\":[1,{\"z\":[true]}]}'), ('{\"a\":\"t\"}'), (null), ('{\"a\":{\"x\": 1},\"l\":[]}')) v(j)",
        "select sum(l) as s, avg(l) as a, sum(l) filter (id = 2) as f from twice",
        "select id, sum(l) over () as w from twice",
        "select sum(i) as s, avg(i) as a, sum(distinct l) as d from numbers",
        "select j, json_extract_string(j, '$.\"a\"') as a from (values ('{\"a\":15}'), ('{\"a\":-15}'), ('{\"a\": 15}'), ('{\"a\":15 }'), ('{\"a\":0}'), ('{\"a\":12345678901234567890}'), ('{\"a\":1.50}'), ('{\"a\":1e5}'), ('{\"a\":1,\"b\":2}'), ('{\"a\":\"15\"}'), ('{\"a\":true}'), ('{\"a\":[1]}'), ('{\"A\":1}'), ('{}')) v(j)",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Texts_are_worked_alike(bool knowsTypes)
    {
        using var engines = await BothEngines.StartAsync(spark);
        engines.View("texts", Texts);
        engines.KnowsTypes = knowsTypes;
        Equal(
            engines,
            "texts",
            [
                "s || '!'", "concat(s, 'x', null)", "concat_ws('-', s, null, 'z')", "contains(s, 'a')", "starts_with(s, 'a')", "suffix(s, 'c')", "length(s)", "strlen(s)", "upper(s)", "lower(s)", "replace(s, 'a', 'bb')",
                "repeat(s, 2)", "lpad(s, 5, '0')", "rpad(s, 3, 'é')", "substr(s, 2)", "substr(s, 2, 3)", "substr(s, -3)", "substr(s, 0, 3)", "substr(s, -2, 2)", "substr(s, -30, 29)", "substr(s, 3, -2)", "substr(s, -1, -2)", "substr(s, id - 3, 2)", "substr(s, 3, id - 4)", "substr(s, 0, id - 4)", "substr(s, 0, null)", "'${id} ${env:HOME} ${spark:x}'", "left(s, 3)", "right(s, 2)", "left(s, -1)", "right(s, -2)", "left(s, id - 5)", "right(s, id - 5)", "left(s, strpos(s, '@') - 1)", "trim(s)", "ltrim(s)", "rtrim(s, 'c ')", "ltrim(s, '0')", "trim(s, '0')",
                "split_part(s, '.', 2)", "split_part(s, '.', -1)", "string_split(s, '.')", "strpos(s, 'b')", "md5(s)", "hex(s)", "s like 'a%'", "s like '100\\%%'", "s like '%\\x'", "s not like '_b%'", "s ilike 'Z%'",
                "regexp_matches(s, 'a.b')", "regexp_matches(s, 'end$')", "regexp_matches(s, '^[a-z&&]+$')", "regexp_full_match(s, '[a-z ]*')", "regexp_full_match(s, '.*')", "regexp_replace(s, 'a', 'x')", "regexp_replace(s, '(a)(b)', '[\\2\\1$]', 'g')",
                "regexp_replace(s, '^a', '')", "regexp_replace(s, '\\s+$', '')", "regexp_replace(s, '^\\s+|\\s+$', '')", "regexp_extract(s, '([a-z])([a-z])', 2)", "regexp_extract(s, '([0-9]*)[.]([0-9]+)', ['w', 'f'])", "regexp_matches(s, '\\bab\\b')", "s in ('abc', '')", "s not in ('abc', 'ZZZ')",
                "s < 'Zürich'", "s between 'a' and 'b'", "coalesce(nullif(s, ''), 'none')", "greatest(s, 'b', null)", "least(s, 'b')", "case s when 'abc' then 1 when '' then 2 end", "try_cast(s as integer)", "try_cast(s as double)", "try_cast(s as decimal(10,2))",
                "try_cast(s as date)", "s is distinct from 'abc'", "cast(s as varchar)", "to_base64(cast(from_base64('AQID') as blob))", "try(from_json(s, '[\"VARCHAR\"]'))", "cast(json_array(s, null, 'k') as varchar)", "cast(to_json(cast(s as varchar)) as varchar)",
            ]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Numbers_are_worked_alike(bool knowsTypes)
    {
        using var engines = await BothEngines.StartAsync(spark);
        engines.View("numbers", Numbers);
        engines.KnowsTypes = knowsTypes;
        Equal(
            engines,
            "numbers",
            [
                "try(i + 1)", "try(l + 1)", "try(l * 2)", "try(i - 2147483647)", "i // 2", "l // 0", "i % 4", "l % 0", "-i", "-d", "-big", "-f", "abs(i)", "abs(big)", "abs(f)", "i / 2", "d / 3", "f / 0", "try(d * 2)", "try(d + 0.00001)", "try(big + 0.5)",
                "try_cast(d as integer)", "cast(d as bigint)", "try_cast(f as integer)", "cast(i as varchar)", "cast(cast(big as decimal(38,10)) as varchar)", "cast(cast(d as decimal(18,4)) as varchar)", "try_cast(f as decimal(18,2))", "try_cast(big as decimal(10,2))", "cast(d as decimal(18,2))", "cast(i as double)", "cast(i as boolean)",
                "round(cast(d as decimal(18,4)), 2)", "round(cast(f as double), 2)", "round(cast(f as double))", "isnan(f)", "isinf(f)", "isfinite(cast(f as double))", "i = 7 or null", "not (i > 0)", "i is null", "i in (7, null)", "i between -7 and 5", "greatest(i, l)", "least(i, null, 3)",
                "coalesce(i, 5)", "f > 1e300", "f = 'nan'::double", "d = 1.5", "i is not distinct from null", "{a: i, b: d} < {a: 7, b: 0.5::decimal(18,4)}", "{a: i} is distinct from {a: 7}", "[i, null, 3][2]", "[i, 1][1]", "list_contains([i, 1], 7)", "list_transform([i, 1], lambda x: x is null)",
                "list_filter([i, 1, null], lambda x: x > 0)", "len([i, 1])", "list_reduce([1, 2, i], lambda a, b: a - b)", "list_transform([5, i], lambda x, n: n * 10)", "struct_extract({a: i}, 'a')", "{a: {b: i}}.a.b", "case when i > 0 then 'p' when i < 0 then 'n' else 'z' end", "true and i > 0",
                "18446744073709551616 + 0", "cast(i as hugeint) * 10000000000000000000", "1e5 * 2", "0.1 + 0.2", "interval 5 minutes + timestamptz '2024-01-01 00:00:00+00'",
            ]);
    }

    [Theory]
    [InlineData("UTC", true)]
    [InlineData("UTC", false)]
    [InlineData("America/New_York", true)]
    [InlineData("Asia/Ho_Chi_Minh", false)]
    public async Task Times_are_worked_alike(string zone, bool knowsTypes)
    {
        using var engines = await BothEngines.StartAsync(spark);
        engines.View("times", Times);
        engines.SetTimeZone(zone);
        engines.KnowsTypes = knowsTypes;

        // Before 1901 time zones are local mean times, of which the libraries of the two engines keep different fractions.
        Equal(
            engines,
            zone == "UTC" ? "times" : "(select * from times where id not in (2, 6))",
            [
                "year(day)", "quarter(day)", "month(day)", "day(day)", "dayofyear(day)", "weekofyear(day)", "isodow(day)", "dayofweek(day)", "isoyear(day)", "extract(year from ts)", "date_part('month', tz)", "year(tz)", "month(tz)", "day(tz)", "hour(tz)", "minute(ts)",
                "cast(tz as date)", "cast(ts as date)", "cast(day as varchar)", "cast(ts::timestamp as varchar)", "day + 1", "day - 1", "date '2000-01-01' + id", "cast(day as date) - date '1970-01-01'", "tz + interval 5 minutes", "ts - interval 2 hours", "tz < timestamptz '1970-01-01 00:00:00+00'",
                "epoch_us(tz)", "epoch_us(ts)", "epoch_us(ts::timestamp)", "epoch_ms(cast(id * 1704067200123 - 4000000000000 as bigint))", "make_timestamp(1704067200000000 + id * 21600000000)", "cast(tz as timestamptz) at time zone 'America/New_York'", "cast(ts as timestamp) at time zone 'Europe/Berlin'",
                "timestamptz '2024-11-03 06:30:00+00' at time zone 'UTC'", "timestamptz '2024-11-03 05:30:00+00' at time zone 'UTC'", "timestamp '2024-11-03 06:30:00' at time zone 'UTC'", "ts + interval 5 microseconds", "tz - to_microseconds(7)", "epoch_ms(tz::timestamptz)", "date_trunc('month', cast(tz as timestamptz))", "date_trunc('hour', cast(tz as timestamptz))", "date_trunc('week', ts::timestamp)", "date_trunc('day', ts::timestamp)", "date_trunc('quarter', day::date)", "strftime(tz::timestamptz, '%Y-%m-%dT%H:%M:%S')", "strftime(day::date, '%d.%m.%Y')", "day = '1970-01-01'", "greatest(tz, timestamptz '2000-01-01 00:00:00+00')", "make_timestamptz(id * 1000000)", "isfinite(cast(day as date))",
            ]);
    }

    /// <summary>Neither engine gives NULL, or another number, for what has no place in its type.</summary>
    [Theory]
    [InlineData("i + 2147483647")]
    [InlineData("0 - 2147483640 - i - i")]
    [InlineData("l + 1 + i")]
    [InlineData("l * l")]
    [InlineData("2 * (l - 1) + i")]
    [InlineData("big * big * big")]
    [InlineData("cast(l + 1 as varchar)")]
    [InlineData("(select sum(t.big) from numbers t cross join numbers u where t.id = 2)")]
    public async Task What_overflows_fails_on_both(string expression)
    {
        using var engines = await BothEngines.StartAsync(spark);
        engines.View("numbers", Numbers);
        var select = $"select id, {expression} as c from numbers where id = 2";

        Assert.Throws<DuckDbException>(() => engines.RunOnDuckDb(select));
        Assert.Contains("Overflow", Assert.Throws<SparkException>(() => engines.RunOnSpark(select)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statements_give_the_same_rows()
    {
        using var engines = await BothEngines.StartAsync(spark);
        engines.View("texts", Texts);
        engines.View("numbers", Numbers);
        engines.View("times", Times);
        engines.View("twice", "select * from numbers where id = 2 union all select * from numbers where id = 2");
        var differences = Statements.SelectMany(select => engines.Differences(select).Select(difference => $"{select}: {difference}")).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>In chunks: one query of all would be as slow to plan on Spark as many.</summary>
    private static void Equal(BothEngines engines, string relation, IEnumerable<string> expressions)
    {
        var differences = new List<string>();
        foreach (var chunk in expressions.Chunk(24))
        {
            var found = engines.Differences($"select id, {string.Join(", ", chunk.Select((expression, index) => $"{expression} as c{index + 1}"))} from {relation}");
            differences.AddRange(found.Select(difference => $"{difference} ({string.Join(" | ", chunk.Select((expression, index) => $"{index + 1}: {expression}"))})"));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
