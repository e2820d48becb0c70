using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.Spark.DriverProgram;

/// <summary>
/// What a million rows take of managed memory. Measured in a process of its own: in one with other tests, what those have left is freed meanwhile.
/// </summary>
internal static class RowsInMemory
{
    /// <summary>Prints MiB more than at the start: at most while streaming, after collecting, at most while reading what was collected.</summary>
    public static void Measure(JvmGateway gateway)
    {
        // 8 bytes id, about 27 of text, 16 of decimal, 8 of timestamp: some 65 bytes a row in Arrow, 62 MiB in all; some 260 as objects.
        var frame = SparkSession.Builder(gateway).GetOrCreate().Range(0, 1_000_000, 1, 8).SelectExpr(
            "id", "concat('customer number ', id) as name", "cast(id / 100 as decimal(18,2)) as amount", "timestamp_millis(id * 1000) as at");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var streamed = Growth(frame.ToLocalIterator(), before);
        var rows = frame.Collect();
        var collected = GC.GetTotalMemory(forceFullCollection: true) - before;
        var read = Growth(rows, before);
        Console.WriteLine($"{streamed >> 20} {collected >> 20} {read >> 20}");
        GC.KeepAlive(rows);
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

        return (count, sum) == (1_000_000, 499_999_500_000) ? most : throw new InvalidOperationException($"{count} rows came, their sum is {sum}.");
    }
}
