using System.Globalization;
using System.Numerics;

namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>From what a reply held to what the caller asked for.</summary>
internal static class JvmValue
{
    /// <exception cref="OverflowException">A BigDecimal that decimal does not hold exactly.</exception>
    public static object? Plain(object? value) => value is JavaDecimal number ? Decimal(number) : value;

    public static T To<T>(object? value, string member)
    {
        if (value is T fits)
            return fits;
        if (value is null && default(T) is null)
            return default!;
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (Widened(value, type) is { } wider)
            return (T)wider;
        (value as JvmObject)?.Dispose();
        throw new InvalidCastException($"{member} gave {(value is null ? "null or nothing" : $"a {Describe(value)}")}, not a {type.Name}.");
    }

    private static object? Widened(object? value, Type type) => value switch
    {
        JavaDecimal number when type == typeof(string) => number.Digits,
        JavaDecimal number when type == typeof(decimal) || type == typeof(object) => Decimal(number),
        int or long or BigInteger when type == typeof(string) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        double number when type == typeof(string) => number.ToString("R", CultureInfo.InvariantCulture),
        int number when type == typeof(long) => (long)number,
        int number when type == typeof(double) => (double)number,
        int number when type == typeof(decimal) => (decimal)number,
        int number when type == typeof(BigInteger) => (BigInteger)number,
        int number when type == typeof(short) => checked((short)number),
        int number when type == typeof(sbyte) => checked((sbyte)number),
        long number when type == typeof(decimal) => (decimal)number,
        long number when type == typeof(BigInteger) => (BigInteger)number,
        double number when type == typeof(float) => (float)number,
        string { Length: 1 } text when type == typeof(char) => text[0],
        JvmObject number when type == typeof(BigInteger) => Integer(number),
        _ => null,
    };

    private static object? Integer(JvmObject number)
    {
        var digits = number.Call<string>("toString");
        number.Dispose();
        return BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    // decimal.Parse rounds silently what is too long.
    private static decimal Decimal(JavaDecimal number)
    {
        var digits = number.Digits;
        if (decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && (digits.Contains('E') || WithoutZeros(value.ToString(CultureInfo.InvariantCulture)) == WithoutZeros(digits)))
            return value;
        throw new OverflowException($"The BigDecimal {digits} has more digits than .NET's decimal holds; Call<string> gives them.");
    }

    private static string WithoutZeros(string digits) => digits.Contains('.') ? digits.TrimEnd('0').TrimEnd('.') : digits;

    private static string Describe(object value) => value is JvmObject reference ? $"Java {reference.Kind}" : value is JavaDecimal ? "BigDecimal" : value.GetType().Name;
}
