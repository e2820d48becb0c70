using System.Buffers;
using System.Globalization;
using System.Text;

namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>Writes Py4J commands: UTF-8, a part a line, the parts of an argument with a letter of its type before the text (py4j.Protocol).</summary>
internal sealed class CommandWriter
{
    // Longer buffers are not kept for the next command.
    private const int KeptBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\n\r");

    private ArrayBufferWriter<byte> buffer = new(1024);

    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    public void Clear()
    {
        if (buffer.Capacity > KeptBytes)
            buffer = new ArrayBufferWriter<byte>(1024);
        else
            buffer.ResetWrittenCount();
    }

    /// <summary>A command: its head as it is, its arguments by type, its end.</summary>
    public void Write(ReadOnlySpan<string> head, ReadOnlySpan<object?> arguments)
    {
        foreach (var part in head)
            Line(part);
        foreach (var argument in arguments)
            Argument(argument);
        Line("e");
    }

    /// <summary>A line as it is. A line end in a name would begin a command of its own.</summary>
    /// <exception cref="ArgumentException">It has one.</exception>
    public void Line(string text)
    {
        if (text.AsSpan().ContainsAny('\n', '\r'))
            throw new ArgumentException($"A name of a Java class, method or field has no line ends: '{text}'.");
        Text(text);
        End();
    }

    public void EscapedLine(string text)
    {
        EscapedText(text);
        End();
    }

    private void Argument(object? value)
    {
        switch (value)
        {
            case null: Text("n"); break;
            case string text: Text("s"); EscapedText(text); break;
            case bool truth: Text(truth ? "btrue" : "bfalse"); break;
            case int number: Text("i"); Text(number.ToString(CultureInfo.InvariantCulture)); break;
            case long number: Text("L"); Text(number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: Text("d"); Text(number.ToString("R", CultureInfo.InvariantCulture)); break; // NaN and Infinity are Java's words, too
            case decimal number: Text("D"); Text(number.ToString(CultureInfo.InvariantCulture)); break;
            case byte[] bytes: Text("j"); Text(Convert.ToBase64String(bytes)); break;
            case JvmObject reference: Text("r"); Text(reference.Reference.Id); break;
            default:
                throw new ArgumentException($"A {value.GetType()} cannot be handed to Java: null, bool, int, long, double, decimal, BigInteger, string, byte[] and JvmObject can.");
        }
        End();
    }

    private void EscapedText(string text)
    {
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny(Escaped); at >= 0; at = rest.IndexOfAny(Escaped))
        {
            Text(rest[..at]);
            Text(rest[at] switch { '\\' => "\\\\", '\n' => "\\n", _ => "\\r" });
            rest = rest[(at + 1)..];
        }
        Text(rest);
    }

    private void Text(ReadOnlySpan<char> text)
    {
        try
        {
            StrictUtf8.GetBytes(text, buffer);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("A string with half of a surrogate pair has no UTF-8, so it cannot be handed to Java unchanged.", e);
        }
    }

    private void End() => buffer.Write("\n"u8);
}
