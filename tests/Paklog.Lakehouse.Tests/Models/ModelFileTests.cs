using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse.Tests.Models;

public sealed class ModelFileTests
{
    private const string Header = "-- A row is an order.\n-- grain: id\n";

    [Fact]
    public void Reads_everything_that_a_header_declares()
    {
        var model = ModelFile.Parse(
            """
            -- A row is what was ordered on a day,
            -- by region.
            -- grain: order_date, region
            -- key: region, order_date
            -- incremental: order_date = gold.fact_orders.order_date
            -- additive: orders, revenue
            -- partition: month(order_date), region
            select f.order_date, f.region, cast(count(*) as bigint) as orders, sum(f.amount) as revenue
            from gold.fact_orders f
            group by f.order_date, f.region
            """,
            "sql/gold/daily.sql");

        Assert.Equal(new TableIdentifier("gold", "daily"), model.Table);
        Assert.Equal("A row is what was ordered on a day, by region.", model.Description);
        Assert.Equal(["order_date", "region", "orders", "revenue"], model.Columns);
        Assert.Equal(["order_date", "region"], model.Grain);
        Assert.Equal(["region", "order_date"], model.Key);
        Assert.Equal("order_date = gold.fact_orders.order_date", Assert.Single(model.Incremental).ToString());
        Assert.Equal(["orders", "revenue"], model.Additive);
        Assert.Equal([new PartitionColumn("order_date", "month"), new PartitionColumn("region", "identity")], model.Partition);
        Assert.Equal([new TableIdentifier("gold", "fact_orders")], model.Inputs);
        Assert.StartsWith("select f.order_date", model.Sql);
        Assert.EndsWith("group by f.order_date, f.region", model.Sql);
    }

    [Fact]
    public void The_key_is_the_grain_and_the_rest_is_empty_when_the_header_does_not_say()
    {
        var model = Parse(Header + "select o.id as id from silver.orders o");
        Assert.Equal(["id"], model.Key);
        Assert.Empty(model.Incremental);
        Assert.Empty(model.Additive);
        Assert.Empty(model.Partition);
        Assert.Equal(model.Inputs, model.WholeTableInputs);
    }

    [Fact]
    public void Inputs_without_an_incremental_column_are_those_that_recompute_the_whole_table()
    {
        var model = Parse("-- A row.\n-- grain: id\n-- incremental: id = silver.a.x, silver.b.y\nselect a.x as id from silver.a a join silver.b b on b.y = a.x join silver.c c on c.z = b.z");
        Assert.Equal([new TableIdentifier("silver", "c")], model.WholeTableInputs);
    }

    [Theory]
    [InlineData("select a.id as id from silver.a a", "silver.a")]
    [InlineData("select a.id as id from silver.a a left join Gold.B b on b.id = a.id", "gold.b silver.a")]
    [InlineData("with w as (select a.id from silver.a a) select w.id from w cross join w v", "silver.a")]
    [InlineData("with w(id) as (select a.id from silver.a a), v as (select w.id from w) select v.id from v", "silver.a")]
    [InlineData("select x.id as id from (select a.id from silver.a a union all select b.id from bronze.b b) x", "bronze.b silver.a")]
    [InlineData("select extract(year from a.d) as id from silver.a a", "silver.a")]
    [InlineData("select a.id as id from silver.a a where a.x is distinct from a.y and a.z in (select c.z from silver.c c)", "silver.a silver.c")]
    [InlineData("select a.id is distinct from a.x as id from silver.a a", "silver.a")]
    [InlineData("select 'from silver.x' as id -- from silver.y\nfrom /* join silver.z */ silver.a a", "silver.a")]
    [InlineData("select d.n as id from (values (0), (1)) as d(n)", "")]
    public void Finds_the_tables_that_a_select_reads(string sql, string inputs) =>
        Assert.Equal(inputs, string.Join(' ', Parse(Header + sql).Inputs));

    [Fact]
    public void Names_between_double_quotes_may_be_anything()
    {
        var model = Parse(
            """
            -- A row is an order.
            -- grain: "Đơn, hàng", "a""b"
            -- key: "A""B"
            -- incremental: "Đơn, hàng" = silver."Order.Items"."số = 1", silver."select".x
            -- partition: "from", month( "từ ngày" ),plain
            with "with" as (select o."số = 1", o."a""b" from silver."Order.Items" o)
            select w."số = 1" as "Đơn, hàng", w."a""b", w."from", cast(w.x as date) as "từ ngày", w.x as plain, w.giá, w.y as Mixed
            from "with" w join silver."select" s on s.x = w.x join SILVER.Plain p on p.x = w.x
            """);

        Assert.Equal(["Đơn, hàng", "a\"b", "from", "từ ngày", "plain", "giá", "Mixed"], model.Columns);
        Assert.Equal(["Đơn, hàng", "a\"b"], model.Grain);
        Assert.Equal(["a\"b"], model.Key);
        Assert.Equal("\"Đơn, hàng\" = silver.Order%2EItems.\"số = 1\", silver.select.x", Assert.Single(model.Incremental).ToString());
        Assert.Equal([new PartitionColumn("from", "identity"), new PartitionColumn("từ ngày", "month"), new PartitionColumn("plain", "identity")], model.Partition);
        Assert.Equal([TableIdentifier.Of("silver", "Order.Items"), new TableIdentifier("silver", "plain"), new TableIdentifier("silver", "select")], model.Inputs);
        Assert.True(model.MayRead("a\"b"));
    }

    [Fact]
    public void A_file_may_be_called_as_any_table() =>
        Assert.Equal("gold.\"a.b c\"", ModelFile.Parse(Header + "select o.id as id from silver.orders o", "sql/gold/a.b c.sql").Table.Show());

    [Fact]
    public void The_hash_sees_the_select_and_the_declarations_but_neither_comments_nor_white_space()
    {
        var hash = Parse(Header + "select o.id as id from silver.orders o").Hash;
        Assert.Equal(64, hash.Length);
        Assert.Equal(hash, Parse("-- Said otherwise.\n-- grain: id\n\nselect  o.id as id -- here\n  from silver.orders o\n").Hash);
        Assert.NotEqual(hash, Parse(Header + "select o.id as id from silver.orders2 o").Hash);
        Assert.NotEqual(hash, Parse(Header + "-- incremental: id = silver.orders.id\nselect o.id as id from silver.orders o").Hash);
    }

    [Theory]
    [InlineData("-- grain: id\n", 1, "lacks a sentence")]
    [InlineData("-- A row.\n", 1, "lacks '-- grain:'")]
    [InlineData("-- A row.\n-- grain: id\n-- lookup: x\n", 3, "no 'lookup:'; known are grain, key, incremental, additive, partition")]
    [InlineData("-- A row.\n-- Note: x\n-- grain: id\n", 2, "no 'Note:'")]
    [InlineData("-- A row.\n-- grain: id\n-- grain: id\n", 3, "'grain:' stands here a second time")]
    [InlineData("-- A row.\n-- grain: id; other\n", 2, "names of columns in lower case with commas")]
    [InlineData("-- A row.\n-- grain: id, id\n", 2, "names a column twice")]
    [InlineData("-- A row.\n-- grain: id, \"ID\"\n", 2, "names a column twice")]
    [InlineData("-- A row.\n-- grain: Id\n", 2, "others in double quotes, not 'Id'")]
    [InlineData("-- A row.\n-- grain: \"id\n", 2, "others in double quotes")]
    [InlineData("-- A row.\n-- grain: \"i d\"\n", 2, "'grain:' names i d, which is no output column")]
    [InlineData("-- A row.\n-- grain: id\n-- partition: \"day\"(id)\n", 3, "not '\"day\"(id)'")]
    [InlineData("-- A row.\n-- grain: id\n-- incremental: id = \"silver\".orders.id\n", 3, "'column = layer.table.column, ...'")]
    [InlineData("-- A row.\n-- grain: nr\n", 2, "'grain:' names nr, which is no output column")]
    [InlineData("-- A row.\n-- grain: id\n-- key: nr\n", 3, "'key:' names nr, which is no output column")]
    [InlineData("-- A row.\n-- grain: id\n-- partition: week(id)\n", 3, "not 'week(id)'")]
    [InlineData("-- A row.\n-- grain: id\n-- partition: day(nr)\n", 3, "'partition:' names nr")]
    [InlineData("-- A row.\n-- grain: id\n-- incremental: id\n", 3, "'column = layer.table.column, ...', not 'id'")]
    [InlineData("-- A row.\n-- grain: id\n-- incremental: id = orders.id\n", 3, "not 'id = orders.id'")]
    [InlineData("-- A row.\n-- grain: id\n-- incremental: id = silver.items.id\n", 3, "names silver.items, which the SELECT does not read")]
    [InlineData("-- A row.\n-- grain: id\n-- incremental: id = silver.orders.id, silver.orders.nr\n", 3, "names an input twice")]
    [InlineData("-- A row.\n-- grain: id\n-- incremental: id = silver.orders.id\n-- incremental: id = silver.orders.nr\n", 4, "for id stands here a second time")]
    [InlineData("-- A row.\n-- grain: id\n-- additive: id\n", 3, "names id, which is a column of the key")]
    [InlineData("-- A row.\n-- grain: id\n-- key: other\n-- additive: id\n", 4, "names id, which is a column of the grain")]
    [InlineData("-- A row.\n-- grain: place\n-- additive: id\n", 3, "lacks other: beside the columns of the grain")]
    [InlineData("-- A row.\n-- grain: id\n-- incremental: id = silver.orders.id\n-- additive: id\n", 4, "names id, which is a column of the key")]
    [InlineData("/* A row. */\n-- A row.\n-- grain: id\n", 1, "lines that begin with --")]
    public void Refuses_a_header_that_it_cannot_follow(string header, int line, string message) =>
        AssertFault(header + "select o.id as id, o.other as other from silver.orders o", line, message);

    [Theory]
    [InlineData("insert into x values (1)", "begins with 'insert'")]
    [InlineData("", "no SELECT below the header")]
    [InlineData("select o.id as id from silver.orders o;", "without a semicolon")]
    [InlineData("select * from silver.orders", "Write the columns one by one")]
    [InlineData("select o.id, o.* from silver.orders o", "Write the columns one by one")]
    [InlineData("select o.id as id from orders o", "orders is neither a name from WITH nor a table")]
    [InlineData("select o.id as id from lake.orders o", "lake.orders is neither")]
    [InlineData("select o.id as id from silver.orders o, silver.items i", "silver.items must stand behind FROM or JOIN")]
    [InlineData("select silver.orders.id as id from silver.orders", "silver.orders must stand behind FROM or JOIN")]
    [InlineData("select o.id + 1 from silver.orders o", "Output column 1 has no name")]
    [InlineData("select o.id, o.x as id from silver.orders o", "Two output columns are called id")]
    [InlineData("select o.id, count(*) as n from silver.orders o group by all", "GROUP BY and ORDER BY one by one")]
    [InlineData("select o.\"id as id from silver.orders o", "in double quotes that begins here is not closed")]
    [InlineData("select o.\"\" as id from silver.orders o", "between double quotes is empty")]
    [InlineData("select o.id, o.x as \"ID\" from silver.orders o", "Two output columns are called id, which may differ in upper and lower case only")]
    [InlineData("select o.id as id from silver.orders o join silver.\"Orders\" p on p.id = o.id", "silver.Orders and silver.orders differ in upper and lower case only")]
    [InlineData("select o.id as id from \"orders\" o", "\"orders\" is neither a name from WITH nor a table")]
    [InlineData("select o.id as id from silver.orders o, silver.\"It.ems\" i", "silver.\"It.ems\" must stand behind FROM or JOIN")]
    [InlineData("select o.`id` as id from silver.orders o", "A name in `")]
    [InlineData("select o.id::bigint as id from silver.orders o", "write cast(x as type)")]
    [InlineData("select o.id as id from silver.orders o where o.d > $1", "no parameters")]
    [InlineData("select o.id as id from silver.orders o where o.d > ?", "no parameters")]
    [InlineData("select o.id as id from silver.orders o where o.x = 'a\\n'", "A backslash")]
    [InlineData("select o.id as id from silver.orders o where o.x = 'a", "not closed")]
    [InlineData("select o.id as id /* from silver.orders o", "not closed")]
    public void Refuses_a_select_outside_the_subset(string sql, string message) => AssertFault(Header + sql, null, message);

    [Fact]
    public void Refuses_a_declaration_below_the_first_word() =>
        AssertFault(Header + "select o.id as id\n-- partition: day(id)\nfrom silver.orders o", 4, "'partition:' must stand above the SELECT");

    [Fact]
    public void Incremental_lines_must_name_the_same_inputs() =>
        AssertFault(
            "-- A row.\n-- grain: a, b\n-- incremental: a = silver.x.a, silver.y.a\n-- incremental: b = silver.x.b\nselect x.a, y.b from silver.x x join silver.y y on y.a = x.a",
            3,
            "must name the same inputs");

    [Fact]
    public void A_model_stands_in_the_folder_of_its_layer()
    {
        var error = Assert.Throws<DeclarationException>(() => ModelFile.Parse(Header + "select o.id as id from silver.orders o", "sql/platinum/x.sql"));
        Assert.Contains("not in 'platinum'", error.Message);
    }

    [Fact]
    public void Every_fault_is_listed_with_file_and_line()
    {
        var error = Assert.Throws<DeclarationException>(() => Parse("-- grain: id\n-- nonsense: 1\nselect * from silver.orders"));
        Assert.Contains("sql/gold/x.sql:2: A header has no 'nonsense:'", error.Message);
        Assert.Contains("sql/gold/x.sql:3: Write the columns one by one", error.Message);
        Assert.True(error.Errors.Count >= 3);
    }

    private static Model Parse(string text) => ModelFile.Parse(text, "sql/gold/x.sql");

    private static void AssertFault(string text, int? line, string message)
    {
        var error = Assert.Throws<DeclarationException>(() => Parse(text));
        Assert.Contains(error.Errors, fault => fault.Message.Contains(message) && (line is null || fault.Line == line));
    }
}
