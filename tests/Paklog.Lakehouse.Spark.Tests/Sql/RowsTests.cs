using Paklog.Lakehouse.Spark.Sql;
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

    [Fact]
    public async Task A_million_rows_are_held_once_or_not_at_all()
    {
        var session = await SparkAsync();
        // 8 bytes id, about 27 of text, 16 of decimal, 8 of timestamp: some 65 bytes a row in Arrow, 62 MiB in all; some 260 as objects.
        var frame = session.Range(0, 1_000_000, 1, 8).SelectExpr(
            "id", "concat('customer number ', id) as name", "cast(id / 100 as decimal(18,2)) as amount", "timestamp_millis(id * 1000) as at");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var streamed = Growth(frame.ToLocalIterator(), before);
        var rows = frame.Collect();
        var collected = GC.GetTotalMemory(forceFullCollection: true) - before;
        var read = Growth(rows, before);
        TestContext.Current.TestOutputHelper!.WriteLine($"streamed: {streamed >> 20} MiB more at most; collected: {collected >> 20} MiB; read: {read >> 20} MiB at most");
        GC.KeepAlive(rows);
        Assert.InRange(streamed, 0, 24L << 20);
        Assert.InRange(collected, 40L << 20, 96L << 20);
        Assert.InRange(read, 0, collected + (24L << 20));
    }

    private static long Growth(IEnumerable<Row> rows, long before)
    {
        long most = 0, sum = 0, count = 0;
        foreach (var row in rows)
        {
            sum += row.GetAs<long>("id");
            if (++count % 250_000 == 125_000)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(1_000_000, count);
        Assert.Equal(499_999_500_000, sum);
        return most;
    }
}
