namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>The demo's recording landed and run undisturbed, once for a class of tests.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    public static string Recording => Repository.Path("tests/testdata/demo/topics");

    internal TestLakehouse Undisturbed { get; private set; } = null!;

    /// <summary>The warehouse has every event once, and the derived tables of an undisturbed run.</summary>
    internal async Task AssertSameAsync(string warehouse)
    {
        using var survivor = await TestLakehouse.OpenAsync(warehouse: warehouse);
        (await TableDifferences.FindAsync(Undisturbed, survivor)).AssertNone();
        var events = await survivor.RowsAsync("bronze._landed", "cast(sum(landed) as bigint) as landed, cast(sum(duplicate) as bigint) as duplicate");
        Assert.Equal("""{"landed":3111,"duplicate":0}""", Assert.Single(events).GetRawText());
        await new WarehouseFiles(warehouse).CheckAsync();
    }

    public async ValueTask InitializeAsync()
    {
        Undisturbed = await TestLakehouse.OpenAsync();
        await Undisturbed.LandAsync(Recording);
        await Undisturbed.RunAsync();
    }

    public ValueTask DisposeAsync()
    {
        Undisturbed.Dispose();
        return ValueTask.CompletedTask;
    }
}
