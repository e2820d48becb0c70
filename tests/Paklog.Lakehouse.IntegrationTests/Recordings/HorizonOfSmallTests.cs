namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>The recording small run up to instants in the middle of its own source times.</summary>
[Collection(RecordingCollection.Name)]
public sealed class HorizonOfSmallTests(RecordedLakehouses recordings)
{
    [Fact]
    public async Task Up_to_the_middle_and_then_further_is_as_at_once()
    {
        var expected = await recordings.SmallAsync("plain");
        using var lakehouse = await TestLakehouse.OpenAsync();
        await lakehouse.LandAsync(Recording.Small("plain"));
        var span = Assert.Single(await lakehouse.RowsAsync("bronze.orders", "min(event_time) as first, max(event_time) as last"));
        var (first, last) = (span.GetProperty("first").GetDateTimeOffset(), span.GetProperty("last").GetDateTimeOffset());

        await lakehouse.RunAsync(to: first + (last - first) / 3);
        Assert.NotEmpty((await TableDifferences.FindAsync(expected, lakehouse)).Found);
        (await lakehouse.CompareWithFullRunAsync(first + (last - first) / 3)).AssertNone();

        await lakehouse.RunAsync(to: first + (last - first) * 2 / 3);
        await lakehouse.RunAsync();
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();

        Assert.Empty((await lakehouse.RunAsync(to: first + (last - first) / 3)).Tables);
        await lakehouse.RunAsync(from: first, to: first + (last - first) / 2);
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
    }
}
