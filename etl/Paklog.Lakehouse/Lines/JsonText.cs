using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Lines;

/// <summary>
/// Reads a JSON text. The engine's reader allows more than JSON: a comma behind the last member, and NaN and Infinity, which Python writes; so does this one, that a line means the same whoever reads it.
/// </summary>
internal static partial class JsonText
{
    /// <summary>Stands before NaN and Infinity in the texts that stand for them while they are read; no line can hold it, since nobody knows it.</summary>
    public static string NoNumber { get; } = $"\0{Guid.NewGuid():N}:";

    /// <summary>A column of type JSON may be nested to any depth.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = int.MaxValue, AllowTrailingCommas = true };

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue, AllowTrailingCommas = true };

    /// <summary>The value, or null where the bytes are no single JSON value. The caller disposes of it.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            if (text.Span.IndexOf("\\u"u8) >= 0)
                RequirePairs(text.Span);
            return JsonDocument.Parse(text, Options);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return text.Span.IndexOfAny("nNiI"u8) >= 0 && MayHoldNoNumbers(text.Span) ? ParseNoNumbers(text) : null;
        }
    }

    /// <summary>The JSON object that a text holds, or null where it holds none.</summary>
    public static JsonElement? Object(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
            return null;
        try
        {
            using var document = Parse(Encoding.UTF8.GetBytes(text));
            return document?.RootElement is { ValueKind: JsonValueKind.Object } element ? element.Clone() : null;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Half a pair of surrogates is let through until the text is asked for.</summary>
    private static void RequirePairs(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, ReaderOptions);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                reader.GetString();
        }
    }

    private static bool MayHoldNoNumbers(ReadOnlySpan<byte> text) =>
        text.IndexOf("NaN"u8) >= 0 || text.IndexOf("nan"u8) >= 0 || text.IndexOf("Inf"u8) >= 0 || text.IndexOf("inf"u8) >= 0 || text.IndexOf("NAN"u8) >= 0 || text.IndexOf("INF"u8) >= 0;

    private static JsonDocument? ParseNoNumbers(ReadOnlyMemory<byte> text)
    {
        var numbers = Literals().Replace(Encoding.UTF8.GetString(text.Span), match => match.Groups[1].Success ? $"\"{NoNumber.Replace("\0", "\\u0000", StringComparison.Ordinal)}{Canonical(match.Groups[1].Value)}\"" : match.Value);
        try
        {
            var bytes = Encoding.UTF8.GetBytes(numbers);
            RequirePairs(bytes);
            return JsonDocument.Parse(bytes, Options);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>As the engine writes them.</summary>
    private static string Canonical(string literal) => literal[^1] is 'n' or 'N' && !literal.Contains('i', StringComparison.OrdinalIgnoreCase) ? "NaN" : literal[0] == '-' ? "-Infinity" : "Infinity";

    /// <summary>A text, or one of the literals, which is the group.</summary>
    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|(?<![A-Za-z0-9_.])(-?(?:nan|inf(?:inity)?))(?![A-Za-z0-9_])
        """, RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Literals();
}
