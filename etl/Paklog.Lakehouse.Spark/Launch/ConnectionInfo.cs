using System.Buffers.Binary;
using System.Text;

namespace Paklog.Lakehouse.Spark.Launch;

/// <summary>
/// The file in which Spark's PythonGatewayServer says where it listens: the port, the length of the secret (both four bytes, the highest first), the
/// secret in UTF-8. It is written under another name and moved, so it is there whole or not at all.
/// </summary>
internal sealed record ConnectionInfo(int Port, string Secret)
{
    /// <exception cref="SparkLaunchException">It is not such a file.</exception>
    public static ConnectionInfo Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 8 || BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)) != bytes.Length - 8)
            throw new SparkLaunchException($"Spark wrote {bytes.Length} bytes to say where its gateway is, and they are no port with a secret: this version of Spark is not known here.");
        return new ConnectionInfo(BinaryPrimitives.ReadInt32BigEndian(bytes), Encoding.UTF8.GetString(bytes.AsSpan(8)));
    }
}
