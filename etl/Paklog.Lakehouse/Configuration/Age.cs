using System.Globalization;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Configuration;

/// <summary>How old something is, as people write it: 3d, 36h, 90m, 0s.</summary>
public static partial class Age
{
    /// <summary>Null where it is no age.</summary>
    public static TimeSpan? TryParse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            return null;
        var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => TimeSpan.FromDays(number),
        };
    }

    [GeneratedRegex("^([0-9]{1,5})([smhd])$")]
    private static partial Regex Form();
}
