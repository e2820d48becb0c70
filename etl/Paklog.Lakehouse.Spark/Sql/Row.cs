using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// A row of a <see cref="DataFrame"/>, or the value of a struct. Values have the .NET type that the column's type names (<see cref="DataType"/> and its kinds);
/// two rows are equal when their values are, lists, maps and bytes by what they hold.
/// </summary>
public sealed class Row : IEquatable<Row>
{
    internal Row(object?[] values, StructType? schema)
    {
        Values = values;
        Schema = schema ?? new StructType([]);
    }

    /// <summary>The columns; none for a row made from a <see cref="GenericRow"/>.</summary>
    public StructType Schema { get; }

    public object?[] Values { get; }

    public object? this[int index] => Get(index);

    public object? this[string columnName] => Get(columnName);

    public static implicit operator Row(GenericRow genericRow)
    {
        ArgumentNullException.ThrowIfNull(genericRow);
        return new Row(genericRow.Values, null);
    }

    public int Size() => Values.Length;

    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public object? Get(int index) => index >= 0 && index < Values.Length
        ? Values[index]
        : throw new ArgumentOutOfRangeException(nameof(index), $"The row has {Values.Length} columns; there is none at {index}.");

    /// <exception cref="ArgumentException">There is no column of this name.</exception>
    public object? Get(string columnName) => Values[Ordinal(columnName)];

    /// <summary>
    /// The value as <typeparamref name="T"/>: as it is, or converted where that loses nothing (a wider or narrower number that holds it, an array or list of
    /// another element type, a dictionary of other types, a <see cref="DateTime"/> of a timestamp).
    /// </summary>
    /// <exception cref="InvalidCastException">The value is null and <typeparamref name="T"/> has none, or it is of another kind.</exception>
    /// <exception cref="OverflowException"><typeparamref name="T"/> does not hold the value.</exception>
    public T GetAs<T>(int index) => (T)ValueConversion.To(Get(index), typeof(T), Label(index))!;

    /// <inheritdoc cref="GetAs{T}(int)"/>
    public T GetAs<T>(string columnName) => GetAs<T>(Ordinal(columnName));

    public bool IsNullAt(int index) => Get(index) is null;

    public bool Equals(Row? other) => other is not null && ValueEquality.Equal(Values, other.Values);

    public override bool Equals(object? obj) => obj is Row other && Equals(other);

    public override int GetHashCode() => ValueEquality.Hash(Values);

    public override string ToString() => "[" + string.Join(",", Values.Select(ValueText.Of)) + "]";

    private int Ordinal(string columnName)
    {
        int ordinal = Schema.IndexOf(columnName);
        return ordinal >= 0 ? ordinal : throw new ArgumentException(
            $"The row has no column '{columnName}'; it has {string.Join(", ", Schema.Fields.Select(field => field.Name))}.", nameof(columnName));
    }

    private string Label(int index) => index < Schema.Fields.Count ? Schema.Fields[index].Name : index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
