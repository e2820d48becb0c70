using System.Globalization;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.S3.Tests;

/// <summary>One real S3 server for all tests of the assembly, started by the first that asks. Each test has a bucket of its own.</summary>
public sealed class S3Fixture : IAsyncDisposable
{
    internal const string AccessKey = "paklog";
    internal const string SecretKey = "paklog-secret";

    private readonly SemaphoreSlim gate = new(1);
    private readonly TemporaryFolder folder = new();
    private int port;
    private int buckets;

    /// <summary>A new bucket; skips the test where the server cannot be had.</summary>
    internal async Task<Bucket> BucketAsync()
    {
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (port == 0)
            {
                var free = LocalPort.Free();
                await Engines.RunAsync(TestContext.Current.CancellationToken, "s3", "start", free.ToString(CultureInfo.InvariantCulture), folder.Path);
                port = free;
            }
        }
        finally
        {
            gate.Release();
        }

        var name = $"bucket-{Interlocked.Increment(ref buckets)}";
        Directory.CreateDirectory(Path.Combine(folder.Path, name));
        return new Bucket(name, Path.Combine(folder.Path, name), Options(port));
    }

    internal static S3Options Options(int port) =>
        new() { Endpoint = new Uri($"http://127.0.0.1:{port}"), PathStyle = true, Region = "us-east-1", AccessKeyId = AccessKey, SecretAccessKey = SecretKey };

    public async ValueTask DisposeAsync()
    {
        if (port != 0)
            await Engines.RunAsync(CancellationToken.None, "s3", "stop", port.ToString(CultureInfo.InvariantCulture));
        folder.Dispose();
        gate.Dispose();
    }
}
