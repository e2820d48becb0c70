namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>A type whose values have no parts.</summary>
public abstract class AtomicType(string typeName, string? simpleString = null) : DataType
{
    public sealed override string TypeName { get; } = typeName;

    public sealed override string SimpleString { get; } = simpleString ?? typeName;
}

public abstract class NumericType(string typeName, string? simpleString = null) : AtomicType(typeName, simpleString);

public abstract class IntegralType(string typeName, string simpleString) : NumericType(typeName, simpleString);

public abstract class FractionalType(string typeName) : NumericType(typeName);

/// <summary>The type of a bare NULL.</summary>
public sealed class NullType() : AtomicType("void");

public sealed class BooleanType() : AtomicType("boolean");

/// <summary>8 bits with a sign, a <see cref="sbyte"/> in rows.</summary>
public sealed class ByteType() : IntegralType("byte", "tinyint");

public sealed class ShortType() : IntegralType("short", "smallint");

public sealed class IntegerType() : IntegralType("integer", "int");

public sealed class LongType() : IntegralType("long", "bigint");

public sealed class FloatType() : FractionalType("float");

public sealed class DoubleType() : FractionalType("double");

/// <summary>Exact numbers of at most 38 digits. In rows a <see cref="decimal"/>, or what a decimal cannot hold exactly, a <see cref="System.Data.SqlTypes.SqlDecimal"/>.</summary>
public sealed class DecimalType(int precision = 10, int scale = 0) : FractionalType($"decimal({precision},{scale})")
{
    public int Precision { get; } = precision;

    public int Scale { get; } = scale;
}

/// <summary>Text; <paramref name="simpleString"/> is another name where Spark keeps a length or a collation: <c>varchar(5)</c>, <c>string collate UNICODE</c>.</summary>
public sealed class StringType(string simpleString) : AtomicType(simpleString)
{
    public StringType()
        : this("string")
    {
    }
}

public sealed class BinaryType() : AtomicType("binary");

/// <summary>A <see cref="DateOnly"/> in rows.</summary>
public sealed class DateType() : AtomicType("date");

/// <summary>An instant in microseconds, a <see cref="DateTimeOffset"/> in UTC in rows, whatever the session's time zone.</summary>
public sealed class TimestampType() : AtomicType("timestamp");

/// <summary>Date and time of day without a zone in microseconds, a <see cref="DateTime"/> of unspecified kind in rows.</summary>
public sealed class TimestampNTZType() : AtomicType("timestamp_ntz");

/// <summary>A time of day (Spark 4.1), a <see cref="TimeOnly"/> in rows.</summary>
public sealed class TimeType(int precision = 6) : AtomicType($"time({precision})")
{
    public int Precision { get; } = precision;
}

/// <summary>A span in microseconds (<c>interval day to second</c> and its parts), a <see cref="TimeSpan"/> in rows.</summary>
public sealed class DayTimeIntervalType(string typeName = "interval day to second") : AtomicType(typeName);

/// <summary>A number of months (<c>interval year to month</c> and its parts), an <see cref="int"/> in rows.</summary>
public sealed class YearMonthIntervalType(string typeName = "interval year to month") : AtomicType(typeName);

/// <summary>A type that schemas may name but rows cannot carry: <c>variant</c>, <c>interval</c>, and what later versions add. Cast such a column to a string to collect it.</summary>
public sealed class OtherType(string typeName) : AtomicType(typeName);
