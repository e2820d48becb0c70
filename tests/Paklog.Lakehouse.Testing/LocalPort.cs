using System.Net;
using System.Net.Sockets;

namespace Paklog.Lakehouse.Testing;

/// <summary>Ports of this machine.</summary>
public static class LocalPort
{
    // Systems give the ports from 32768 on to whoever asks for any, so one of those may be taken again before it is used.
    private const int First = 10_000;
    private const int End = 32_768;

    /// <summary>One that nobody listens on now, and that the system gives to nobody who asks for any port.</summary>
    public static int Free()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(First, End));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }

    /// <summary>A listener for HTTP on such a port, started; its address is the only prefix.</summary>
    public static HttpListener Listen()
    {
        while (true)
        {
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{Free()}/");
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException)
            {
                // Another process was quicker.
                listener.Close();
            }
        }
    }
}
