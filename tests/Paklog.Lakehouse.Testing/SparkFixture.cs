namespace Paklog.Lakehouse.Testing;

/// <summary>
/// One Spark session for all tests of an assembly (<c>[assembly: AssemblyFixture(typeof(SparkFixture))]</c>), started by the first that asks: a run
/// without such a test starts none. Tests keep apart by namespaces of their own.
/// </summary>
public sealed class SparkFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private SparkSession? session;

    /// <summary>The session; skips the test where Spark cannot be had (see <see cref="Shared"/>).</summary>
    public async Task<SparkSession> SessionAsync(CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return session ??= await SparkSession.StartAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (session is not null)
            await session.DisposeAsync();
        gate.Dispose();
    }
}
