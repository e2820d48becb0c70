using System.Data.SqlTypes;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

/// <summary>Every type of Spark as it comes out of real Spark. What Spark prints of the same value, and literals written twice, are the judges.</summary>
public class ValuesTests(SparkDriverFixture spark) : SparkSqlTests(spark)
{
    public static TheoryData<string, object?> Expected() => new()
    {
        { "null", null },
        { "true", true },
        { "-128Y", (sbyte)-128 },
        { "-32768S", (short)-32768 },
        { "-2147483648", int.MinValue },
        { "9223372036854775807L", long.MaxValue },
        { "float('-3.4028235E38')", float.MinValue },
        { "float('NaN')", float.NaN },
        { "double('NaN')", double.NaN },
        { "double('-Infinity')", double.NegativeInfinity },
        { "4.9E-324D", double.Epsilon },
        { "''", "" },
        { @"'a\n\\ naïve 漢字 𝒳'", "a\n\\ naïve 漢字 𝒳" },
        { "1.10BD", 1.10m },
        { "-79228162514264337593543950335BD", decimal.MinValue },
        { "cast('0.5' as decimal(38,38))", 0.5m },
        { "cast('-12345678901234567890.5' as decimal(38,18))", -12345678901234567890.5m },
        { "0.0000000000000000000000000001BD", 0.0000000000000000000000000001m },
        { "date'0001-01-01'", new DateOnly(1, 1, 1) },
        { "date'1582-10-04'", new DateOnly(1582, 10, 4) },
        { "date'1969-12-31'", new DateOnly(1969, 12, 31) },
        { "date'9999-12-31'", new DateOnly(9999, 12, 31) },
        { "timestamp'0001-01-01 00:00:00Z'", new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero) },
        { "timestamp'1969-12-31 23:59:59.999999Z'", new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999) },
        { "timestamp'9999-12-31 23:59:59.999999Z'", new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999) },
        { "timestamp_ntz'2026-03-29 02:30:00.000001'", new DateTime(2026, 3, 29, 2, 30, 0).AddMicroseconds(1) },
        { "interval '-1 02:03:04.000005' day to second", -new TimeSpan(1, 2, 3, 4, 0, 5) },
        { "interval '-1-2' year to month", -14 },
        { "array()", Array.Empty<object?>() },
        { "array(1, null, 3)", new object?[] { 1, null, 3 } },
        { "map('b', 1, 'a', null)", new Dictionary<object, object?> { ["b"] = 1, ["a"] = null } },
        { "named_struct('a', 1, 'b', 'x')", new GenericRow([1, "x"]) },
    };

    [Theory]
    [MemberData(nameof(Expected), DisableDiscoveryEnumeration = true)]
    public async Task A_literal_comes_as_its_value(string sql, object? value)
    {
        var session = await SparkAsync();
        var row = session.Sql($"select {sql} as v, array({sql}) as a, named_struct('f', {sql}) as s, 7 as after").Collect().Single();
        Assert.Equal(new GenericRow([value]), new GenericRow([row["v"] is Row nested ? new GenericRow(nested.Values) : row["v"]]));
        Assert.Equal(value?.GetType(), row["v"] is Row ? typeof(GenericRow) : row["v"]?.GetType());
        Assert.Equal(row["v"] is Row ? 1 : row["v"], row["v"] is Row ? row.GetAs<object[]>("a").Length : row.GetAs<object[]>("a").Single());
        Assert.Equal(new GenericRow([row["v"]]), new GenericRow([row.GetAs<Row>("s")["f"]]));
        Assert.Equal(7, row["after"]);
    }

    [Fact]
    public async Task Bytes_come_as_they_are()
    {
        var session = await SparkAsync();
        var row = session.Sql("select X'', X'00FF80', null").First();
        Assert.Equal([], row.GetAs<byte[]>(0));
        Assert.Equal([0, 255, 128], row.GetAs<byte[]>(1));
        Assert.Null(row[2]);
    }

    [Theory]
    [InlineData("99999999999999999999999999999999999999BD", "99999999999999999999999999999999999999")]
    [InlineData("cast('-0.00000000000000000000000000000000000001' as decimal(38,38))", "-0.00000000000000000000000000000000000001")]
    public async Task A_decimal_that_NET_cannot_hold_is_a_SqlDecimal_and_never_rounded(string sql, string digits)
    {
        var session = await SparkAsync();
        var row = session.Sql($"select {sql} as d").First();
        Assert.Equal(SqlDecimal.Parse(digits), row["d"]);
        Assert.Contains("Column d", Assert.Throws<OverflowException>(() => row.GetAs<decimal>("d")).Message);
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Asia/Ho_Chi_Minh")]
    public async Task Instants_do_not_depend_on_the_time_zone_of_the_session(string zone)
    {
        var session = await SparkAsync();
        session.Conf().Set("spark.sql.session.timeZone", zone);
        var row = session.Sql("select timestamp'2026-07-01 12:00:00Z' as t, timestamp_ntz'2026-07-01 12:00:00' as n, date'2026-07-01' as d").First();
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), row["t"]);
        Assert.Equal(TimeSpan.Zero, row.GetAs<DateTimeOffset>("t").Offset);
        Assert.Equal(new DateTime(2026, 7, 1, 12, 0, 0), row["n"]);
        Assert.Equal(new DateOnly(2026, 7, 1), row["d"]);
    }

    [Fact]
    public async Task Three_levels_of_nesting_with_nulls_on_each()
    {
        var session = await SparkAsync();
        var rows = session.Sql("""
            select id, case when id % 4 = 0 then null else array(
                named_struct('m', map('k' || id, array(id, null)), 'n', if(id % 2 = 0, null, named_struct('x', id * 1.5))),
                null) end as v
            from range(20)
            """).Collect().ToArray();
        Assert.Equal(20, rows.Length);
        foreach (var row in rows)
        {
            var id = row.GetAs<long>("id");
            if (id % 4 == 0)
            {
                Assert.Null(row["v"]);
                continue;
            }

            var list = row.GetAs<Row[]>("v");
            Assert.Equal(2, list.Length);
            Assert.Null(list[1]);
            Assert.Equal([id, null], list[0].GetAs<Dictionary<string, long?[]>>("m")[$"k{id}"]);
            Assert.Equal(id % 2 == 0 ? null : id * 1.5m, list[0].GetAs<Row?>("n")?.GetAs<decimal>("x"));
        }
    }

    [Fact]
    public async Task Nulls_among_values_of_all_types_over_several_batches()
    {
        var session = await SparkAsync();
        session.Conf().Set("spark.sql.execution.arrow.maxRecordsPerBatch", 7);
        string[] types = ["boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal(9,2)", "decimal(38,10)", "string", "binary", "date", "timestamp", "timestamp_ntz"];
        string Value(string type) => type switch
        {
            "boolean" => "id % 2 = 1",
            "binary" => "cast(cast(id as string) as binary)",
            "date" => "date_add(date'2000-01-01', cast(id as int))",
            "timestamp" or "timestamp_ntz" => $"cast(date_add(date'2000-01-01', cast(id as int)) as {type})",
            _ => $"cast(id as {type})",
        };
        var columns = types.Select((type, index) => $"if((id + {index}) % 5 = 0, null, {Value(type)}) as c{index}");
        var rows = session.Sql($"select id, {string.Join(", ", columns)} from range(0, 100, 1, 3)").OrderBy("id").Collect().ToArray();
        Assert.Equal(100, rows.Length);
        var start = new DateTime(2000, 1, 1);
        for (var id = 0; id < 100; id++)
        {
            var time = start.AddDays(id);
            object?[] expected =
            [
                id % 2 == 1, (sbyte)id, (short)id, id, (long)id, (float)id, (double)id, (decimal)id, (decimal)id, $"{id}", System.Text.Encoding.UTF8.GetBytes($"{id}"),
                DateOnly.FromDateTime(time), new DateTimeOffset(time, TimeSpan.Zero), time,
            ];
            for (var index = 0; index < expected.Length; index++)
                expected[index] = (id + index) % 5 == 0 ? null : expected[index];
            Assert.Equal(new GenericRow([(long)id, .. expected]), new GenericRow(rows[id].Values));
        }
    }

    [Fact]
    public async Task A_date_beyond_NET_is_an_error_that_names_the_column()
    {
        var session = await SparkAsync();
        var error = Assert.Throws<OverflowException>(() => session.Sql("select date_add(date'9999-12-31', 1) as due").First());
        Assert.Equal("Column due has the date 2932897 days from 1970-01-01, which DateOnly cannot hold (years 1 to 9999): cast it to a string or a long to collect it.", error.Message);
    }

    [Fact]
    public async Task A_type_that_rows_cannot_carry_is_an_error_that_names_it()
    {
        var session = await SparkAsync();
        var error = Assert.Throws<NotSupportedException>(() => session.Sql("""select parse_json('{"a":1}') as v""").First());
        Assert.Contains("Column v has the type variant", error.Message);
    }

    [Fact]
    public async Task Large_types_of_Arrow_are_read_too()
    {
        var session = await SparkAsync();
        session.Conf().Set("spark.sql.execution.arrow.useLargeVarTypes", true);
        Assert.Equal(["[0,x0,[x,0]]", "[1,x1,[x,1]]"], Lines(session.Sql("select id, 'x' || id, array('x', cast(id as string)) from range(2)").Collect()));
    }
}
