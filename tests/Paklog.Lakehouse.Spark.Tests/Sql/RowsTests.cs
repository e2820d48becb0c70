using static Paklog.Lakehouse.Spark.Sql.Functions;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

/// <summary>Results of no, many and half-read rows, by both ways that rows come.</summary>
public class RowsTests(SparkDriverFixture spark) : SparkSqlTests(spark)
{
    [Fact]
    public async Task An_empty_result_has_a_schema_and_no_rows()
    {
        var session = await SparkAsync();
        var none = session.Range(10).Filter("id < 0");
        Assert.Empty(none.Collect());
        Assert.Empty(none.ToLocalIterator());
        Assert.Equal(["id"], none.Columns());
        Assert.Throws<InvalidOperationException>(() => none.First());
        Assert.Equal(3, session.Range(3).Select().Collect().Count());
    }

    [Fact]
    public async Task Order_is_that_of_the_query_by_both_ways()
    {
        var session = await SparkAsync();
        session.Conf().Set("spark.sql.execution.arrow.maxRecordsPerBatch", 100);
        session.Conf().Set("spark.sql.shuffle.partitions", 5);
        session.Conf().Set("spark.sql.adaptive.enabled", false);
        var frame = session.Range(0, 10_000, 1, 7).OrderBy(Col("id").Desc());
        var expected = Enumerable.Range(0, 10_000).Select(id => 9_999L - id).ToArray();
        Assert.Equal(expected, frame.Collect().Select(row => row.GetAs<long>(0)));
        Assert.Equal(expected, frame.ToLocalIterator().Select(row => row.GetAs<long>(0)));
        Assert.Equal(expected, frame.ToLocalIterator(prefetchPartitions: true).Select(row => row.GetAs<long>(0)));
    }

    [Fact]
    public async Task A_result_can_be_read_twice_and_left_early()
    {
        var session = await SparkAsync();
        var rows = session.Range(0, 1_000_000, 1, 4).ToLocalIterator();
        Assert.Equal([0L, 1L], rows.Take(2).Select(row => row.GetAs<long>(0)));
        Assert.Equal([0L, 1L, 2L], rows.Take(3).Select(row => row.GetAs<long>(0)));
        var collected = session.Range(5).Collect();
        Assert.Equal(collected.ToArray(), collected.ToArray());
        Assert.Equal(1_000_000, session.Range(0, 1_000_000, 1, 4).Count());
    }
}
