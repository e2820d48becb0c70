using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Tests.Contracts;

public sealed class SourceNameTests
{
    [Theory]
    [InlineData("shop.orders", "shop", "orders")]
    [InlineData("kho.hàng hóa", "kho", "hàng hóa")]
    [InlineData("shop.\"order.items\"", "shop", "order.items")]
    [InlineData("\"shop.eu\".orders", "shop.eu", "orders")]
    [InlineData("\"a.b\".\"c.d\"", "a.b", "c.d")]
    [InlineData("shop.\"\"\"quoted\"\"\"", "shop", "\"quoted\"")]
    [InlineData("shop.in\"ner", "shop", "in\"ner")]
    [InlineData("shop.\"new\n.line\"", "shop", "new\n.line")]
    [InlineData("shop./a b'c", "shop", "/a b'c")]
    public void Both_parts_are_read_and_written(string text, string owner, string table)
    {
        var name = SourceName.Parse(text);
        Assert.Equal(new SourceName(owner, table), name);
        Assert.Equal(text, name!.ToString());
        Assert.Equal(text, InSql(owner, table));
    }

    [Theory]
    [InlineData("\"shop\".\"orders\"", "shop.orders")]
    [InlineData("\"a b\".\"c\"", "a b.c")]
    public void Quotes_that_are_not_needed_are_left_out(string text, string canonical) => Assert.Equal(canonical, SourceName.Parse(text)!.ToString());

    [Theory]
    [InlineData("orders")]
    [InlineData("shop.order.items")]
    [InlineData(".orders")]
    [InlineData("shop.")]
    [InlineData("")]
    [InlineData("\"shop\"")]
    [InlineData("\"\".orders")]
    [InlineData("shop.\"orders")]
    [InlineData("shop.\"orders\"x")]
    public void What_is_no_name_of_two_parts_is_none(string text) => Assert.Null(SourceName.Parse(text));

    [Fact]
    public void No_two_tables_have_one_name()
    {
        string[] parts = ["a", "b", "a.b", "b.c", "\"", "\"a\"", "\".\"", "a\".\"b", ".", "\"a.b\""];
        var names = parts.SelectMany(_ => parts, (owner, table) => new SourceName(owner, table)).ToList();
        Assert.Equal(names.Count, names.Select(name => name.ToString()).Distinct().Count());
        Assert.All(names, name => Assert.Equal(name, SourceName.Parse(name.ToString())));
    }

    private static string InSql(string owner, string table)
    {
        using var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions());
        using var connection = database.Connect();
        connection.Execute("create table event as select $1::varchar as o, $2::varchar as t", owner, table);
        return (string)connection.QueryScalar($"select {SourceName.Sql("o", "t")} from event")!;
    }
}
