using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Paklog.Lakehouse.Queries;

/// <summary>Writes objects as JSON lines, in UTF-8, buffered.</summary>
public sealed class JsonLines : IDisposable
{
    private const int FlushedBytes = 1 << 16;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> buffer = new(FlushedBytes * 2);
    private readonly Stream stream;
    private readonly Utf8JsonWriter writer;

    public JsonLines(Stream stream)
    {
        this.stream = stream;
        writer = new Utf8JsonWriter(buffer, Options);
    }

    public void Write(Action<Utf8JsonWriter> members)
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset();
        buffer.Write("\n"u8);
        if (buffer.WrittenCount > FlushedBytes)
            Flush();
    }

    public void Dispose()
    {
        Flush();
        writer.Dispose();
    }

    private void Flush()
    {
        stream.Write(buffer.WrittenSpan);
        stream.Flush();
        buffer.ResetWrittenCount();
    }
}
