using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.S3.Tests;

public sealed class S3FileIOTests(S3Fixture s3)
{
    private const int Part = 5 * 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain.bin")]
    [InlineData("a/day=2026-01-31 x%2F/é #?+&=.bin")]
    public async Task A_file_is_written_read_found_listed_and_deleted(string key)
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        var location = $"{bucket.Location}/t/{key}";
        await io.WriteAsync(location, "hello"u8.ToArray(), Token);

        Assert.Equal("hello", Encoding.UTF8.GetString(await io.ReadAsync(location, Token)));
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(bucket.Folder, "t", key), Token));
        Assert.Equal(5, await io.LengthAsync(location, Token));
        Assert.True(await io.ExistsAsync(location, Token));
        var found = (await io.FindAsync(location, Token))!;
        Assert.InRange(found.LastModified, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal([found], await io.ListAsync(bucket.Location + "/t", Token).ToListAsync(Token));
        Assert.Equal([found], await io.ListAsync(bucket.Location, Token).ToListAsync(Token));
        Assert.Empty(await io.ListAsync(bucket.Location + "/", Token).Where(file => file.Location != location).ToListAsync(Token));

        await io.DeleteAsync(location, Token);
        await io.DeleteAsync(location, Token);
        Assert.False(await io.ExistsAsync(location, Token));
        Assert.Null(await io.FindAsync(location, Token));
        Assert.Empty(await io.ListAsync(bucket.Location + "/t", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        foreach (var location in (string[])[bucket.Location + "/missing", "s3://no-such-bucket/missing"])
        {
            foreach (var read in (Func<Task>[])[() => io.ReadAsync(location, Token), () => io.OpenReadAsync(location, Token), () => io.LengthAsync(location, Token), () => io.DownloadAsync(location, Path.Combine(bucket.Folder, "x"), Token)])
                Assert.Equal(IcebergErrorKind.NotFound, (await Assert.ThrowsAsync<IcebergException>(read)).Kind);
        }

        var write = await Assert.ThrowsAsync<IcebergException>(() => io.WriteAsync("s3://no-such-bucket/new", "x"u8.ToArray(), Token));
        Assert.Equal("'s3://no-such-bucket/new' cannot be written: the bucket does not exist; create it, or name another.", write.Message);
        Assert.Equal(IcebergErrorKind.Unsupported, (await Assert.ThrowsAsync<IcebergException>(() => io.ReadAsync("file:///etc/hostname", Token))).Kind);
    }

    [Fact]
    public async Task A_file_that_exists_is_kept_and_counts_as_new_where_its_bytes_are_the_same()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        var location = bucket.Location + "/f";
        await io.WriteAsync(location, "first"u8.ToArray(), Token);
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(bucket.Folder, "f"), old);

        Assert.Equal(IcebergErrorKind.AlreadyExists, (await Assert.ThrowsAsync<IcebergException>(() => io.WriteAsync(location, "other"u8.ToArray(), Token))).Kind);
        Assert.Equal(old, (await io.FindAsync(location, Token))!.LastModified.UtcDateTime);
        Assert.Equal(IcebergErrorKind.AlreadyExists, (await Assert.ThrowsAsync<IcebergException>(() => io.WriteAsync(location, "first"u8.ToArray(), Token))).Kind);
        Assert.InRange((await io.FindAsync(location, Token))!.LastModified, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal("first", Encoding.UTF8.GetString(await io.ReadAsync(location, Token)));
    }

    [Fact]
    public async Task Of_many_writers_of_one_name_exactly_one_wins()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        var location = bucket.Location + "/race";
        var wins = await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            try
            {
                await io.WriteAsync(location, Encoding.UTF8.GetBytes($"writer {writer}"), Token);
                return writer;
            }
            catch (IcebergException error) when (error.Kind == IcebergErrorKind.AlreadyExists)
            {
                return -1;
            }
        }));
        var winner = Assert.Single(wins, writer => writer >= 0);
        Assert.Equal($"writer {winner}", Encoding.UTF8.GetString(await io.ReadAsync(location, Token)));
    }

    [Fact]
    public async Task Great_content_goes_up_in_parts_and_comes_back_whole()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options with { PartBytes = Part });
        using var folder = new TemporaryFolder();
        var content = RandomNumberGenerator.GetBytes((3 * Part) + 12345);
        var path = Path.Combine(folder.Path, "content");
        await File.WriteAllBytesAsync(path, content, Token);

        await io.UploadAsync(path, bucket.Location + "/uploaded", Token);
        await io.WriteAsync(bucket.Location + "/written", content, Token);

        Assert.Equal(content, await io.ReadAsync(bucket.Location + "/written", Token));
        await io.DownloadAsync(bucket.Location + "/uploaded", path + ".2", Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(path + ".2", Token));
        Assert.Equal(IcebergErrorKind.AlreadyExists, (await Assert.ThrowsAsync<IcebergException>(() => io.UploadAsync(path, bucket.Location + "/written", Token))).Kind);
        Assert.Equal(2, await io.ListAsync(bucket.Location, Token).CountAsync(Token));
    }

    [Fact]
    public async Task A_file_of_any_length_comes_down_in_parts_though_connections_are_cut()
    {
        var bucket = await s3.BucketAsync();
        await using var proxy = new Proxy(bucket.Endpoint);
        using var io = new S3FileIO(bucket.Options with { PartBytes = Part, Endpoint = new UriBuilder(bucket.Endpoint) { Port = proxy.Port }.Uri });
        using var folder = new TemporaryFolder();
        var requests = 0;
        proxy.Drops = line => line.StartsWith("GET", StringComparison.Ordinal) && Interlocked.Increment(ref requests) % 3 == 0;
        var expected = 0;
        foreach (var length in (int[])[0, 1, Part - 1, Part, Part + 1, (5 * Part) + 7])
        {
            var content = RandomNumberGenerator.GetBytes(length);
            var (location, path) = ($"{bucket.Location}/{length}", Path.Combine(folder.Path, $"{length}"));
            await io.WriteAsync(location, content, Token);
            await io.DownloadAsync(location, path, Token);
            Assert.Equal(content, await File.ReadAllBytesAsync(path, Token));
            expected += Math.Max(1, (length + Part - 1) / Part);
        }

        Assert.True(requests > expected, $"{requests} requests, and {expected} parts: none was cut");
    }

    [Fact]
    public async Task A_stream_reads_from_wherever_it_is_put()
    {
        var bucket = await s3.BucketAsync();
        using var io = new S3FileIO(bucket.Options);
        var content = RandomNumberGenerator.GetBytes(3_000_000);
        await io.WriteAsync(bucket.Location + "/f", content, Token);
        await using var stream = await io.OpenReadAsync(bucket.Location + "/f", Token);
        Assert.Equal(content.Length, stream.Length);
        var random = new Random(7);
        for (var n = 0; n < 30; n++)
        {
            var position = random.Next(content.Length);
            var part = new byte[Math.Min(random.Next(1, 5000), content.Length - position)];
            stream.Seek(n % 2 == 0 ? position : position - content.Length, n % 2 == 0 ? SeekOrigin.Begin : SeekOrigin.End);
            if (n % 3 == 0)
                stream.ReadExactly(part);
            else
                await stream.ReadExactlyAsync(part, Token);
            Assert.Equal(content[position..(position + part.Length)], part);
        }

        stream.Seek(0, SeekOrigin.End);
        Assert.Equal(0, await stream.ReadAsync(new byte[10], Token));
    }

    [Fact]
    public async Task Wrong_credentials_and_a_store_that_is_not_there_are_said_in_a_sentence()
    {
        var bucket = await s3.BucketAsync();
        using var refused = new S3FileIO(bucket.Options with { SecretAccessKey = "wrong" });
        var denied = await Assert.ThrowsAsync<IOException>(() => refused.ReadAsync(bucket.Location + "/f", Token));
        Assert.Contains("see that the credentials are right and allow it.", denied.Message, StringComparison.Ordinal);

        using var absent = new S3FileIO(bucket.Options with { Endpoint = new Uri("http://127.0.0.1:1"), Retries = 1 });
        var unavailable = await Assert.ThrowsAsync<IcebergException>(() => absent.ReadAsync(bucket.Location + "/f", Token));
        Assert.Equal((IcebergErrorKind.Unavailable, true), (unavailable.Kind, unavailable.Retryable));
        Assert.Contains("the store does not answer", unavailable.Message, StringComparison.Ordinal);
    }
}
