namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>
/// A scope whose calls are made by one thread of the JVM, which nothing else uses and which ends with the scope: what Java keeps by thread, such as
/// Spark's job group and local properties, is the scope's own. It goes with the flow of execution, also over an await; calls made at once wait for one another.
/// </summary>
public sealed class JvmThread : IDisposable
{
    private readonly Action<JvmThread> end;
    private int ended;

    internal JvmThread(GatewayConnection connection, JvmThread? outer, Action<JvmThread> end, CancellationToken cancellationToken)
    {
        Connection = connection;
        Outer = outer;
        CancellationToken = cancellationToken;
        this.end = end;
    }

    internal GatewayConnection Connection { get; }

    /// <summary>The scope around this one.</summary>
    internal JvmThread? Outer { get; }

    internal CancellationToken CancellationToken { get; }

    internal bool Ended => Volatile.Read(ref ended) != 0;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) == 0)
            end(this);
    }
}
