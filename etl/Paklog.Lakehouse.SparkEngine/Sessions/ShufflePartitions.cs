using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>
/// Into how many partitions a session shuffles. Spark's 200 are as many pieces of every task's rows, however few: 24 small tables took 228 s with them and 88 s with 4. So it is as many as what a step reads asks for,
/// unless Spark's configuration says a number. What turns out to be too many is brought together by Spark itself (adaptive execution).
/// </summary>
internal sealed class ShufflePartitions
{
    private const string Setting = "spark.sql.shuffle.partitions";

    private const long BytesOfOne = 16 << 20;
    private const long LeastBytesOfOne = 1 << 20;
    private const int Least = 4;
    private const int Most = 10_000;

    private readonly SparkSession spark;
    private readonly bool isGiven;
    private readonly int cores;
    private long bytes;
    private int now;

    /// <param name="session">The session whose setting it is.</param>
    public ShufflePartitions(SparkSession session)
    {
        spark = session;
        var context = spark.SparkContext.Reference;
        using var configuration = context.Call<JvmObject>("getConf");
        isGiven = configuration.Call<bool>("contains", Setting);
        cores = context.Call<int>("defaultParallelism");
        Set();
    }

    /// <summary>A statement from here on may read these bytes of files, too.</summary>
    public void Add(long read)
    {
        bytes += read;
        Set();
    }

    /// <summary>Statements from here on read none of what was added.</summary>
    public void Clear()
    {
        bytes = 0;
        Set();
    }

    /// <summary>One for each MiB of files up to twice the cores, and one for each 16 MiB: in a shuffle, columns that Parquet has compressed become rows.</summary>
    internal static int Of(long bytes, int cores)
    {
        var busy = Math.Min(Pieces(LeastBytesOfOne), Math.Max(Least, 2L * cores));
        return (int)Math.Clamp(Math.Max(busy, Pieces(BytesOfOne)), Least, Most);

        long Pieces(long size) => (bytes + size - 1) / size;
    }

    private void Set()
    {
        if (isGiven || now == Of(bytes, cores))
            return;
        now = Of(bytes, cores);
        spark.Conf().Set(Setting, now);
    }
}
