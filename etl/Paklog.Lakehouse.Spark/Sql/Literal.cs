using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Values of .NET as literals of Spark, of exactly the type that they have here.</summary>
internal static class Literal
{
    public static Column Of(object? value) => value switch
    {
        null or bool or int or long or double or decimal or string or byte[] => Functions.Call("lit", value),
        sbyte or byte or short or ushort or uint or float => Number(value),
        char letter => Functions.Call("lit", letter.ToString()),
        SqlDecimal number => Functions.Call("lit", number.ToString()).Cast($"decimal({number.Precision},{number.Scale})"),
        DateOnly date => Functions.Call("lit", new LocalTime("java.time.LocalDate", Iso(date.ToDateTime(TimeOnly.MinValue), "yyyy-MM-dd"))),
        Date date => Of(DateOnly.FromDateTime(date.ToDateTime())),
        DateTimeOffset instant => Instant(instant.UtcDateTime),
        DateTime { Kind: not DateTimeKind.Unspecified } instant => Instant(instant.ToUniversalTime()),
        DateTime time => Functions.Call("lit", new LocalTime("java.time.LocalDateTime", Iso(time, "yyyy-MM-dd'T'HH:mm:ss.ffffff"))),
        Timestamp instant => Instant(instant.ToDateTime()),
        IEnumerable list => Functions.Call("array", (object)list.Cast<object?>().Select(Functions.Lit).ToArray()),
        _ => throw new ArgumentException($"A {value.GetType()} cannot be a literal of Spark."),
    };

    private static Column Instant(DateTime utc) => Functions.Call("lit", new LocalTime("java.time.Instant", Iso(utc, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'")));

    private static string Iso(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    // Py4J has int, long and double; Spark makes the narrower types of them, and nothing is lost.
    private static Column Number(object value) => value switch
    {
        sbyte number => Functions.Call("lit", (int)number).Cast("tinyint"),
        short number => Functions.Call("lit", (int)number).Cast("smallint"),
        byte number => Functions.Call("lit", (int)number).Cast("smallint"),
        ushort number => Functions.Call("lit", (int)number),
        uint number => Functions.Call("lit", (long)number),
        _ => Functions.Call("lit", (double)(float)value).Cast("float"),
    };
}

/// <summary>A value of a class of java.time by its text.</summary>
internal sealed record LocalTime(string ClassName, string Text);
