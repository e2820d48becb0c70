using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Whether a text can be the default of a column: it must read as a value of the type without loss.</summary>
internal static partial class DefaultValue
{
    internal static bool Fits(string text, IcebergType type) => type.TypeId switch
    {
        TypeId.String => true,
        TypeId.Boolean => text is "true" or "false",
        TypeId.Int => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        TypeId.Long => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        TypeId.Float or TypeId.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number),
        TypeId.Decimal => FitsDecimal(text, (DecimalType)type),
        TypeId.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        TypeId.Timestamp => TimestampText().IsMatch(text) && DateTime.TryParse(text, CultureInfo.InvariantCulture, out _),
        TypeId.TimestampTz => TimestampTzText().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        TypeId.Uuid => Guid.TryParseExact(text, "D", out _),
        _ => false,
    };

    private static bool FitsDecimal(string text, DecimalType type)
    {
        if (DecimalText().Match(text) is not { Success: true } match)
            return false;
        var fraction = match.Groups[2].Value.TrimEnd('0');
        var unscaled = BigInteger.Parse(match.Groups[1].Value + fraction.PadRight(type.Scale, '0'), CultureInfo.InvariantCulture);
        return fraction.Length <= type.Scale && BigInteger.Abs(unscaled) < BigInteger.Pow(10, type.Precision);
    }

    [GeneratedRegex(@"^(-?[0-9]+)(?:\.([0-9]+))?$")]
    private static partial Regex DecimalText();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?$")]
    private static partial Regex TimestampText();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$")]
    private static partial Regex TimestampTzText();
}
