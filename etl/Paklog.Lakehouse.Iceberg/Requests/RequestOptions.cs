namespace Paklog.Lakehouse.Iceberg.Requests;

/// <summary>How a <see cref="ServerRequests"/> waits and tries again.</summary>
/// <param name="Timeout">For one answer, its body included.</param>
/// <param name="Attempts">How often a request is made that gets no answer.</param>
/// <param name="FirstDelay">Before the second try; it doubles from try to try.</param>
/// <param name="Clock">Times the waits between tries.</param>
/// <param name="Random">Numbers in [0, 1), by which waits are spread.</param>
public sealed record RequestOptions(TimeSpan Timeout, int Attempts, TimeSpan FirstDelay, TimeProvider Clock, Func<double> Random);
