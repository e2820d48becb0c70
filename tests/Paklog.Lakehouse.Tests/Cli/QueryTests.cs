namespace Paklog.Lakehouse.Tests.Cli;

[Collection(LandedWarehouse.Name)]
public sealed class QueryTests(LandedWarehouse warehouse)
{
    [Theory]
    [InlineData("12345678901234567890123456789012345678::decimal(38,0)", "12345678901234567890123456789012345678")]
    [InlineData("-0.10::decimal(38,10)", "-0.1000000000")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("18446744073709551615::ubigint", "18446744073709551615")]
    [InlineData("-170141183460469231731687303715884105727 - 1", "-170141183460469231731687303715884105728")]
    [InlineData("0.1::double", "0.1")]
    [InlineData("'nan'::double", "\"NaN\"")]
    [InlineData("'-infinity'::float", "\"-Infinity\"")]
    [InlineData("true", "true")]
    [InlineData("null::bigint", "null")]
    [InlineData("'Áo \"dài\" & <b>'", "\"Áo \\\"dài\\\" & <b>\"")]
    [InlineData("'{\"a\": 1.10}'::json", "\"{\\\"a\\\": 1.10}\"")]
    [InlineData("'\\x00\\xFF'::blob", "\"AP8=\"")]
    [InlineData("date '2026-01-31'", "\"2026-01-31\"")]
    [InlineData("timestamp '2026-01-31 09:30:00'", "\"2026-01-31T09:30:00\"")]
    [InlineData("timestamp '0001-01-01 00:00:00.000001'", "\"0001-01-01T00:00:00.000001\"")]
    [InlineData("timestamptz '2026-01-31 09:30:00.25+07'", "\"2026-01-31T02:30:00.25Z\"")]
    [InlineData("'infinity'::timestamp", "\"infinity\"")]
    [InlineData("timestamp_ns '2026-01-31 09:30:00.123456789'", "\"2026-01-31T09:30:00.123456789\"")]
    [InlineData("time '09:30:00.5'", "\"09:30:00.5\"")]
    [InlineData("'24:00:00'::time", "\"24:00:00\"")]
    [InlineData("'09:30:00+07:30'::timetz", "\"09:30:00+07:30\"")]
    [InlineData("interval '14 months -3 days 1.5 seconds'", "\"P1Y2M-3DT1.5S\"")]
    [InlineData("uuid 'b0a1c2d3-0000-4000-8000-000000000001'", "\"b0a1c2d3-0000-4000-8000-000000000001\"")]
    [InlineData("[1.50::decimal(9,2), null]", "[1.50,null]")]
    [InlineData("{'a': 9007199254740993, 'b': ['x'], 'c': {'d': date '2026-01-31'}}", "{\"a\":9007199254740993,\"b\":[\"x\"],\"c\":{\"d\":\"2026-01-31\"}}")]
    [InlineData("map {'k': 1.10::decimal(4,2)}", "{\"k\":1.10}")]
    [InlineData("map {date '2026-01-31': [timestamptz '2026-01-31 00:00:00Z']}", "{\"2026-01-31\":[\"2026-01-31T00:00:00Z\"]}")]
    public async Task Values_are_exact_in_json(string expression, string expected)
    {
        var run = await warehouse.RunAsync("query", "--json", $"select {expression} as v");
        Assert.Equal(("", 0, $$"""{"v":{{expected}}}""" + "\n"), (run.Error, run.Code, run.Output));
    }

    [Fact]
    public async Task A_row_is_an_object_with_names_that_differ()
    {
        var run = await warehouse.RunAsync("query", "--json", "select 1 as id, 2 as id, 3 as id_1, 4 as id from range(2)");
        Assert.Equal("""{"id":1,"id_2":2,"id_1":3,"id_3":4}""" + "\n" + """{"id":1,"id_2":2,"id_1":3,"id_3":4}""" + "\n", run.Output);
    }

    [Fact]
    public async Task Tables_go_by_their_layer_or_alone_where_one_layer_has_the_name()
    {
        var both = await warehouse.RunAsync("query", "--json", "select (select count(*) from silver.customers) s, (select count(*) from \"bronze\".Customers) b, (select count(*) from customers_history) h");
        Assert.Equal("""{"s":73,"b":263,"h":219}""" + "\n", both.Output);
        var unclear = await warehouse.RunAsync("query", "select * from orders");
        Assert.Equal((1, "There is no table 'orders' where the query looks for it: write bronze.orders or silver.orders.\n"), (unclear.Code, unclear.Error));
        Assert.StartsWith("There is no table 'nothing' on 'main'; there are bronze._landed, ", (await warehouse.RunAsync("query", "select * from nothing")).Error, StringComparison.Ordinal);
        Assert.StartsWith("There is no table 'gold.nothing' on 'main'; there are bronze._landed, ", (await warehouse.RunAsync("query", "select * from gold.nothing")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_the_query_s_own_goes_before_a_table()
    {
        var run = await warehouse.RunAsync("query", "--json", "with dim_date as (select 7 as days) select days from dim_date");
        Assert.Equal("""{"days":7}""" + "\n", run.Output);
    }

    [Fact]
    public async Task Tables_are_read_as_they_were()
    {
        var snapshot = Assert.Single((await warehouse.RunAsync("snapshots", "silver.orders", "--json")).Lines);
        var id = snapshot.GetProperty("snapshot_id").GetInt64();
        Assert.Equal("""{"n":149}""" + "\n", (await warehouse.RunAsync("query", "--json", "select count(*) n from silver.orders", "--as-of", $"{id}")).Output);
        Assert.Equal("""{"n":149}""" + "\n", (await warehouse.RunAsync("query", "--json", "select count(*) n from silver.orders", "--as-of", snapshot.GetProperty("timestamp").GetString()!)).Output);
        var early = await warehouse.RunAsync("query", "select count(*) n from silver.orders", "--as-of", "2020-01-01");
        Assert.Equal(1, early.Code);
        Assert.Contains("no snapshot as old as 2020-01-01", early.Error, StringComparison.Ordinal);
        var branch = await warehouse.RunAsync("query", "select 1 from silver.orders", "--branch", "nix");
        Assert.Equal(1, branch.Code);
        Assert.Contains("'nix'", branch.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("describe silver.refunds")]
    [InlineData("summarize silver.refunds")]
    [InlineData("show all tables")]
    [InlineData("from silver.refunds")]
    [InlineData("(select 1)")]
    [InlineData("explain select * from silver.refunds;")]
    [InlineData("pivot silver.payments on status using count(*)")]
    public async Task Every_way_to_read_is_allowed(string sql)
    {
        var run = await warehouse.RunAsync("query", "--json", sql);
        Assert.Equal(("", 0), (run.Error, run.Code));
        Assert.NotEmpty(run.Lines);
    }

    [Theory]
    [InlineData("drop table silver.orders", "DROP does not")]
    [InlineData("copy (select 1) to 'x.csv'", "COPY does not")]
    [InlineData("explain analyze copy (select 1) to 'x.csv'", "COPY does not")]
    [InlineData("select 1; select 2", "one statement")]
    [InlineData("  -- nothing", "empty")]
    public async Task Anything_else_is_wrong_usage(string sql, string expected)
    {
        var run = await warehouse.RunAsync("query", sql);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_engine_is_one_line()
    {
        var run = await warehouse.RunAsync("query", "select nope from silver.orders");
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith("Binder Error: Referenced column \"nope\" not found in FROM clause!", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task People_get_a_table()
    {
        var run = await warehouse.RunAsync("query", "select id, status from silver.orders order by id limit 2");
        Assert.Matches(@"^id  status *\n 1  [A-Z]+ *\n 2  [A-Z]+ *\n2 rows in \d+\.\d\d s\n$", run.Output);
    }
}
