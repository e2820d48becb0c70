using System.Globalization;
using System.Numerics;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>Kafka Connect's Decimal as text.</summary>
internal static class Unscaled
{
    internal static string Text(byte[] bigEndian, int scale)
    {
        var number = new BigInteger(bigEndian, isUnsigned: false, isBigEndian: true);
        if (scale <= 0)
            return (number * BigInteger.Pow(10, -scale)).ToString(CultureInfo.InvariantCulture);
        var digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(number.Sign < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }
}
