using Paklog.Lakehouse.SparkEngine.Sessions;

namespace Paklog.Lakehouse.SparkEngine.Tests;

public class ShufflePartitionsTests
{
    [Theory]
    [InlineData(0, 2, 4)]
    [InlineData(3 << 20, 100, 4)]
    [InlineData(50 << 20, 2, 4)]
    [InlineData(50 << 20, 100, 50)]
    [InlineData(1_000L << 20, 2, 63)]
    [InlineData(1_000L << 20, 100, 200)]
    [InlineData(100_000L << 20, 100, 6_250)]
    [InlineData(long.MaxValue >> 1, 100, 10_000)]
    public void As_many_as_the_bytes_ask_for(long bytes, int cores, int partitions) => Assert.Equal(partitions, ShufflePartitions.Of(bytes, cores));
}
