using System.Globalization;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Queries;

/// <summary>
/// A row of a query. Values are those of <see cref="DuckDbResult.GetValue"/>: null, numbers, texts, <see cref="DateOnly"/>, <see cref="DateTimeOffset"/> and so on; a decimal is a <see cref="DuckDbDecimal"/>, which holds all 38 digits.
/// <see cref="Get{T}"/> gives the type that is asked for.
/// </summary>
public sealed class QueryRow
{
    private readonly IReadOnlyList<DuckDbField> columns;
    private readonly object?[] values;

    internal QueryRow(DuckDbResult result)
    {
        columns = result.Columns;
        values = new object?[columns.Count];
        for (var column = 0; column < values.Length; column++)
            values[column] = result.GetValue(column);
    }

    public int Count => values.Length;

    public object? this[int column] => values[column];

    /// <param name="column">A name of the query's columns; of two of one name the first.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public object? this[string column]
    {
        get
        {
            for (var at = 0; at < columns.Count; at++)
            {
                if (columns[at].Name == column)
                    return values[at];
            }

            throw new ArgumentException($"The query has no column '{column}'; it has {string.Join(", ", columns.Select(known => known.Name))}.", nameof(column));
        }
    }

    /// <summary>A value as a type of .NET: a decimal as <see cref="decimal"/>, a whole number as any type that holds it, NULL as null.</summary>
    /// <inheritdoc cref="this[string]" path="/param|/exception"/>
    /// <exception cref="InvalidCastException">The value is none of the type, or NULL where the type has no null.</exception>
    /// <exception cref="OverflowException">The number has no place in the type.</exception>
    public T Get<T>(string column)
    {
        var value = this[column];
        return value switch
        {
            T asked => asked,
            null when default(T) is null => default!,
            DuckDbDecimal number => Change<T>(number.ToDecimal(), column),
            IConvertible and not string => Change<T>(value, column),
            _ => throw new InvalidCastException($"{column} is {(value is null ? "NULL" : $"a {value.GetType().Name}")}, and no {Nullable.GetUnderlyingType(typeof(T))?.Name ?? typeof(T).Name}."),
        };
    }

    /// <summary>Numbers alone become other numbers, and only without loss.</summary>
    private static T Change<T>(object value, string column)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (value is bool or DateTime || !typeof(IConvertible).IsAssignableFrom(type) || type == typeof(bool) || type == typeof(string) || type == typeof(DateTime) || type == typeof(char))
            throw new InvalidCastException($"{column} is a {value.GetType().Name}, and no {type.Name}.");
        var changed = Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        return Convert.ChangeType(changed, value.GetType(), CultureInfo.InvariantCulture).Equals(value)
            ? (T)changed
            : throw new OverflowException(string.Create(CultureInfo.InvariantCulture, $"{column} is {value}, which has no place in {type.Name}."));
    }
}
