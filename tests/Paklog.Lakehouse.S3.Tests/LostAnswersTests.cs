using System.Text;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.S3.Tests;

/// <summary>The server does what it was asked, and the connection is cut before it says so.</summary>
public sealed class LostAnswersTests(S3Fixture s3)
{
    private static readonly CommitInfo Info = new("ana", "a test");

    private static readonly TableIdentifier Orders = new("silver", "orders");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_was_written_is_known_as_ones_own()
    {
        var bucket = await s3.BucketAsync();
        await using var proxy = new Proxy(bucket.Endpoint);
        var lost = LoseOnce(proxy, line => line.StartsWith("PUT ", StringComparison.Ordinal));
        using var io = new S3FileIO(S3Fixture.Options(proxy.Port));
        await io.WriteAsync(bucket.Location + "/f", "mine"u8.ToArray(), Token);

        Assert.Equal(1, lost());
        Assert.Equal("mine", Encoding.UTF8.GetString(await io.ReadAsync(bucket.Location + "/f", Token)));
    }

    [Fact]
    public async Task A_file_in_parts_whose_completion_was_lost_is_known_as_ones_own()
    {
        var bucket = await s3.BucketAsync();
        await using var proxy = new Proxy(bucket.Endpoint);
        var lost = LoseOnce(proxy, line => line.StartsWith("POST ", StringComparison.Ordinal) && line.Contains("uploadId=", StringComparison.Ordinal));
        using var io = new S3FileIO(S3Fixture.Options(proxy.Port) with { PartBytes = 5 << 20 });
        var content = new byte[6 << 20];
        await io.WriteAsync(bucket.Location + "/f", content, Token);

        Assert.Equal(1, lost());
        Assert.Equal(content.Length, await io.LengthAsync(bucket.Location + "/f", Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_whose_swap_was_done_is_made_once(bool anotherCommitsAtOnce)
    {
        var bucket = await s3.BucketAsync();
        using var straight = new S3Storage(bucket.Options);
        var other = await Warehouses.OpenAsync(straight, bucket.Warehouse);
        await other.CommitAsync("main", [TestTable.Creation(Orders)], Info, Token);
        await using var proxy = new Proxy(bucket.Endpoint);
        using var store = new S3Storage(S3Fixture.Options(proxy.Port));
        var catalog = await Warehouses.OpenAsync(store, bucket.Warehouse);
        var lost = LoseOnce(proxy, IsSwap);
        if (anotherCommitsAtOnce)
            proxy.BeforeCut = () => other.CommitAsync("main", [TestTable.Set(Orders, "other", "1")], Info, Token);

        var hash = await catalog.CommitAsync("main", [TestTable.Set(Orders, "mine", "1")], Info, Token);

        Assert.Equal(1, lost());
        var log = await other.LogAsync("main", 100, Token);
        Assert.Equal(anotherCommitsAtOnce ? 4 : 3, log.Count);
        Assert.Equal(hash, log[anotherCommitsAtOnce ? 1 : 0].Hash);
        var properties = (await other.LoadTableAsync(Orders, "main", Token))!.Metadata.Properties;
        Assert.Equal(anotherCommitsAtOnce, properties.ContainsKey("other"));
        Assert.True(properties.ContainsKey("mine"));
    }

    [Fact]
    public async Task A_swap_of_which_every_answer_is_lost_is_found_done_by_reading_it_back()
    {
        var bucket = await s3.BucketAsync();
        await using var proxy = new Proxy(bucket.Endpoint);
        using var store = Store(bucket, S3Fixture.Options(proxy.Port) with { Retries = 1, SwapPatience = TimeSpan.FromMilliseconds(200) });
        Assert.True(await store.CompareAndSwapAsync("main", null, OfMain('a'), Token));
        proxy.Loses = IsSwap;

        Assert.True(await store.CompareAndSwapAsync("main", OfMain('a'), OfMain('b'), Token));
        Assert.Equal(OfMain('b'), await store.ReadAsync("main", Token));
    }

    [Fact]
    public async Task A_swap_that_can_neither_be_done_nor_be_read_back_is_unknown()
    {
        var bucket = await s3.BucketAsync();
        await using var proxy = new Proxy(bucket.Endpoint);
        using var store = Store(bucket, S3Fixture.Options(proxy.Port) with { Retries = 1, SwapPatience = TimeSpan.FromMilliseconds(200) });
        Assert.True(await store.CompareAndSwapAsync("main", null, OfMain('a'), Token));
        proxy.Loses = line => line.Contains("references.json", StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<IcebergException>(() => store.CompareAndSwapAsync("main", OfMain('a'), OfMain('b'), Token));
        Assert.Equal((IcebergErrorKind.CommitStateUnknown, false), (error.Kind, error.Retryable));
        proxy.Loses = _ => false;
        Assert.Equal(OfMain('b'), await store.ReadAsync("main", Token));
    }

    [Fact]
    public async Task A_store_that_is_not_reached_has_swapped_nothing()
    {
        var bucket = await s3.BucketAsync();
        var proxy = new Proxy(bucket.Endpoint);
        using var store = Store(bucket, S3Fixture.Options(proxy.Port) with { Retries = 1, SwapPatience = TimeSpan.FromMilliseconds(200) });
        Assert.True(await store.CompareAndSwapAsync("main", null, OfMain('a'), Token));
        await proxy.DisposeAsync();

        var error = await Assert.ThrowsAsync<IcebergException>(() => store.CompareAndSwapAsync("main", OfMain('a'), OfMain('b'), Token));
        Assert.Equal((IcebergErrorKind.Unavailable, true), (error.Kind, error.Retryable));
        using var straight = Store(bucket, bucket.Options);
        Assert.Equal(OfMain('a'), await straight.ReadAsync("main", Token));
    }

    internal static bool IsSwap(string line) => line.StartsWith("PUT ", StringComparison.Ordinal) && line.Contains("references.json", StringComparison.Ordinal);

    private static CatalogReference OfMain(char digit) => new("main", ReferenceKind.Branch, new string(digit, 64));

    private static S3ReferenceStore Store(Bucket bucket, S3Options options) => new(EmbeddedCatalog.ReferencesOf(bucket.Warehouse), options, new EmbeddedCatalogOptions());

    private static Func<int> LoseOnce(Proxy proxy, Func<string, bool> request)
    {
        var lost = 0;
        proxy.Loses = line => request(line) && Interlocked.CompareExchange(ref lost, 1, 0) == 0;
        return () => lost;
    }
}
