using System.Net;
using System.Net.Sockets;
using System.Text;
using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// A result that a thread of the driver serves once on a socket of the loopback address, behind a secret: what Spark's Python functions give is
/// [port, secret, server] (Spark: <c>SocketAuthServer</c>, <c>SocketAuthHelper</c>). Disposing it early stops the work.
/// </summary>
internal sealed class ServedResult : IDisposable
{
    private readonly JvmCaller jvm;
    private readonly JvmObject server;
    private readonly TcpClient client = new();
    private readonly Duplex stream;

    public ServedResult(JvmCaller jvm, JvmObject served)
    {
        this.jvm = jvm;
        if (served.GetElement(0) is not int port)
            throw new NotSupportedException("Spark serves results on a Unix socket, which is not read here: unset spark.python.unix.domain.socket.enabled.");
        string secret = (string)served.GetElement(1)!;
        server = (JvmObject)served.GetElement(2)!;
        served.Dispose();
        client.NoDelay = true;
        client.Connect(IPAddress.Loopback, port);
        stream = new Duplex(client.GetStream());
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        BigEndian.Write(stream, bytes.Length);
        stream.Write(bytes);
        stream.Flush();
        byte[] reply = new byte[BigEndian.Int32(stream)];
        stream.ReadExactly(reply);
        if (!reply.AsSpan().SequenceEqual("ok"u8))
            throw new InvalidDataException("Spark did not accept the secret that it gave for its result.");
    }

    /// <summary>Reads a part, or all that there is: then it waits for the work and throws what failed, since Spark ends a stream that failed like any other.</summary>
    /// <exception cref="SparkException">The query failed.</exception>
    public T Read<T>(Func<Stream, T> read, bool completes = true)
    {
        try
        {
            T result = read(stream);
            if (completes)
                Complete();
            return result;
        }
        catch (IOException)
        {
            Complete();
            throw;
        }
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    private void Complete() => jvm.Run(server, "getResult");

    /// <summary>Reads through a buffer and writes without one.</summary>
    private sealed class Duplex(NetworkStream network) : Stream
    {
        private readonly BufferedStream input = new(network, 1 << 16);

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => input.Read(buffer);

        public override void Write(byte[] buffer, int offset, int count) => network.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => network.Write(buffer);

        public override void Flush() => network.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
