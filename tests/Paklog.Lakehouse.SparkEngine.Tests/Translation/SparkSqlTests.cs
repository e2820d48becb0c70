using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.SparkEngine.Translation;

namespace Paklog.Lakehouse.SparkEngine.Tests.Translation;

/// <summary>What the translation writes and what it refuses; whether it is right is for <see cref="FunctionsOnBothEnginesTests"/> to say.</summary>
public sealed class SparkSqlTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.OpenInMemory(new DuckDbOptions());
    private readonly DuckDbConnection connection;
    private readonly SparkSql sql;

    public SparkSqlTests()
    {
        connection = database.Connect();
        sql = new SparkSql(connection, new SparkBindings
        {
            Table = (schema, name) => $"lake.{schema ?? "work"}.{name}",
        });
    }

    [Theory]
    [InlineData("select a.x from silver.orders a where a.x = $1", "SELECT `a`.`x` AS `x` FROM lake.silver.orders AS `a` WHERE (`a`.`x` = 'it\\'s')")]
    [InlineData("select x from decoded order by x desc", "SELECT `x` AS `x` FROM lake.work.decoded AS `decoded` ORDER BY `x` DESC NULLS LAST")]
    [InlineData("with d as (select 1 as x) select x from d", "WITH `d` AS (SELECT 1 AS `x`) SELECT `x` AS `x` FROM `d`")]
    [InlineData("select x from t qualify rank() over (order by x) = 1", "SELECT `x` FROM (SELECT `x` AS `x`, (rank() OVER (ORDER BY `x` NULLS LAST) = 1) AS `_filter1` FROM lake.work.t AS `t`) WHERE `_filter1`")]
    public void A_text_of_DuckDB_becomes_one_of_Spark(string duckDb, string spark) => Assert.Equal(spark, sql.Select(duckDb, "it's"));

    [Fact]
    public void Expressions_and_types_stand_alone()
    {
        Assert.Equal("(`a` < 1)", sql.Expression("a < 1"));
        Assert.Equal("DECIMAL(38,0)", sql.Type("HUGEINT"));
        Assert.Equal("ARRAY<STRUCT<`a b`: TIMESTAMP, `c`: MAP<STRING, TIMESTAMP_NTZ>>>", sql.Type("STRUCT(\"a b\" TIMESTAMPTZ, c MAP(VARCHAR, TIMESTAMP))[]"));
    }

    [Theory]
    [InlineData("select jaccard(a, 'b') from t", "function jaccard")]
    [InlineData("select a from t asof join u on t.a >= u.a", "ASOF join")]
    [InlineData("select regexp_matches(a, '[[:alpha:]]') from t", "POSIX class")]
    [InlineData("select regexp_matches(a, b) from t", "no constant")]
    [InlineData("select list(a order by b) from t", "ORDER BY in list")]
    [InlineData("select a from t union by name select * from u", "UNION BY NAME")]
    [InlineData("select date_trunc('month', a) from t", "date_trunc")]
    [InlineData("select cast(a as time) from t", "TIME")]
    [InlineData("select json_extract(a, '$.b') from t", "json_extract")]
    [InlineData("select timestamptz '-infinity'", "-infinity")]
    [InlineData("select from_json(a, '{\"b\":\"INTEGER\"}') from t", "shape")]
    [InlineData("with recursive a as (select 1 as x union all select x + 1 from a) select x from a", "recursive WITH")]
    [InlineData("select a from t where a = $2", "$2")]
    [InlineData("select a, sum(b) from t group by rollup(a)", "ROLLUP")]
    [InlineData("select a, sum(b) from t group by grouping sets ((a), ())", "GROUPING SETS")]
    [InlineData("select a from t limit 10 percent", "LIMIT_PERCENT_MODIFIER")]
    [InlineData("select cast(a as decimal(9,2)) // 2 from t", "not whole")]
    [InlineData("select distinct on (1) * from t", "place 1")]
    [InlineData("selec 1", "parse")]
    [InlineData("select 1; select 2", "2 statements")]
    [InlineData("select read_parquet('x')", "function read_parquet")]
    public void What_has_no_translation_is_refused_by_name(string duckDb, string named)
    {
        var error = Assert.ThrowsAny<LakehouseException>(() => sql.Select(duckDb, "it's"));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_shows_the_text_around()
    {
        var error = Assert.Throws<StatementException>(() => sql.Select($"select {string.Join(", ", Enumerable.Range(0, 100).Select(n => $"a{n}"))}, jaccard(needle, 'b') from t"));
        Assert.Contains("jaccard(needle, 'b')", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a10,", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }
}
