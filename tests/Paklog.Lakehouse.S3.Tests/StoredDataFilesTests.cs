using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.S3.Tests;

/// <summary>The engine's local copies of files in the store.</summary>
public sealed class StoredDataFilesTests(S3Fixture s3) : IDisposable
{
    private readonly TemporaryFolder cache = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task Locations_and_paths_go_together()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        using var files = Open(io, 1000);
        var location = $"{bucket.Location}/t/data/day=2026-01-31 x%2F/f.parquet";
        Assert.Equal(location, files.LocationOf(files.PathOf(location)));
        Assert.Equal(files.PathOf(location), files.PathOf(location.Replace("s3://", "s3a://", StringComparison.Ordinal)));
        foreach (var outside in (string[])["s3://b/../../etc/passwd", "s3://../x", "/etc/passwd", "s3:///x"])
            Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => files.PathOf(outside)).Kind);
    }

    [Fact]
    public async Task What_is_written_goes_up_and_what_is_not_committed_comes_down_again()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        using var files = Open(io, 1000);
        var uncommitted = new UncommittedFiles(files);
        var kept = await WriteAsync(files, bucket.Location + "/t/kept", 10);
        uncommitted.Add(kept);
        await uncommitted.CommitAsync(async () => Assert.True(await io.ExistsAsync(bucket.Location + "/t/kept", Token)));
        uncommitted.Add(await WriteAsync(files, bucket.Location + "/t/lost", 10));
        await uncommitted.DiscardAsync();

        Assert.Equal([bucket.Location + "/t/kept"], await io.ListAsync(bucket.Location, Token).Select(file => file.Location).ToListAsync(Token));
        Assert.False(File.Exists(kept));
        await files.FetchAsync([File10(bucket.Location + "/t/kept")], Token);
        Assert.Equal(10, new FileInfo(kept).Length);
    }

    [Fact]
    public async Task A_file_that_does_not_go_up_is_not_committed()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        using var files = Open(io, 1000);
        var uncommitted = new UncommittedFiles(files);
        uncommitted.Add(await WriteAsync(files, "s3://no-such-bucket/t/f", 10));
        var committed = false;
        await Assert.ThrowsAsync<IcebergException>(() => uncommitted.CommitAsync(() =>
        {
            committed = true;
            return Task.CompletedTask;
        }));
        Assert.False(committed);
        await uncommitted.DiscardAsync();
    }

    [Fact]
    public async Task The_cache_serves_what_it_has_forgets_what_was_used_least_lately_and_never_takes_away_what_is_in_use()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        var names = Enumerable.Range(0, 5).Select(n => $"{bucket.Location}/t/{n}").ToArray();
        foreach (var name in names)
            await io.WriteAsync(name, new byte[10], Token);
        using (var first = Open(io, 35))
        {
            foreach (var name in names[..3])
                await first.FetchAsync([File10(name)], Token);
            Assert.Equal(3, Cached());

            using var second = Open(io, 35);
            await second.FetchAsync([File10(names[0])], Token);
            await second.FetchAsync([File10(names[3])], Token);
            Assert.Equal(3, Cached());
            Assert.All(names[..3], name => Assert.True(File.Exists(first.PathOf(name))));
        }

        // Without the store only what is in the cache is to be had: the second file was forgotten, the first was used again.
        using var absent = new S3FileIO(bucket.Options with { Endpoint = new Uri("http://127.0.0.1:1"), Retries = 0 });
        using var third = Open(absent, 35);
        await third.FetchAsync([File10(names[0]), File10(names[2]), File10(names[3])], Token);
        await Assert.ThrowsAsync<IcebergException>(() => third.FetchAsync([File10(names[1])], Token));
        third.Release();
        Assert.True(File.Exists(third.PathOf(names[0])));
    }

    [Fact]
    public async Task What_is_too_much_is_given_up_between_steps()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        await io.WriteAsync(bucket.Location + "/f", new byte[10], Token);
        using var files = Open(io, 5);
        await files.FetchAsync([File10(bucket.Location + "/f")], Token);
        Assert.True(File.Exists(files.PathOf(bucket.Location + "/f")));
        Assert.Equal(0, Cached());
        files.Release();
        Assert.False(File.Exists(files.PathOf(bucket.Location + "/f")));
        await files.FetchAsync([File10(bucket.Location + "/f")], Token);
        Assert.True(File.Exists(files.PathOf(bucket.Location + "/f")));
    }

    [Fact]
    public async Task A_file_of_another_length_than_its_table_says_is_refused()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        await io.WriteAsync(bucket.Location + "/f", new byte[11], Token);
        using var files = Open(io, 1000);
        Assert.Equal(IcebergErrorKind.InvalidData, (await Assert.ThrowsAsync<IcebergException>(() => files.FetchAsync([File10(bucket.Location + "/f")], Token))).Kind);
    }

    private StoredDataFiles Open(S3FileIO io, long bytes) => new(io, io, new EngineOptions { CacheFolder = cache.Path, CacheBytes = bytes });

    private int Cached() => Directory.GetFiles(Path.Combine(cache.Path, "files")).Length;

    private static DataFile File10(string location) => new() { FilePath = location, RecordCount = 1, FileSizeInBytes = 10 };

    private static async Task<string> WriteAsync(StoredDataFiles files, string location, int bytes)
    {
        var path = files.PathOf(location);
        files.CreateFolder(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, new byte[bytes], Token);
        await files.AddAsync([path], Token);
        return path;
    }
}
