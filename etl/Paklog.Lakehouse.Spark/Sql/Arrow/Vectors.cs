using System.Runtime.InteropServices;
using System.Text;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql.Arrow;

/// <summary>Nothing but nulls; it has no buffers.</summary>
internal sealed class NullVector() : ColumnVector(default)
{
    protected override object? Value(int index) => null;
}

/// <summary>One bit a value, the lowest first.</summary>
internal sealed class BooleanVector(ReadOnlyMemory<byte> validity, ReadOnlyMemory<byte> data) : ColumnVector(validity)
{
    protected override object Value(int index) => (data.Span[index >> 3] & (1 << (index & 7))) != 0;
}

internal sealed class FixedVector<T>(ReadOnlyMemory<byte> validity, ReadOnlyMemory<byte> data, Func<T, object> convert) : ColumnVector(validity)
    where T : struct
{
    protected override object Value(int index) => convert(MemoryMarshal.Cast<byte, T>(data.Span)[index]);
}

internal sealed class StringVector(ReadOnlyMemory<byte> validity, Offsets offsets, ReadOnlyMemory<byte> data) : ColumnVector(validity)
{
    protected override object Value(int index) => Encoding.UTF8.GetString(data.Span[offsets.Of(index)]);
}

internal sealed class BinaryVector(ReadOnlyMemory<byte> validity, Offsets offsets, ReadOnlyMemory<byte> data) : ColumnVector(validity)
{
    protected override object Value(int index) => data.Span[offsets.Of(index)].ToArray();
}

internal sealed class ListVector(ReadOnlyMemory<byte> validity, ReadOnlyMemory<byte> offsets, ColumnVector elements) : ColumnVector(validity)
{
    protected override object Value(int index)
    {
        ReadOnlySpan<int> bounds = MemoryMarshal.Cast<byte, int>(offsets.Span);
        object?[] values = new object?[bounds[index + 1] - bounds[index]];
        for (int element = 0; element < values.Length; element++)
            values[element] = elements.Get(bounds[index] + element);
        return values;
    }
}

internal sealed class MapVector(ReadOnlyMemory<byte> validity, ReadOnlyMemory<byte> offsets, ColumnVector keys, ColumnVector values) : ColumnVector(validity)
{
    protected override object Value(int index)
    {
        ReadOnlySpan<int> bounds = MemoryMarshal.Cast<byte, int>(offsets.Span);
        var map = new Dictionary<object, object?>(bounds[index + 1] - bounds[index]);
        for (int entry = bounds[index]; entry < bounds[index + 1]; entry++)
            map[keys.Get(entry)!] = values.Get(entry);
        return map;
    }
}

internal sealed class StructVector(ReadOnlyMemory<byte> validity, StructType type, ColumnVector[] fields) : ColumnVector(validity)
{
    protected override object Value(int index) => new Row(Array.ConvertAll(fields, field => field.Get(index)), type);
}
