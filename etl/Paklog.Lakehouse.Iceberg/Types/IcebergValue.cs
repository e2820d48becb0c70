using System.Globalization;

namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>
/// How values of primitive types stand in memory, everywhere in this library, boxed and null for null:
/// boolean bool; int int; long long; float float; double double; decimal <see cref="Int128"/> (the unscaled value);
/// date int (days from 1970-01-01); time long (microseconds from midnight); timestamp and timestamptz long (microseconds from
/// 1970-01-01T00:00:00, for timestamptz in UTC); string string; uuid <see cref="Guid"/>; fixed and binary byte[].
/// </summary>
public static class IcebergValue
{
    private const long MicrosPerSecond = 1_000_000;
    private const long MicrosPerDay = 86_400 * MicrosPerSecond;

    /// <summary>Whether the value is represented as its type asks.</summary>
    public static bool IsOf(object value, IcebergType type) => type.TypeId switch
    {
        TypeId.Boolean => value is bool,
        TypeId.Int or TypeId.Date => value is int,
        TypeId.Long or TypeId.Time or TypeId.Timestamp or TypeId.TimestampTz => value is long,
        TypeId.Float => value is float,
        TypeId.Double => value is double,
        TypeId.Decimal => value is Int128,
        TypeId.String => value is string,
        TypeId.Uuid => value is Guid,
        TypeId.Fixed => value is byte[] bytes && bytes.Length == ((FixedType)type).Length,
        TypeId.Binary => value is byte[],
        _ => false,
    };

    /// <summary>
    /// The order of two values of one type, as bounds need it: strings by code point, bytes unsigned, -0.0 before +0.0 and NaN last
    /// (spec, "Data File Fields", note 2), uuids as unsigned big-endian bytes.
    /// </summary>
    public static int Compare(object left, object right) => (left, right) switch
    {
        (bool l, bool r) => l.CompareTo(r),
        (int l, int r) => l.CompareTo(r),
        (long l, long r) => l.CompareTo(r),
        (float l, float r) => CompareFloating(l, r),
        (double l, double r) => CompareFloating(l, r),
        (Int128 l, Int128 r) => l.CompareTo(r),
        (string l, string r) => CompareCodePoints(l, r),
        (Guid l, Guid r) => CompareGuids(l, r),
        (byte[] l, byte[] r) => l.AsSpan().SequenceCompareTo(r),
        _ => throw new ArgumentException($"Values of {left.GetType().Name} and {right.GetType().Name} have no order."),
    };

    /// <summary>A value as partition paths show it (bytes as base64, timestamps as ISO 8601).</summary>
    public static string ToHumanString(object? value, IcebergType type) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        int days when type.TypeId == TypeId.Date => DateText(days),
        long micros when type.TypeId == TypeId.Time => TimeText(micros),
        long micros when type.TypeId == TypeId.Timestamp => TimestampText(micros),
        long micros when type.TypeId == TypeId.TimestampTz => TimestampText(micros) + "+00:00",
        Int128 unscaled => DecimalText(unscaled, ((DecimalType)type).Scale),
        byte[] bytes => Convert.ToBase64String(bytes),
        Guid uuid => uuid.ToString("D"),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    internal static string DateText(int days)
    {
        var (year, month, day) = CivilDate.FromDays(days);
        return string.Create(CultureInfo.InvariantCulture, $"{(year < 0 ? "-" : year > 9999 ? "+" : "")}{Math.Abs((long)year):0000}-{month:00}-{day:00}");
    }

    internal static string TimeText(long micros)
    {
        var seconds = micros / MicrosPerSecond;
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}.{micros % MicrosPerSecond:000000}");
    }

    internal static string TimestampText(long micros)
    {
        var days = (micros / MicrosPerDay) - (micros % MicrosPerDay < 0 ? 1 : 0);
        return $"{DateText((int)days)}T{TimeText(micros - (days * MicrosPerDay))}";
    }

    internal static string DecimalText(Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = Int128.IsNegative(unscaled) ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }

    private static int CompareFloating(double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right))
        {
            return double.IsNaN(left).CompareTo(double.IsNaN(right));
        }

        return left == right ? double.IsNegative(right).CompareTo(double.IsNegative(left)) : left.CompareTo(right);
    }

    /// <summary>UTF-16 order differs from code point order where a surrogate meets a unit from U+E000 up.</summary>
    private static int CompareCodePoints(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        char l = left[common], r = right[common];
        return char.IsSurrogate(l) == char.IsSurrogate(r) ? l.CompareTo(r) : char.IsSurrogate(l) ? 1 : -1;
    }

    private static int CompareGuids(Guid left, Guid right)
    {
        Span<byte> l = stackalloc byte[16];
        Span<byte> r = stackalloc byte[16];
        left.TryWriteBytes(l, bigEndian: true, out _);
        right.TryWriteBytes(r, bigEndian: true, out _);
        return l.SequenceCompareTo(r);
    }
}
