using Paklog.Lakehouse.IntegrationTests.Recordings;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>The same lakehouse on two engines: equal tables, whoever computed what.</summary>
public sealed class TwoEnginesTests(SparkEngineFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain")]
    public async Task The_small_recording_gives_equal_tables(string recording)
    {
        var spark = await fixture.SessionAsync(Token);
        var topics = Recording.Small(recording);
        using var embedded = await TestLakehouse.OpenAsync();
        await embedded.LandAsync(topics);
        await embedded.RunAsync();
        using var cluster = await TestLakehouse.OpenAsync(compute: manifests => new SparkEngine.SparkEngine(spark, manifests, TimeProvider.System));
        await cluster.LandAsync(topics);
        await cluster.RunAsync();

        (await TableDifferences.FindAsync(embedded, cluster)).AssertNone();
    }
}
