using System.Collections.Concurrent;
using System.Diagnostics;

namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class CancellationTests : IDisposable
{
    /// <summary>Runs for hours.</summary>
    private const string Endless = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE (a.range * b.range) % 7 = 1";

    private readonly InMemory _memory = new();

    private DuckDbConnection Connection => _memory.Connection;

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task A_cancelled_token_stops_a_running_statement_at_once()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Connection.ExecuteAsync(Endless, source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(5));
        Assert.Equal(42, _memory.Value("42"));
    }

    [Fact]
    public void A_token_cancelled_before_runs_nothing()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Connection.Execute("CREATE TABLE t (i INTEGER)", [], source.Token));

        Assert.Throws<DuckDbException>(() => Connection.Execute("FROM t"));
    }

    [Fact]
    public void No_moment_of_cancelling_is_missed()
    {
        // Cancelled around the moment at which the engine begins and clears its flag.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            using var source = new CancellationTokenSource();
            var canceller = new Thread(() =>
            {
                Thread.SpinWait(attempt * 100);
                source.Cancel();
            });
            canceller.Start();
            Assert.ThrowsAny<OperationCanceledException>(() => Connection.Execute(Endless, [], source.Token));
            canceller.Join();
        }
    }

    [Fact]
    public void A_cancelled_token_stops_the_reading_of_rows()
    {
        using var source = new CancellationTokenSource();
        using var result = Connection.Query("SELECT range FROM range(100000000)", [], source.Token);
        Assert.True(result.Read());
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (result.Read())
                Assert.False(result.IsNull(0));
        });

        Assert.Equal(42, _memory.Value("42"));
    }

    [Fact]
    public async Task An_interrupt_without_a_token_is_an_error_of_that_kind()
    {
        // DisposeAsync waits for the timer's last call, which a disposed connection would refuse.
        await using var timer = new Timer(_ => Connection.Interrupt(), null, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));

        var error = Assert.Throws<DuckDbException>(() => Connection.Execute(Endless));

        Assert.Equal(DuckDbErrorKind.Interrupt, error.Kind);
    }

    [Fact]
    public void An_interrupt_between_rows_is_an_error_and_not_their_end()
    {
        using var result = Connection.Query("SELECT range FROM range(100000000)");
        Assert.True(result.Read());
        Connection.Interrupt();

        var error = Assert.Throws<DuckDbException>(() =>
        {
            while (result.Read())
                Assert.False(result.IsNull(0));
        });

        Assert.Equal(DuckDbErrorKind.Interrupt, error.Kind);
    }

    [Fact]
    public async Task Tells_how_far_a_statement_is()
    {
        using var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { TrackProgress = true, Threads = 1 });
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t AS SELECT range AS i FROM range(3000000)");
        var seen = new ConcurrentBag<double>();
        await using (new Timer(_ => seen.Add(connection.Progress.Percentage), null, 0, 5))
            connection.Execute("SELECT sum(sqrt(i) * ln(i + 1) * cos(i) * sin(i)), count(DISTINCT md5(i::VARCHAR)) FROM t");

        Assert.Contains(seen, percentage => percentage is > 0 and <= 100);
        Assert.Equal(-1, connection.Progress.Percentage);
    }
}
