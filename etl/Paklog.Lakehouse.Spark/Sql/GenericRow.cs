namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Values without a schema, for <see cref="SparkSession.CreateDataFrame(IEnumerable{GenericRow}, Types.StructType)"/>; nested structs are generic rows too.</summary>
public sealed class GenericRow : IEquatable<GenericRow>
{
    public GenericRow(object?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
    }

    public object?[] Values { get; }

    public object? this[int index] => Get(index);

    public int Size() => Values.Length;

    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    public object? Get(int index) => index >= 0 && index < Values.Length
        ? Values[index]
        : throw new ArgumentOutOfRangeException(nameof(index), $"The row has {Values.Length} values; there is none at {index}.");

    /// <inheritdoc cref="Row.GetAs{T}(int)"/>
    public T GetAs<T>(int index) => (T)ValueConversion.To(Get(index), typeof(T), index.ToString(System.Globalization.CultureInfo.InvariantCulture))!;

    public bool Equals(GenericRow? other) => other is not null && ValueEquality.Equal(Values, other.Values);

    public override bool Equals(object? obj) => obj is GenericRow other && Equals(other);

    public override int GetHashCode() => ValueEquality.Hash(Values);

    public override string ToString() => "[" + string.Join(",", Values.Select(ValueText.Of)) + "]";
}
