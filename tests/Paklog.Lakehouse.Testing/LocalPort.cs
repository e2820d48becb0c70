using System.Net;
using System.Net.Sockets;

namespace Paklog.Lakehouse.Testing;

/// <summary>Ports of this machine.</summary>
public static class LocalPort
{
    /// <summary>One that nobody listens on now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
