using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs;

public sealed class TableIdentifierTests
{
    [Theory]
    [InlineData("silver.orders", "silver", "orders", "orders", "silver.orders")]
    [InlineData("a.b.c", "a.b", "c", "c", "a.b.c")]
    [InlineData("silver.\"Order.Items\"", "silver", "Order%2EItems", "Order.Items", "silver.\"Order.Items\"")]
    [InlineData("silver.Order%2EItems", "silver", "Order%2EItems", "Order.Items", "silver.\"Order.Items\"")]
    [InlineData("\"my.db\".t", "my%2Edb", "t", "t", "\"my.db\".t")]
    [InlineData("silver.\"a\"\"b\"", "silver", "a\"b", "a\"b", "silver.a\"b")]
    [InlineData("silver.\"\"\"q\"\"\"", "silver", "\"q\"", "\"q\"", "silver.\"\"\"q\"\"\"")]
    [InlineData("silver.\"a.b\" c", "silver.\"a", "b\" c", "b\" c", "silver.\"\"\"a\".b\" c")]
    [InlineData("silver.Đơn hàng", "silver", "Đơn hàng", "Đơn hàng", "silver.Đơn hàng")]
    [InlineData("silver.\"a%2Eb\"", "silver", "a%252Eb", "a%2Eb", "silver.a%252Eb")]
    public void Names_with_dots_stand_between_quotes(string text, string ns, string name, string plain, string shown)
    {
        var table = TableIdentifier.Read(text);
        Assert.Equal((ns, name, plain, shown), (table.Namespace, table.Name, table.PlainName, table.Show()));
        Assert.Equal(table, TableIdentifier.Read(shown));
        Assert.Equal(table, TableIdentifier.Parse(table.ToString()));
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("silver.")]
    [InlineData(".orders")]
    [InlineData("a..b")]
    [InlineData("silver.\"\"")]
    [InlineData("\"silver.orders\"")]
    public void A_text_without_two_parts_names_no_table(string text) => Assert.Throws<FormatException>(() => TableIdentifier.Read(text));

    [Theory]
    [InlineData("a.b", "a%2Eb")]
    [InlineData("a%2Eb", "a%252Eb")]
    [InlineData("a%252Eb", "a%25252Eb")]
    [InlineData("a%2e%25%2", "a%2e%25%2")]
    [InlineData("...", "%2E%2E%2E")]
    public void No_two_names_are_kept_as_one(string name, string kept)
    {
        Assert.Equal(kept, EntryName.Escape(name));
        Assert.Equal(name, EntryName.Unescape(kept));
    }

    [Theory]
    [InlineData("Order.Items", true)]
    [InlineData("\"Order.Items\"", true)]
    [InlineData("silver.Order.Items", true)]
    [InlineData("silver.\"Order.Items\"", true)]
    [InlineData("Order%2EItems", true)]
    [InlineData("silver.Order%2EItems", true)]
    [InlineData("silver.order.items", false)]
    [InlineData("Items", false)]
    public void People_may_call_a_table_in_several_ways(string text, bool called) => Assert.Equal(called, TableIdentifier.Of("silver", "Order.Items").IsCalled(text));

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void A_step_of_an_address_is_no_name(string name)
    {
        Assert.Throws<IcebergException>(() => EntryName.CheckNamespace(EntryName.Escape(name)));
        Assert.Throws<IcebergException>(() => EntryName.Check(TableIdentifier.Of("silver", name)));
    }
}
