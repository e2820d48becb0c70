using System.Net;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.S3.Tests;

public sealed class S3ReferenceStoreTests(S3Fixture s3)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_writer_that_saw_A_does_not_replace_an_A_that_came_back()
    {
        var bucket = await s3.BucketAsync();
        using var slow = Store(bucket);
        using var quick = Store(bucket);
        Assert.True(await slow.CompareAndSwapAsync("main", null, Branch("main", 'a'), Token));
        await quick.CompareAndSwapAsync("main", Branch("main", 'a'), Branch("main", 'b'), Token);
        var seen = await File.ReadAllTextAsync(PathIn(bucket), Token);
        await quick.CompareAndSwapAsync("main", Branch("main", 'b'), Branch("main", 'a'), Token);
        await quick.CompareAndSwapAsync("main", Branch("main", 'a'), Branch("main", 'b'), Token);

        Assert.NotEqual(seen, await File.ReadAllTextAsync(PathIn(bucket), Token));
        Assert.False(await slow.CompareAndSwapAsync("main", Branch("main", 'a'), Branch("main", 'c'), Token));
        Assert.True(await slow.CompareAndSwapAsync("main", Branch("main", 'b'), Branch("main", 'c'), Token));
    }

    [Fact]
    public async Task A_deleted_reference_leaves_nothing_and_comes_again()
    {
        var bucket = await s3.BucketAsync();
        using var store = Store(bucket);
        var tag = new CatalogReference("v1", ReferenceKind.Tag, new string('a', 64));
        Assert.True(await store.CompareAndSwapAsync("v1", null, tag, Token));
        Assert.False(await store.CompareAndSwapAsync("v1", null, Branch("v1", 'b'), Token));
        Assert.False(await store.CompareAndSwapAsync("v1", Branch("v1", 'a'), null, Token));
        Assert.True(await store.CompareAndSwapAsync("v1", tag, null, Token));
        Assert.False(await store.CompareAndSwapAsync("v1", tag, null, Token));
        Assert.Empty(await store.ListAsync(Token));
        Assert.True(await store.CompareAndSwapAsync("v1", null, Branch("v1", 'b'), Token));
        Assert.Equal([Branch("v1", 'b')], await store.ListAsync(Token));
        Assert.Equal(["references.json"], Directory.GetFiles(Path.GetDirectoryName(PathIn(bucket))!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Swaps_of_different_references_at_once_all_happen()
    {
        var bucket = await s3.BucketAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            using var store = Store(bucket);
            for (var n = 0; n < 4; n++)
                Assert.True(await store.CompareAndSwapAsync($"run/{writer}-{n}", null, Branch($"run/{writer}-{n}", 'a'), Token));
            for (var n = 0; n < 4; n += 2)
                Assert.True(await store.CompareAndSwapAsync($"run/{writer}-{n}", Branch($"run/{writer}-{n}", 'a'), null, Token));
        }));
        using var reader = Store(bucket);
        Assert.Equal(16, (await reader.ListAsync(Token)).Count);
    }

    [Fact]
    public async Task A_damaged_file_of_references_is_named()
    {
        var bucket = await s3.BucketAsync();
        using var store = Store(bucket);
        await store.CompareAndSwapAsync("main", null, Branch("main", 'a'), Token);
        using var io = new S3FileIO(bucket.Options);
        await io.DeleteAsync(Folder(bucket) + "/references.json", Token);
        await io.WriteAsync(Folder(bucket) + "/references.json", "{}"u8.ToArray(), Token);
        var error = await Assert.ThrowsAsync<IcebergException>(() => store.ReadAsync("main", Token));
        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains(Folder(bucket) + "/references.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "ignores If-None-Match")]
    [InlineData(501, "refuses a PUT with If-None-Match or If-Match (501")]
    public async Task A_store_without_conditions_is_refused_before_anything_is_committed(int status, string why)
    {
        // What such a store answers to a PUT; the real server at hand honours conditions.
        using var listener = LocalPort.Listen();
        var puts = new List<string>();
        var serving = ServeAsync();
        using var store = new S3ReferenceStore("s3://bucket/lake/catalog/refs", S3Fixture.Options(new Uri(listener.Prefixes.Single()).Port), new EmbeddedCatalogOptions());

        var error = await Assert.ThrowsAsync<IcebergException>(() => store.CompareAndSwapAsync("main", null, Branch("main", 'a'), Token));

        listener.Stop();
        await serving;
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("Nessie", error.Message, StringComparison.Ordinal);
        Assert.All(puts, path => Assert.Contains(".probe-", path, StringComparison.Ordinal));

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    if (context.Request.HttpMethod == "PUT")
                        puts.Add(context.Request.Url!.AbsolutePath);
                    await context.Request.InputStream.CopyToAsync(Stream.Null, Token);
                    context.Response.StatusCode = context.Request.HttpMethod == "PUT" ? status : 204;
                    context.Response.Headers["ETag"] = "\"0cc175b9c0f1b6a831c399e269772661\"";
                    context.Response.Close();
                }
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // The test has ended.
            }
        }
    }

    private static CatalogReference Branch(string name, char digit) => new(name, ReferenceKind.Branch, new string(digit, 64));

    private static string Folder(Bucket bucket) => EmbeddedCatalog.ReferencesOf(bucket.Warehouse);

    private static string PathIn(Bucket bucket) => Path.Combine(bucket.Folder, "lake", "warehouse", "catalog", "refs", "references.json");

    private static S3ReferenceStore Store(Bucket bucket) => new(Folder(bucket), bucket.Options, new EmbeddedCatalogOptions());
}
