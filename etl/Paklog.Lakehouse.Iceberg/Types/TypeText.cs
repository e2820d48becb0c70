using System.Globalization;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>The type strings of spec Appendix C.</summary>
internal static partial class TypeText
{
    private static readonly Dictionary<string, PrimitiveType> Simple = new PrimitiveType[]
    {
        IcebergType.Boolean, IcebergType.Int, IcebergType.Long, IcebergType.Float, IcebergType.Double, IcebergType.Date, IcebergType.Time,
        IcebergType.Timestamp, IcebergType.TimestampTz, IcebergType.String, IcebergType.Uuid, IcebergType.Binary,
    }.ToDictionary(type => type.ToString());

    internal static PrimitiveType Parse(string text)
    {
        if (Simple.TryGetValue(text, out var simple))
        {
            return simple;
        }

        if (DecimalText().Match(text) is { Success: true } number)
        {
            return new DecimalType(Number(number, 1, text), Number(number, 2, text));
        }

        if (FixedText().Match(text) is { Success: true } bytes)
        {
            return new FixedType(Number(bytes, 1, text));
        }

        throw IsOfFormat3(text)
            ? IcebergException.Unsupported($"The type '{text}' belongs to Iceberg format v3, which is not read or written here.")
            : IcebergException.InvalidData($"'{text}' is not an Iceberg type.");
    }

    internal static bool IsOfFormat3(string text) =>
        text is "timestamp_ns" or "timestamptz_ns" or "unknown" or "variant"
        || text.StartsWith("geometry", StringComparison.Ordinal)
        || text.StartsWith("geography", StringComparison.Ordinal);

    private static int Number(Match match, int group, string text) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw IcebergException.InvalidData($"'{text}' is not an Iceberg type: {match.Groups[group].Value} is too large.");

    [GeneratedRegex(@"^decimal\(\s*([0-9]+)\s*,\s*([0-9]+)\s*\)$")]
    private static partial Regex DecimalText();

    [GeneratedRegex(@"^fixed\[\s*([0-9]+)\s*\]$")]
    private static partial Regex FixedText();
}
