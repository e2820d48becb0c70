using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>
/// An entry in the gateway's map of objects, which keeps the Java object alive. The last release (Dispose, or the finalizer) only queues the id: a
/// finalizer must not wait for a socket. As a SafeHandle it is not released while a call uses it, whoever disposes it meanwhile.
/// </summary>
internal sealed class JvmReference(string id, ConcurrentQueue<string> released) : SafeHandle(0, ownsHandle: true)
{
    public string Id { get; } = id;

    public override bool IsInvalid => false;

    protected override bool ReleaseHandle()
    {
        released.Enqueue(Id);
        return true;
    }
}
