using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Spark.Sql;
using static Paklog.Lakehouse.Spark.Sql.Functions;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

/// <summary>What Spark refuses is one sentence, with the place in the text.</summary>
public class ErrorsTests(SparkDriverFixture spark) : SparkSqlTests(spark)
{
    [Theory]
    [InlineData("select *\nfrom\n  nowhere", "TABLE_OR_VIEW_NOT_FOUND", "42P01", 3, 2, "`nowhere`")]
    [InlineData("select 1,\n  idd from range(1)", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", 2, 2, "`id`")]
    [InlineData("select 1 +\n  , 2", "PARSE_SYNTAX_ERROR", "42601", 2, 2, "','")]
    [InlineData("select\n nosuch(1)", "UNRESOLVED_ROUTINE", "42883", 2, 1, "`nosuch`")]
    [InlineData("select id, count(*) from range(1)", "MISSING_GROUP_BY", "42803", 1, 0, "GROUP BY")]
    public async Task An_error_of_analysis(string sql, string condition, string state, int? line, int? position, string named)
    {
        var session = await SparkAsync();
        var error = Assert.Throws<SparkException>(() => session.Sql(sql));
        Assert.Equal((condition, state, line, position), (error.Condition, error.SqlState, error.Line, error.Position));
        Assert.Contains(named, error.Message);
        Assert.DoesNotContain("\n", error.Message);
        Assert.DoesNotContain("SQLSTATE", error.Message);
        Assert.DoesNotContain("pos ", error.Message);
        Assert.StartsWith($"[{condition}] ", error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_while_it_runs_says_where_by_both_ways(bool collect)
    {
        var session = await SparkAsync();
        session.Conf().Set("spark.sql.ansi.enabled", true);
        var frame = session.Sql("select id,\n  10 / (id - 5000) as v from range(0, 10000, 1, 3)");
        var error = Assert.Throws<SparkException>(() => (collect ? frame.Collect() : frame.ToLocalIterator()).Count());
        Assert.Equal(("DIVIDE_BY_ZERO", "22012", 2, 2), (error.Condition, error.SqlState, error.Line, error.Position));
        Assert.StartsWith("[DIVIDE_BY_ZERO] Division by zero.", error.Message);
        Assert.DoesNotContain("\n", error.Message);
    }

    [Fact]
    public async Task An_error_of_a_method_has_no_place_in_a_text()
    {
        var session = await SparkAsync();
        var error = Assert.Throws<SparkException>(() => session.Range(1).Select(Col("nothing")));
        Assert.Equal(("UNRESOLVED_COLUMN.WITH_SUGGESTION", null), (error.Condition, error.Line));
    }

    [Fact]
    public async Task What_a_task_threw_is_said_without_its_stack()
    {
        var session = await SparkAsync();
        var error = Assert.Throws<SparkException>(() => session.Range(1).Select(RaiseError(Lit("enough"))).Collect());
        Assert.Equal("[USER_RAISED_EXCEPTION] enough", error.Message);
    }

    [Fact]
    public async Task A_method_that_this_Spark_has_not_is_named()
    {
        var session = await SparkAsync();
        var error = Assert.Throws<SparkException>(() => session.Range(1).Select(Call("no_such_function", Col("id"))));
        Assert.Contains("no_such_function", error.Message);
        Assert.Null(error.Condition);
    }

    [Fact]
    public void Without_spark_submit_a_session_needs_a_driver() =>
        Assert.Contains("No spark-submit started this process", Assert.Throws<SparkLaunchException>(() => SparkSession.Builder().GetOrCreate()).Message);
}
