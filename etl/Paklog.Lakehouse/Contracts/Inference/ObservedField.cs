using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>What the values of one field looked like.</summary>
internal sealed partial class ObservedField
{
    private long integers;
    private long numbers;
    private long booleans;
    private long texts;
    private long arrays;
    private long variableDecimals;
    private long objects;
    private long jsonTexts;
    private long dates;
    private long timestamps;
    private long zonedTimestamps;
    private long decimalTexts;
    private long base64Texts;
    private long specials;
    private int scale = -1;
    private bool oneScale = true;
    private int wholeDigits;
    private int fractionDigits;
    private int base64Digits;
    private decimal least = decimal.MaxValue;
    private decimal greatest = decimal.MinValue;
    private ObservedField? elements;

    internal long Nulls { get; private set; }

    internal long Values => integers + numbers + booleans + texts + arrays + objects + specials;

    internal bool HasTexts => texts > 0;

    /// <summary>Whether every text is a number in digits that a column of this precision and scale can hold.</summary>
    internal bool AreDigits(int precision, int scale) => decimalTexts == texts && wholeDigits <= precision - scale && fractionDigits <= scale;

    /// <summary>Whether every text is the base64 of an unscaled number of no more than this many digits, in as few bytes as Java writes it.</summary>
    internal bool AreUnscaled(int precision) => base64Texts == texts && base64Digits <= precision;

    /// <summary>The kinds of JSON that were seen, for messages.</summary>
    internal string Kinds => string.Join(
        ", ",
        new[] { (integers, "integers"), (numbers, "numbers with fraction"), (booleans, "booleans"), (texts + specials, "texts"), (arrays, "arrays"), (objects, "objects") }
            .Where(kind => kind.Item1 > 0).Select(kind => kind.Item2));

    internal void Add(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                Nulls++;
                break;
            case JsonValueKind.True or JsonValueKind.False:
                booleans++;
                break;
            case JsonValueKind.Number:
                AddNumber(value);
                break;
            case JsonValueKind.String:
                AddText(value.GetString()!);
                break;
            case JsonValueKind.Array:
                arrays++;
                elements ??= new ObservedField();
                foreach (var element in value.EnumerateArray())
                    elements.Add(element);
                break;
            default:
                objects++;
                if (value.TryGetProperty("scale", out _) && value.TryGetProperty("value", out _) && value.EnumerateObject().Count() == 2)
                    variableDecimals++;
                break;
        }
    }

    /// <summary>The type and encoding that fit all values, and what was guessed for it.</summary>
    internal (IcebergType Type, ColumnEncoding Encoding, string Guess) Guess(string name)
    {
        var seen = string.Create(CultureInfo.InvariantCulture, $"from {Values} values");
        if (Values == 0)
            return (IcebergType.String, ColumnEncoding.Plain, "no value was seen, so it may be anything");
        if (booleans == Values)
            return (IcebergType.Boolean, ColumnEncoding.Plain, seen);
        if (integers == Values)
            return GuessInteger(name, seen);
        if (integers + numbers > 0 && integers + numbers + specials == Values)
            return (IcebergType.Double, ColumnEncoding.Plain, specials > 0 ? $"numbers, NaN and infinity, {seen}" : $"numbers with fraction, {seen}");
        if (texts + specials == Values)
            return GuessText(seen);
        if (arrays == Values)
            return GuessArray(name, seen);
        if (variableDecimals == Values)
            return (IcebergType.String, new ColumnEncoding(EncodingKind.DecimalVariable), $"NUMERIC without precision, {seen}");
        return (IcebergType.String, new ColumnEncoding(EncodingKind.JsonText), $"{Kinds}, {seen}");
    }

    private (IcebergType Type, ColumnEncoding Encoding, string Guess) GuessArray(string name, string seen)
    {
        var (type, encoding, _) = elements!.Guess(name);
        return (ListType.Of(type), new ColumnEncoding(EncodingKind.Array, Element: encoding == ColumnEncoding.Plain ? null : encoding), $"elements as they were, {seen}");
    }

    private (IcebergType Type, ColumnEncoding Encoding, string Guess) GuessInteger(string name, string seen)
    {
        // Years 1990 to 2100 in the units of Debezium: 5 digits of days, 12 to 19 of the rest; the name must agree.
        var timely = TimeName().IsMatch(name);
        if (timely && Within(600_000_000_000m, 4_200_000_000_000m))
            return (IcebergType.Timestamp, new ColumnEncoding(EncodingKind.EpochMillis), $"milliseconds by name and size, {seen}");
        if (timely && Within(600_000_000_000_000m, 4_200_000_000_000_000m))
            return (IcebergType.Timestamp, new ColumnEncoding(EncodingKind.EpochMicros), $"microseconds by name and size, {seen}");
        if (timely && Within(600_000_000_000_000_000m, 4_200_000_000_000_000_000m))
            return (IcebergType.Timestamp, new ColumnEncoding(EncodingKind.EpochNanos), $"nanoseconds by name and size, {seen}");
        if (DateName().IsMatch(name) && Within(7_300m, 47_500m))
            return (IcebergType.Date, new ColumnEncoding(EncodingKind.EpochDays), $"days by name and size, {seen}");
        return least < long.MinValue || greatest > long.MaxValue
            ? (IcebergType.Decimal(DecimalType.MaxPrecision, 0), ColumnEncoding.Plain, $"integers beyond 64 bits, {seen}")
            : (IcebergType.Long, ColumnEncoding.Plain, $"an unsigned column, an interval or a time would look the same, {seen}");

        bool Within(decimal low, decimal high) => least >= low && greatest <= high;
    }

    private (IcebergType Type, ColumnEncoding Encoding, string Guess) GuessText(string seen)
    {
        if (texts > 0 && zonedTimestamps == texts)
            return (IcebergType.TimestampTz, new ColumnEncoding(EncodingKind.Iso), seen);
        if (texts > 0 && timestamps == texts)
            return (IcebergType.Timestamp, new ColumnEncoding(EncodingKind.Iso), seen);
        if (texts > 0 && dates == texts)
            return (IcebergType.Date, new ColumnEncoding(EncodingKind.Iso), seen);
        if (texts > 0 && decimalTexts == texts && oneScale && scale > 0 && wholeDigits + scale <= DecimalType.MaxPrecision)
        {
            var precision = Math.Max(wholeDigits + scale, Math.Min(18, DecimalType.MaxPrecision));
            return (IcebergType.Decimal(precision, scale), new ColumnEncoding(EncodingKind.DecimalText), $"always {scale} fraction digits; the precision is not in the values, {seen}");
        }

        if (texts > 0 && decimalTexts == texts && !oneScale)
            return (IcebergType.String, new ColumnEncoding(EncodingKind.NumericText), $"numbers with varying fraction digits, {seen}");
        return texts > 0 && jsonTexts == texts
            ? (IcebergType.String, new ColumnEncoding(EncodingKind.JsonText), seen)
            : (IcebergType.String, ColumnEncoding.Plain, $"base64 of bytes or decimals would look the same, {seen}");
    }

    private void AddNumber(JsonElement value)
    {
        if (!value.TryGetDecimal(out var number) || value.GetRawText().AsSpan().ContainsAny(".eE"))
        {
            numbers++;
            return;
        }

        integers++;
        least = Math.Min(least, number);
        greatest = Math.Max(greatest, number);
    }

    private void AddText(string text)
    {
        if (SpecialText().IsMatch(text))
        {
            specials++;
            return;
        }

        if (text == Decoders.Placeholder)
            return;
        texts++;
        AddBase64(text);
        if (ZonedTimestampText().IsMatch(text))
            zonedTimestamps++;
        else if (TimestampText().IsMatch(text))
            timestamps++;
        else if (DateText().IsMatch(text))
            dates++;
        else if (text.StartsWith('{') || text.StartsWith('['))
            jsonTexts++;
        else if (DecimalText().Match(text) is { Success: true } match)
            AddDecimal(match.Groups[1].Length, match.Groups[2].Length);
    }

    private void AddDecimal(int whole, int fraction)
    {
        decimalTexts++;
        oneScale &= scale == -1 || scale == fraction;
        scale = fraction;
        wholeDigits = Math.Max(wholeDigits, whole);
        fractionDigits = Math.Max(fractionDigits, fraction);
    }

    private void AddBase64(string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (text.Length is 0 or > 64 || !Convert.TryFromBase64String(text, bytes, out var length) || length == 0)
            return;
        var number = new BigInteger(bytes[..length], isUnsigned: false, isBigEndian: true);
        if (number.GetByteCount() != length)
            return;
        base64Texts++;
        base64Digits = Math.Max(base64Digits, BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).Length);
    }

    [GeneratedRegex("(_at|_on|_time|_ts|date|timestamp)$|^(time|ts)$", RegexOptions.IgnoreCase)]
    private static partial Regex TimeName();

    [GeneratedRegex("(date|day|_on)$", RegexOptions.IgnoreCase)]
    private static partial Regex DateName();

    [GeneratedRegex(@"^[+-]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-9]{2})$")]
    private static partial Regex ZonedTimestampText();

    [GeneratedRegex(@"^[+-]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?$")]
    private static partial Regex TimestampText();

    /// <summary>The words of <see cref="DecoderSql"/>.</summary>
    [GeneratedRegex("^([+-]?(nan|inf|infinity)|(positive|negative)_infinity)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SpecialText();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    private static partial Regex DateText();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(?:\.([0-9]+))?$")]
    private static partial Regex DecimalText();
}
