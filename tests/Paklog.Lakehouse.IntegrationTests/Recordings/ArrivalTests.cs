using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>A table is a function of the events: how a recording arrives does not show in silver and gold.</summary>
[Collection(RecordingCollection.Name)]
public sealed class ArrivalTests(RecordedLakehouses recordings)
{
    // Between the events of one transaction that changes customer 1003 three times (shared/data/cdc/README.md, interleaved_tx).
    private static readonly Dictionary<string, int> InsideATransaction = new() { ["ecom.ecommerce.customers-0"] = 1985 };

    [Fact]
    public async Task Main_in_twelve_batches_with_a_run_after_each()
    {
        var expected = await recordings.MainAsync();
        using var folder = new TemporaryFolder();
        using var lakehouse = await TestLakehouse.OpenAsync();

        foreach (var batch in Recording.Split(Recording.Main, 12, folder.Path, InsideATransaction))
        {
            await lakehouse.LandAsync(batch);
            await lakehouse.RunAsync();
        }

        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    [Fact]
    public async Task Main_with_its_pieces_in_another_order()
    {
        var expected = await recordings.MainAsync();
        using var folder = new TemporaryFolder();
        using var lakehouse = await TestLakehouse.OpenAsync();
        var pieces = Recording.Shuffle(Recording.Split(Recording.Main, 4, folder.Path, InsideATransaction), seed: 4, Path.Combine(folder.Path, "shuffled"));

        foreach (var batch in pieces.Chunk(20))
        {
            await lakehouse.LandAsync(batch);
            await lakehouse.RunAsync();
        }

        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
    }

    [Theory]
    [InlineData("plain", 5)]
    [InlineData("typed", 3)]
    [InlineData("flat", 3)]
    public async Task Small_backwards_with_each_run_equal_to_a_full_one(string form, int batches)
    {
        var expected = await recordings.SmallAsync(form);
        using var folder = new TemporaryFolder();
        using var lakehouse = await TestLakehouse.OpenAsync();

        foreach (var batch in Recording.Split(Recording.Small(form), batches, folder.Path).Reverse())
        {
            await lakehouse.LandAsync(batch);
            await lakehouse.RunAsync();
            (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        }

        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
    }

    [Fact]
    public async Task Landing_again_and_running_again_does_nothing()
    {
        var lakehouse = await recordings.SmallAsync("plain");
        var before = await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", TestContext.Current.CancellationToken);

        var landing = await lakehouse.LandAsync(Recording.Small("plain"));
        var run = await lakehouse.RunAsync();

        Assert.True(landing.IsEmpty);
        Assert.Equal(Directory.GetFiles(Recording.Small("plain")).Length, landing.KnownFiles);
        Assert.Empty(run.Tables);
        Assert.Null(run.PublishedAs);
        Assert.Equal(before, await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_that_grew_and_a_file_that_changed_land_what_is_new()
    {
        var expected = await recordings.SmallAsync("plain");
        using var folder = new TemporaryFolder();
        using var lakehouse = await TestLakehouse.OpenAsync();
        var batches = Recording.Split(Recording.Small("plain"), 2, folder.Path);
        var input = Directory.CreateDirectory(Path.Combine(folder.Path, "input")).FullName;
        var customers = Path.Combine(input, "ecom.ecommerce.customers-0.jsonl");
        foreach (var file in Directory.EnumerateFiles(batches[0]))
            File.Copy(file, Path.Combine(input, Path.GetFileName(file)));
        await lakehouse.LandAsync(input);
        await lakehouse.RunAsync();

        // One file grows by its second half, the second halves of the others come as files of their own.
        foreach (var file in Directory.EnumerateFiles(batches[1]))
        {
            if (Path.GetFileName(file) == Path.GetFileName(customers))
                File.AppendAllText(customers, File.ReadAllText(file));
            else
                File.Copy(file, Path.Combine(input, "more-" + Path.GetFileName(file)));
        }

        var landing = await lakehouse.LandAsync(input);
        await lakehouse.RunAsync();

        Assert.Equal([customers], landing.ChangedFiles);
        Assert.Equal(Directory.GetFiles(batches[0]).Length - 1, landing.KnownFiles);
        var old = File.ReadLines(Path.Combine(batches[0], Path.GetFileName(customers))).Count();
        var tombstones = File.ReadLines(Path.Combine(batches[0], Path.GetFileName(customers))).Count(line => line.EndsWith("\"value\":null}", StringComparison.Ordinal));
        Assert.Equal(old - tombstones, landing.Counts.Duplicate);
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
    }
}
