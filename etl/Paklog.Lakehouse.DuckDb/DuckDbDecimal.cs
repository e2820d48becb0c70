using System.Globalization;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>A DECIMAL, exact for all its 38 digits: the number is <paramref name="Unscaled"/> / 10^<paramref name="Scale"/>.</summary>
/// <param name="Unscaled">The digits without the point.</param>
/// <param name="Width">The digits of the type, 1 to 38.</param>
/// <param name="Scale">The digits behind the point, at most <paramref name="Width"/>.</param>
public readonly record struct DuckDbDecimal(Int128 Unscaled, byte Width, byte Scale)
{
    public const int MaxWidth = 38;

    private static readonly Int128 MaxMantissa = (Int128)new UInt128(0xFFFFFFFF, ulong.MaxValue);

    /// <summary>The narrowest DECIMAL that holds the number with its own scale; 1.50m keeps its two digits.</summary>
    public static DuckDbDecimal From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var unscaled = value < 0 ? -(Int128)magnitude : (Int128)magnitude;
        return new DuckDbDecimal(unscaled, (byte)Math.Max(Math.Max(Digits(unscaled), value.Scale), 1), value.Scale);
    }

    /// <summary>
    /// The same number as a .NET decimal, which holds 96 bits and 28 digits behind the point; false when it does not fit.
    /// Zeros at the end are given up where that makes it fit.
    /// </summary>
    public bool TryToDecimal(out decimal value)
    {
        var (unscaled, scale) = (Unscaled, Scale);
        while (scale > 0 && (scale > 28 || Int128.Abs(unscaled) > MaxMantissa) && unscaled % 10 == 0)
            (unscaled, scale) = (unscaled / 10, (byte)(scale - 1));
        if (unscaled == 0)
            scale = Math.Min(scale, (byte)28);
        var magnitude = Int128.Abs(unscaled);
        var fits = scale <= 28 && magnitude <= MaxMantissa;
        value = fits ? new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), unscaled < 0, scale) : 0;
        return fits;
    }

    /// <exception cref="OverflowException">The number has more digits than a .NET decimal holds.</exception>
    public decimal ToDecimal() => TryToDecimal(out var value)
        ? value
        : throw new OverflowException($"{this} has more digits than System.Decimal holds; use {nameof(Unscaled)} and {nameof(Scale)}.");

    /// <summary>All digits, with exactly <see cref="Scale"/> of them behind the point.</summary>
    public override string ToString()
    {
        var digits = Int128.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var text = Scale == 0 ? digits : $"{digits[..^Scale]}.{digits[^Scale..]}";
        return Unscaled < 0 ? "-" + text : text;
    }

    private static int Digits(Int128 value) => value == 0 ? 1 : Int128.Abs(value).ToString(CultureInfo.InvariantCulture).Length;
}
