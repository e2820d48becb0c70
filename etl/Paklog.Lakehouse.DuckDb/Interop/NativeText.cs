using System.Runtime.InteropServices;
using System.Text;

namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>Text at the border: strict UTF-8, because the engine refuses or stores what .NET would silently replace.</summary>
internal static unsafe class NativeText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-8 with a NUL behind it.</summary>
    /// <exception cref="ArgumentException">The text holds NUL, at which the engine would silently stop, or half a surrogate pair.</exception>
    public static byte[] Terminated(string text, string what)
    {
        if (text.Contains('\0'))
            throw new ArgumentException($"The {what} holds a NUL character, which DuckDB would take for its end; bind it as a value instead.");
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length) + 1];
        var length = Encode(text, bytes, what);
        bytes[length] = 0;
        return bytes;
    }

    /// <summary>Writes the UTF-8 of a text and gives its length in bytes.</summary>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair.</exception>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> target, string what)
    {
        try
        {
            return Strict.GetBytes(text, target);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"The {what} is not valid Unicode: half a surrogate pair stands at index {error.Index}.", error);
        }
    }

    public static string Read(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>Reads a text that the engine has allocated for us and frees it; null for a null pointer.</summary>
    public static string? Take(byte* text)
    {
        if (text == null)
            return null;
        var result = Read(text);
        NativeMethods.Free(text);
        return result;
    }
}
