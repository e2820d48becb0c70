using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Conversions of <see cref="Row.GetAs{T}(int)"/>: only those that lose nothing.</summary>
internal static class ValueConversion
{
    public static object? To(object? value, Type target, string column)
    {
        Type type = Nullable.GetUnderlyingType(target) ?? target;
        if (value is null)
        {
            return !target.IsValueType || Nullable.GetUnderlyingType(target) is not null
                ? null
                : throw new InvalidCastException($"Column {column} is null, which {target.Name} cannot be: read it as {target.Name}?.");
        }

        return type.IsInstanceOfType(value) ? value : Converted(value, type, column)
            ?? throw new InvalidCastException($"Column {column} has a value of type {value.GetType().Name}, which is not read as {target.Name}.");
    }

    private static object? Converted(object value, Type type, string column) => value switch
    {
        sbyte or short or int or long when IsNumber(type) => Number(value, type, column),
        float single when type == typeof(double) => (double)single,
        decimal exact when type == typeof(SqlDecimal) => new SqlDecimal(exact),
        SqlDecimal when type == typeof(decimal) => throw new OverflowException($"Column {column} has {value}, which decimal cannot hold exactly: read it as SqlDecimal, or cast it."),
        DateTimeOffset instant when type == typeof(DateTime) => instant.UtcDateTime,
        DateTimeOffset instant when type == typeof(Timestamp) => new Timestamp(instant.UtcDateTime),
        DateOnly date when type == typeof(Date) => new Date(date.Year, date.Month, date.Day),
        DateOnly date when type == typeof(DateTime) => date.ToDateTime(TimeOnly.MinValue),
        object?[] list when type.IsArray => Array(list, type.GetElementType()!, column),
        object?[] list when type == typeof(ArrayList) => new ArrayList(list),
        object?[] list when IsGeneric(type, typeof(List<>)) => List(list, type, column),
        object?[] list when type.IsInterface && type.IsGenericType && type.GetGenericArguments() is [Type element] && type.IsAssignableFrom(element.MakeArrayType())
            => Array(list, element, column),
        IDictionary map when type.IsGenericType && type.GetGenericArguments() is [Type key, Type item] => Map(map, type, key, item, column),
        IDictionary map when type == typeof(Hashtable) => new Hashtable(map),
        _ => null,
    };

    private static bool IsNumber(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal && !type.IsEnum;

    private static object Number(object value, Type type, string column)
    {
        try
        {
            object converted = Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
            // Fractions have 53 bits, or 24: a larger number may not be among them.
            if (converted is not (double or float) || (Int128)Convert.ToDouble(converted, CultureInfo.InvariantCulture) == Convert.ToInt64(value, CultureInfo.InvariantCulture))
                return converted;
        }
        catch (OverflowException)
        {
            // Said below, with the column's name.
        }

        throw new OverflowException($"Column {column} has {value}, which {type.Name} cannot hold.");
    }

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static Array Array(object?[] list, Type element, string column)
    {
        var array = System.Array.CreateInstance(element, list.Length);
        for (int index = 0; index < list.Length; index++)
            array.SetValue(To(list[index], element, column), index);
        return array;
    }

    private static object List(object?[] list, Type type, string column)
    {
        var result = (IList)Activator.CreateInstance(type, list.Length)!;
        foreach (object? element in list)
            result.Add(To(element, type.GetGenericArguments()[0], column));
        return result;
    }

    private static object? Map(IDictionary map, Type type, Type key, Type item, string column)
    {
        Type concrete = typeof(Dictionary<,>).MakeGenericType(key, item);
        if (!type.IsAssignableFrom(concrete))
            return null;
        var result = (IDictionary)Activator.CreateInstance(concrete, map.Count)!;
        foreach (DictionaryEntry entry in map)
            result.Add(To(entry.Key, key, column)!, To(entry.Value, item, column));
        return result;
    }
}
