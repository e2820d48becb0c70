using System.Globalization;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Configuration;

/// <summary>A number of bytes as DuckDB reads it: MB is a million, MiB 2^20.</summary>
public static partial class ByteSize
{
    /// <summary>Null where it is no size.</summary>
    public static long? TryParse(string text)
    {
        var parts = Form().Match(text);
        if (!parts.Success)
            return null;
        var unit = parts.Groups["unit"].Value;
        var power = 1 + "KMGT".IndexOf(char.ToUpperInvariant(unit[0]), StringComparison.Ordinal);
        return (long)(double.Parse(parts.Groups["number"].Value, CultureInfo.InvariantCulture) * Math.Pow(unit.Length == 3 ? 1024 : 1000, power));
    }

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?) ?(?<unit>[KMGT]i?B)$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
