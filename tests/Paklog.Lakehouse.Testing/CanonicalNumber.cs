using System.Globalization;

namespace Paklog.Lakehouse.Testing;

/// <summary>Canonical text of numbers, exact at any length.</summary>
internal static class CanonicalNumber
{
    /// <summary>Plain digits of a whole number.</summary>
    public static string Integer(string text)
    {
        var plain = Decimal(text);
        return plain.Contains('.') || text.AsSpan().ContainsAny('e', 'E')
            ? throw new FormatException($"'{text}' is not written as a whole number.")
            : plain;
    }

    /// <summary>Plain digits, no exponent, no zeros before the whole part or behind the fraction; zero has no sign.</summary>
    public static string Decimal(string text)
    {
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
            rest = rest[1..];
        var exponent = 0;
        var e = rest.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            exponent = int.Parse(rest[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            rest = rest[..e];
        }
        var dot = rest.IndexOf('.');
        var whole = dot < 0 ? rest : rest[..dot];
        var fraction = dot < 0 ? [] : rest[(dot + 1)..];
        if (whole.IsEmpty || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9') || (dot >= 0 && fraction.IsEmpty))
            throw new FormatException($"'{text}' is no number.");
        var digits = string.Concat(whole, fraction);
        var point = whole.Length + exponent;
        if (point < 0)
        {
            digits = new string('0', -point) + digits;
            point = 0;
        }
        if (point > digits.Length)
            digits = digits.PadRight(point, '0');
        var left = digits[..point].TrimStart('0');
        var right = digits[point..].TrimEnd('0');
        if (left.Length == 0 && right.Length == 0)
            return "0";
        return (negative ? "-" : "") + (left.Length == 0 ? "0" : left) + (right.Length == 0 ? "" : "." + right);
    }

    /// <summary>The shortest text that reads back as the same 64 bits.</summary>
    public static string Double(string text) =>
        double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
}
