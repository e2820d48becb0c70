using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Jobs;

/// <summary>
/// A scope whose Spark jobs can be cancelled: its calls are made by one thread of the JVM, under one job group. When the token is cancelled the group's jobs
/// are, too, and the call that waits for them throws <see cref="OperationCanceledException"/>.
/// So does every later call in the scope: what has to be tidied up is tidied up after it.
/// </summary>
public sealed class SparkJobGroup : IDisposable
{
    // cancelJobGroup cancels what runs now. A query may start its next job just after that, so it is said again until the scope ends.
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    private readonly JvmObject sparkContext;
    private readonly string id;
    private readonly JvmThread thread;
    private readonly CancellationTokenRegistration registration;
    private readonly ManualResetEventSlim ended = new();
    private Task cancelling = Task.CompletedTask;

    private SparkJobGroup(JvmObject sparkContext, string id, JvmThread thread, CancellationToken cancellationToken)
    {
        this.sparkContext = sparkContext;
        this.id = id;
        this.thread = thread;
        // Without the flow of execution, which would lead to the very connection that waits; and not on the thread of who cancels.
        registration = cancellationToken.UnsafeRegister(static state => ((SparkJobGroup)state!).CancelJobs(), this);
    }

    /// <summary>Begins a scope for this flow of execution; ends with Dispose.</summary>
    /// <param name="gateway">The JVM of the driver.</param>
    /// <param name="sparkContext"><c>org.apache.spark.SparkContext</c>; must live as long as the scope.</param>
    /// <param name="id">The group's name: no other scope at the same time may have it.</param>
    /// <param name="description">What Spark's web interface shows.</param>
    public static SparkJobGroup Begin(JvmGateway gateway, JvmObject sparkContext, string id, string description, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var thread = gateway.PinThread(cancellationToken);
        try
        {
            sparkContext.Call("setJobGroup", id, description, false); // interrupting tasks is what Spark itself warns of (HDFS-1208)
            return new SparkJobGroup(sparkContext, id, thread, cancellationToken);
        }
        catch
        {
            thread.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        registration.Dispose(); // waits for a callback at work
        ended.Set();
        cancelling.Wait();
        ended.Dispose();
        thread.Dispose();
    }

    private void CancelJobs()
    {
        using (ExecutionContext.SuppressFlow())
            cancelling = Task.Run(CancelUntilEnded);
    }

    private void CancelUntilEnded()
    {
        try
        {
            do
                sparkContext.Call("cancelJobGroup", id);
            while (!ended.Wait(Again));
        }
        catch (Exception e) when (e is JvmException or GatewayException or ObjectDisposedException)
        {
            // The context was stopped or the JVM has ended: there is nothing to cancel, and the call that waits hears of it itself.
        }
    }
}
