using Paklog.Lakehouse.Queries;

namespace Paklog.Lakehouse.Tests.Queries;

public sealed class SqlNamesTests
{
    [Theory]
    [InlineData("select * from silver.orders", "select|from|silver.orders")]
    [InlineData("select o.id from Silver . \"Orders\" o", "select|o.id|from|Silver.Orders|o")]
    [InlineData("from a -- from b.c\n, /* d /* nested */ e */ f", "from|a|f")]
    [InlineData("select 'x.y', 'it''s z', e'\\' q', $$ r $$, $t$ s $$ $t$, u", "select|u")]
    [InlineData("select 1.5e3, x.y.z, \"a\"\"b\"", "select|x.y.z|a\"b")]
    [InlineData("select a.b, c.d(e)", "select|a.b|c.d|e")]
    [InlineData("select năm, _x$1 from ŧ", "select|năm|_x$1|from|ŧ")]
    [InlineData("select 'not closed from x", "select")]
    public void Names_are_found_and_texts_and_comments_are_not(string sql, string expected) =>
        Assert.Equal(expected.Split('|'), SqlNames.Read(sql).Chains.Select(chain => string.Join('.', chain)));

    [Theory]
    [InlineData("select 1;", false)]
    [InlineData("select 1; -- the end\n ", false)]
    [InlineData("select ';', \";\" /* ; */", false)]
    [InlineData("select 1; select 2", true)]
    [InlineData("select 1;;", true)]
    public void A_second_statement_is_seen(string sql, bool several) => Assert.Equal(several, SqlNames.Read(sql).HasSeveralStatements);

    [Theory]
    [InlineData("/* c */ explain analyze copy x to 'y'", "EXPLAIN|ANALYZE|COPY|X|TO")]
    [InlineData("(select 1)", "")]
    [InlineData("with x as (select 1) from x", "WITH|X|AS")]
    public void The_leading_words_are_told(string sql, string expected) => Assert.Equal(expected, string.Join('|', SqlNames.Read(sql).LeadingWords));

    [Fact]
    public void The_places_of_names_are_told()
    {
        const string Sql = "select a.\"b\"\"c\" /* d */ from é . f";
        var names = SqlNames.Read(Sql);
        Assert.Equal(["select", "a|\"b\"\"c\"", "from", "é|f"], names.Places.Select(places => string.Join('|', places.Select(place => Sql[place]))));
    }
}
