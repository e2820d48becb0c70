namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>
/// Interrupts a connection when a token is cancelled, for as long as it is not disposed of. DuckDB clears its flag when a
/// statement begins, so one interrupt that comes just before is lost: it is repeated until the native call has come back.
/// </summary>
internal sealed class InterruptOnCancel : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(10);

    private readonly ConnectionHandle _connection;
    private readonly Lock _gate = new();
    private readonly CancellationTokenRegistration _registration;
    private Timer? _timer;
    private bool _over;

    private InterruptOnCancel(ConnectionHandle connection, CancellationToken token)
    {
        _connection = connection;
        _registration = token.UnsafeRegister(static self => ((InterruptOnCancel)self!).Begin(), this);
    }

    /// <summary>Null, at no cost, when the token can never be cancelled.</summary>
    public static InterruptOnCancel? Begin(ConnectionHandle connection, CancellationToken token) =>
        token.CanBeCanceled ? new InterruptOnCancel(connection, token) : null;

    public void Dispose()
    {
        _registration.Dispose();
        lock (_gate)
        {
            _over = true;
            _timer?.Dispose();
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (!_over)
                _timer = new Timer(static self => ((InterruptOnCancel)self!).Interrupt(), this, TimeSpan.Zero, Again);
        }
    }

    private void Interrupt()
    {
        // Under the gate: after Dispose the next statement of the connection must not be hit.
        lock (_gate)
        {
            if (_over)
                return;
            try
            {
                NativeMethods.Interrupt(_connection);
            }
            catch (ObjectDisposedException)
            {
                // Another thread has closed the connection, and with it the statement; there is nothing left to interrupt.
            }
        }
    }
}
