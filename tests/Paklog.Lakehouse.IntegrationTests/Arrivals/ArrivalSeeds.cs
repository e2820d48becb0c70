using System.Globalization;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>Which cases to play: <c>PAKLOG_SEED</c> is the first seed, <c>PAKLOG_CASES</c> how many follow from it.</summary>
internal static class ArrivalSeeds
{
    /// <param name="cases">How many follow the first.</param>
    /// <param name="whenLong">How many in the long variants; the same where it is null.</param>
    public static IEnumerable<int> From(int first, int cases, int? whenLong = null) => Enumerable.Range(Number("PAKLOG_SEED") ?? first, Number("PAKLOG_CASES") ?? (NumberSetting.IsLong ? whenLong ?? cases : cases));

    private static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"{variable} is '{text}', which is no number: set it to one, or unset it.")
        : null;
}
