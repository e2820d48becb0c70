using System.Globalization;

namespace Paklog.Lakehouse.Testing;

/// <summary>Amounts and seeds of tests, which the environment may set.</summary>
public static class NumberSetting
{
    public static int Read(string name, int otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
