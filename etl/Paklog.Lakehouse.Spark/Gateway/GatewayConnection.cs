using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>One authenticated socket, which is one thread of the JVM. Commands go one after another.</summary>
internal sealed class GatewayConnection : IDisposable
{
    // So that no call waits long for what others have dropped.
    private const int ReleasesPerCommand = 256;
    private const int KeptBytes = 1 << 20;
    private const int TcpLevel = 6; // IPPROTO_TCP
    private const int TcpQuickAck = 12; // TCP_QUICKACK of linux/tcp.h

    private static readonly byte[] On = BitConverter.GetBytes(1);

    private readonly Socket socket;
    private readonly string address;
    private readonly ConcurrentQueue<string> released;
    private readonly CommandWriter writer = new();
    private readonly Lock turn = new();
    private byte[] buffer = new byte[8192];
    private int start; // of what was received and not read
    private int end;
    private volatile bool usable = true;

    private GatewayConnection(Socket socket, string address, ConcurrentQueue<string> released)
    {
        this.socket = socket;
        this.address = address;
        this.released = released;
    }

    /// <summary>False after anything that leaves open which reply would be the next.</summary>
    public bool Usable => usable;

    /// <exception cref="GatewayException">Nobody listens there, the secret is wrong, or nothing sensible answered in time.</exception>
    public static GatewayConnection Open(string host, int port, string secret, TimeSpan patience, ConcurrentQueue<string> released)
    {
        var address = $"{host}:{port}";
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!socket.ConnectAsync(host, port).Wait(patience))
                throw new GatewayException($"The gateway of the JVM at {address} did not answer within {patience.TotalSeconds:0.#} s.");
            var connection = new GatewayConnection(socket, address, released);
            connection.Authenticate(secret, patience);
            return connection;
        }
        catch (AggregateException e) when (e.InnerException is SocketException cause)
        {
            socket.Dispose();
            throw new GatewayException($"Nothing answers at {address}, where the gateway of the JVM should be: {cause.Message}. The JVM has ended, or the port is another one's.", cause);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and waits for its reply, however long it takes.</summary>
    /// <exception cref="GatewayException">The connection ended, or the reply is none; the connection is of no use then.</exception>
    /// <exception cref="ArgumentException">An argument that Java cannot be handed; nothing was sent.</exception>
    public Reply Execute(ReadOnlySpan<string> head, ReadOnlySpan<object?> arguments, Func<string, JvmKind, JvmObject> adopt)
    {
        lock (turn)
        {
            Release();
            writer.Clear();
            writer.Write(head, arguments);
            var reply = Exchange(adopt);
            usable = !reply.Fatal;
            return reply;
        }
    }

    public void Dispose()
    {
        usable = false;
        socket.Dispose();
    }

    private void Authenticate(string secret, TimeSpan patience)
    {
        writer.Line("A");
        writer.EscapedLine(secret);
        socket.ReceiveTimeout = (int)patience.TotalMilliseconds;
        Reply reply;
        try
        {
            Send();
            reply = Parse(ReadLine(), (_, _) => throw new FormatException());
        }
        catch (GatewayException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock })
        {
            throw new GatewayException($"The gateway of the JVM at {address} took the secret and did not answer within {patience.TotalSeconds:0.#} s.", e);
        }
        catch (GatewayException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            throw Refused(e); // the server resets the connection after its refusal, which may be lost by that
        }
        if (reply.Failed)
            throw Refused(null);
        socket.ReceiveTimeout = 0;
    }

    // One after another: of several small replies to one packet each would wait for the ACK of the one before.
    private void Release()
    {
        for (var i = 0; i < ReleasesPerCommand && released.TryDequeue(out var id); i++)
        {
            writer.Clear();
            writer.Write(["m", "d", id], []);
            try
            {
                Exchange((_, _) => throw new FormatException());
                usable = true;
            }
            catch
            {
                released.Enqueue(id); // releasing twice does no harm: an id is never given again
                throw;
            }
        }
    }

    private Reply Exchange(Func<string, JvmKind, JvmObject> adopt)
    {
        usable = false; // until the reply has been read
        Send();
        return Parse(ReadLine(), adopt);
    }

    private GatewayException Refused(Exception? cause) =>
        new($"The gateway of the JVM at {address} refused the secret: it is another process's, or of an earlier start.", cause);

    private void Send()
    {
        try
        {
            for (var rest = writer.Written; !rest.IsEmpty;)
                rest = rest[socket.Send(rest.Span)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new GatewayException($"The connection to the JVM at {address} is closed: the JVM has ended, or the gateway was disposed.", e);
        }
    }

    private Reply Parse(ReadOnlySpan<byte> line, Func<string, JvmKind, JvmObject> adopt)
    {
        try
        {
            return ReplyParser.Parse(line, adopt);
        }
        catch (Exception e) when (e is FormatException or OverflowException or DecoderFallbackException)
        {
            throw NotPy4J(line);
        }
    }

    private GatewayException NotPy4J(ReadOnlySpan<byte> bytes) =>
        new($"What answers at {address} does not speak Py4J: it sent `{Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 60)])}`.");

    /// <summary>The next line without its end, valid until the next is read.</summary>
    private ReadOnlySpan<byte> ReadLine()
    {
        for (var searched = 0; ;)
        {
            var lineEnd = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                var line = buffer.AsSpan(start, searched + lineEnd);
                start += searched + lineEnd + 1;
                return line;
            }
            searched = end - start;
            if (searched > 0 && buffer[start] != '!')
                throw NotPy4J(buffer.AsSpan(start, searched)); // before all memory is filled with it
            Receive();
        }
    }

    private void Receive()
    {
        if (start == end)
        {
            start = end = 0;
            if (buffer.Length > KeptBytes)
                buffer = new byte[8192];
        }
        else if (end == buffer.Length)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                end -= start;
                start = 0;
            }
            else if (buffer.Length == Array.MaxLength)
            {
                throw new GatewayException($"The JVM at {address} sent a value of more than {Array.MaxLength:N0} bytes: read it in parts.");
            }
            else
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, Array.MaxLength));
            }
        }
        int received;
        try
        {
            AcknowledgeAtOnce();
            received = socket.Receive(buffer.AsSpan(end));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new GatewayException($"The connection to the JVM at {address} ended before its reply: the JVM has ended, or the gateway was disposed.", e);
        }
        if (received == 0)
        {
            throw new GatewayException(end == start
                ? $"The JVM at {address} closed the connection instead of a reply: it has ended."
                : $"The JVM at {address} closed the connection in the middle of a reply, after {end - start:N0} bytes: it has ended.");
        }
        end += received;
    }

    // The gateway writes in pieces of 8 KB and does not set TCP_NODELAY, so the last piece of a longer reply waits until we have acknowledged the one before,
    // which Linux puts off for 40 ms. The option does not last (tcp(7)), so it is set each time.
    private void AcknowledgeAtOnce()
    {
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(TcpLevel, TcpQuickAck, On);
    }
}
