namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class QuotingTests(InMemory memory) : IClassFixture<InMemory>
{
    [Theory]
    [InlineData("orders", "\"orders\"")]
    [InlineData("select", "\"select\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("đơn hàng; DROP", "\"đơn hàng; DROP\"")]
    public void An_identifier_is_quoted_and_understood(string name, string quoted)
    {
        Assert.Equal(quoted, DuckDbIdentifier.Quote(name));

        using var result = memory.Connection.Query($"SELECT 1 AS {DuckDbIdentifier.Quote(name)}");
        Assert.Equal(name, result.Columns[0].Name);
    }

    [Fact]
    public void The_parts_of_a_qualified_name_are_quoted_one_by_one() => Assert.Equal("\"silver\".\"a.b\"", DuckDbIdentifier.Quote("silver", "a.b"));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void What_cannot_be_an_identifier_is_refused(string name) => Assert.Throws<ArgumentException>(() => DuckDbIdentifier.Quote(name));

    [Theory]
    [InlineData("")]
    [InlineData("it's")]
    [InlineData("\\n'' \\' $$ -- /*")]
    [InlineData("hai dòng\nở đây 🚚")]
    public void A_literal_is_read_back_as_it_was(string text) => Assert.Equal(text, memory.Value(DuckDbLiteral.Quote(text)));

    [Fact]
    public void A_literal_with_NUL_is_refused() => Assert.Throws<ArgumentException>(() => DuckDbLiteral.Quote("a\0b"));

    [Fact]
    public void The_name_of_a_type_is_understood_by_the_engine()
    {
        const string type = "STRUCT(\"a \"\"b\" DECIMAL(38,10)[], \"m\" MAP(VARCHAR, TIMESTAMP WITH TIME ZONE), \"e\" ENUM('it''s', 'x'), \"n\" BIGINT[3])";

        using var result = memory.Connection.Query($"SELECT NULL::{type}");

        Assert.Equal(type, result.Columns[0].Type.ToString());
    }
}
