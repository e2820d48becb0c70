using System.Collections;
using System.Globalization;
using System.Text;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Values as Spark SQL writes them (Spark SQL Reference, "Literals"); a session whose escapedStringLiterals is on reads the texts otherwise.</summary>
public static class SparkLiteral
{
    /// <summary>A text between single quotes: backslashes begin escapes in it, every other character stands for itself.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var quoted = new StringBuilder(text.Length + 2).Append('\'');
        foreach (var character in text)
        {
            _ = character switch
            {
                '\\' => quoted.Append(@"\\"),
                '\'' => quoted.Append(@"\'"),
                '\0' => quoted.Append(@"\u0000"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>A name between backticks.</summary>
    public static string Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return "`" + name.Replace("`", "``", StringComparison.Ordinal) + "`";
    }

    /// <summary>The value of a variable or parameter, with its type: a literal of the same value and type wherever it stands.</summary>
    /// <param name="value">null, string, bool, int, long, decimal, double, DateOnly, DateTimeOffset, DateTime (without zone), byte[] or a list of these.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static string Of(object? value) => value switch
    {
        null => "NULL",
        string text => Quote(text),
        bool truth => truth ? "true" : "false",
        int number => number == int.MinValue ? "(-2147483647 - 1)" : number.ToString(CultureInfo.InvariantCulture),
        long number => number == long.MinValue ? "(-9223372036854775807L - 1L)" : number.ToString(CultureInfo.InvariantCulture) + "L",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "BD",
        double number => double.IsFinite(number) ? string.Create(CultureInfo.InvariantCulture, $"{number:R}D") : string.Create(CultureInfo.InvariantCulture, $"double('{number}')"),
        DateOnly day => string.Create(CultureInfo.InvariantCulture, $"DATE'{day:yyyy-MM-dd}'"),
        DateTimeOffset instant => string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP_LTZ'{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00:00'"),
        DateTime time => string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP_NTZ'{time:yyyy-MM-dd HH:mm:ss.ffffff}'"),
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        IEnumerable list => $"array({string.Join(", ", list.Cast<object?>().Select(Of))})",
        _ => throw new ArgumentException($"A value of the type {value.GetType()} has no literal in Spark SQL.", nameof(value)),
    };
}
