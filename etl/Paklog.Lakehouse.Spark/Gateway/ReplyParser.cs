using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>Reads one line of the gateway: <c>!</c>, whether it went well, a letter of the type, the value (py4j.Protocol, py4j.ReturnObject).</summary>
internal static class ReplyParser
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="line">Without its line end.</param>
    /// <param name="adopt">Makes an object of a reference's id and kind.</param>
    /// <exception cref="FormatException">It is no reply.</exception>
    public static Reply Parse(ReadOnlySpan<byte> line, Func<string, JvmKind, JvmObject> adopt)
    {
        if (line.Length < 2 || line[0] != '!')
            throw new FormatException();
        var fatal = line[1] == 'z';
        var failed = fatal || line[1] == 'x';
        if (!failed && line[1] != 'y')
            throw new FormatException();
        if (line.Length == 2)
            return failed ? new Reply(true, fatal, null) : throw new FormatException();
        return new Reply(failed, fatal, Value((char)line[2], line[3..], adopt));
    }

    private static object? Value(char type, ReadOnlySpan<byte> text, Func<string, JvmKind, JvmObject> adopt) => type switch
    {
        'n' or 'v' => null,
        's' => Unescape(StrictUtf8.GetString(text)),
        'b' => text.SequenceEqual("true"u8) || (text.SequenceEqual("false"u8) ? false : throw new FormatException()),
        'i' => Number(StrictUtf8.GetString(text)),
        'L' => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        'd' => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        'D' => new JavaDecimal(StrictUtf8.GetString(text)),
        'j' => Bytes(text),
        'r' => Reference(JvmKind.Object, text, adopt),
        'l' => Reference(JvmKind.List, text, adopt),
        'h' => Reference(JvmKind.Set, text, adopt),
        'a' => Reference(JvmKind.Map, text, adopt),
        't' => Reference(JvmKind.Array, text, adopt),
        'g' => Reference(JvmKind.Iterator, text, adopt),
        'o' or 'm' or 'c' or 'p' => new NoValue(type),
        _ => throw new FormatException(),
    };

    private static JvmObject Reference(JvmKind kind, ReadOnlySpan<byte> id, Func<string, JvmKind, JvmObject> adopt) =>
        id.IsEmpty ? throw new FormatException() : adopt(StrictUtf8.GetString(id), kind);

    // Every java.lang.Number that Py4J does not know is sent as an integer by its toString (py4j.Protocol.getPrimitiveType): Short and AtomicLong, and
    // Scala's BigInt and BigDecimal.
    private static object Number(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
            return small;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large))
            return large;
        if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var huge))
            return huge;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw new FormatException();
        return new JavaDecimal(text);
    }

    private static byte[] Bytes(ReadOnlySpan<byte> base64)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        if (Base64.DecodeFromUtf8(base64, bytes, out _, out var written) != OperationStatus.Done)
            throw new FormatException();
        return written == bytes.Length ? bytes : bytes[..written];
    }

    private static string Unescape(string text)
    {
        var at = text.IndexOf('\\', StringComparison.Ordinal);
        if (at < 0)
            return text;
        var plain = new StringBuilder(text.Length);
        var from = 0;
        for (; at >= 0; at = text.IndexOf('\\', from))
        {
            if (at + 1 == text.Length)
                throw new FormatException();
            plain.Append(text, from, at - from).Append(text[at + 1] switch { 'n' => '\n', 'r' => '\r', var other => other });
            from = at + 2;
            if (from == text.Length)
                break;
        }
        return plain.Append(text, from, text.Length - from).ToString();
    }
}
