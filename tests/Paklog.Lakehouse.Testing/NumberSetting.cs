using System.Globalization;

namespace Paklog.Lakehouse.Testing;

/// <summary>Amounts and seeds of tests, which the environment may set.</summary>
public static class NumberSetting
{
    /// <summary>Whether the long variants are asked for (PAKLOG_LONG=1): more seeds, kills and lines of the same proofs.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("PAKLOG_LONG") == "1";

    /// <param name="otherwise">Where the variable is not set.</param>
    /// <param name="whenLong">The same for the long variants.</param>
    public static int Read(string name, int otherwise, int whenLong) => Read(name, IsLong ? whenLong : otherwise);

    public static int Read(string name, int otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
