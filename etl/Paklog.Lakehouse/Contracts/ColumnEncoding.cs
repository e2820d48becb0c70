using System.Globalization;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Contracts;

/// <summary>An encoding with its parts: the scale of <see cref="EncodingKind.DecimalBase64"/> and the elements of <see cref="EncodingKind.Array"/>.</summary>
/// <param name="Scale">The digits behind the point that the source wrote; null where it is the scale of the column's type.</param>
public sealed partial record ColumnEncoding(EncodingKind Kind, int? Scale = null, ColumnEncoding? Element = null)
{
    private static readonly Dictionary<string, EncodingKind> Names = Enum.GetValues<EncodingKind>().ToDictionary(Name);

    public static ColumnEncoding Plain { get; } = new(EncodingKind.Plain);

    /// <summary>The names that a contract may use, for error messages.</summary>
    internal static IEnumerable<string> KnownNames => Names.Keys;

    /// <summary>Reads <c>epoch-micros</c>, <c>decimal-base64(4)</c>, <c>array&lt;epoch-days&gt;</c>; null when the text is no encoding.</summary>
    public static ColumnEncoding? Parse(string text)
    {
        if (Names.TryGetValue(text, out var kind))
            return new ColumnEncoding(kind);
        if (ScaledText().Match(text) is { Success: true } scaled)
            return new ColumnEncoding(EncodingKind.DecimalBase64, int.Parse(scaled.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        return ArrayText().Match(text) is { Success: true } array && Parse(array.Groups[1].Value) is { } element
            ? new ColumnEncoding(EncodingKind.Array, Element: element)
            : null;
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        Name(Kind) + (Scale is { } scale ? string.Create(CultureInfo.InvariantCulture, $"({scale})") : "") + (Element is { } element ? $"<{element}>" : "");

    private static string Name(EncodingKind kind) => UpperCase().Replace(kind.ToString(), "-$0").TrimStart('-').ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperCase();

    [GeneratedRegex(@"^decimal-base64\(([0-9]{1,2})\)$")]
    private static partial Regex ScaledText();

    [GeneratedRegex("^array<(.+)>$")]
    private static partial Regex ArrayText();
}
