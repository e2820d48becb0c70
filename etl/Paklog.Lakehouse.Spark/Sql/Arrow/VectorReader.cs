using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql.Arrow;

/// <summary>
/// Takes the nodes and buffers of a batch in their order, depth first: a node (length, nulls) for each vector, then its buffers (offset, length in the body):
/// validity, offsets where lengths vary, data. Source: the Arrow columnar format, "RecordBatch message" and "Buffer listing for each layout".
/// </summary>
internal ref struct VectorReader(byte[] message, int body, ReadOnlySpan<byte> nodes, ReadOnlySpan<byte> buffers)
{
    private readonly byte[] message = message;
    private readonly int body = body;
    private ReadOnlySpan<byte> nodes = nodes;
    private ReadOnlySpan<byte> buffers = buffers;

    public ColumnVector Read(DataType type, string name)
    {
        (int length, bool hasNulls) = Node();
        if (type is NullType)
            return new NullVector();
        ReadOnlyMemory<byte> bits = Buffer();
        ReadOnlyMemory<byte> validity = hasNulls ? bits : default;
        switch (type)
        {
            case StructType structure:
                ColumnVector[] fields = new ColumnVector[structure.Fields.Count];
                for (int index = 0; index < fields.Length; index++)
                    fields[index] = Read(structure.Fields[index].DataType, name + "." + structure.Fields[index].Name);
                return new StructVector(validity, structure, fields);
            case ArrayType array:
                // Lists and maps keep 32-bit offsets even where text has 64-bit ones (spark.sql.execution.arrow.useLargeVarTypes).
                ReadOnlyMemory<byte> offsets = Buffer();
                return new ListVector(validity, offsets, Read(array.ElementType, name + ".element"));
            case MapType map:
                ReadOnlyMemory<byte> entries = Buffer();
                // A map is a list of structs of two fields that are never null themselves; the struct has a node and a validity buffer of its own.
                Node();
                Buffer();
                ColumnVector keys = Read(map.KeyType, name + ".key");
                return new MapVector(validity, entries, keys, Read(map.ValueType, name + ".value"));
            case StringType:
                ReadOnlyMemory<byte> ends = Buffer();
                return new StringVector(validity, Offsets(ends, length), Buffer());
            case BinaryType:
                ReadOnlyMemory<byte> bounds = Buffer();
                return new BinaryVector(validity, Offsets(bounds, length), Buffer());
            default:
                return Fixed(type, validity, Buffer(), name);
        }
    }

    private static ColumnVector Fixed(DataType type, ReadOnlyMemory<byte> validity, ReadOnlyMemory<byte> data, string name) => type switch
    {
        BooleanType => new BooleanVector(validity, data),
        ByteType => new FixedVector<sbyte>(validity, data, static value => value),
        ShortType => new FixedVector<short>(validity, data, static value => value),
        IntegerType or YearMonthIntervalType => new FixedVector<int>(validity, data, static value => value),
        LongType => new FixedVector<long>(validity, data, static value => value),
        FloatType => new FixedVector<float>(validity, data, static value => value),
        DoubleType => new FixedVector<double>(validity, data, static value => value),
        DateType => new FixedVector<int>(validity, data, days => SparkValues.Date(days, name)),
        TimestampType => new FixedVector<long>(validity, data, micros => SparkValues.Timestamp(micros, name)),
        TimestampNTZType => new FixedVector<long>(validity, data, micros => SparkValues.LocalTimestamp(micros, name)),
        TimeType => new FixedVector<long>(validity, data, static nanos => SparkValues.TimeOfDay(nanos)),
        DayTimeIntervalType => new FixedVector<long>(validity, data, micros => SparkValues.Interval(micros, name)),
        DecimalType number => new FixedVector<Int128>(validity, data, unscaled => SparkValues.Decimal(unscaled, number.Precision, number.Scale)),
        _ => throw new NotSupportedException($"Column {name} has the type {type.SimpleString}, which rows cannot carry: cast it to a string to collect it."),
    };

    private static Offsets Offsets(ReadOnlyMemory<byte> buffer, int length) => new(buffer, length > 0 && buffer.Length >= (length + 1) * 8);

    private (int Length, bool HasNulls) Node()
    {
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(nodes));
        bool hasNulls = BinaryPrimitives.ReadInt64LittleEndian(nodes[8..]) != 0;
        nodes = nodes[16..];
        return (length, hasNulls);
    }

    private ReadOnlyMemory<byte> Buffer()
    {
        int offset = checked((int)BinaryPrimitives.ReadInt64LittleEndian(buffers));
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(buffers[8..]));
        buffers = buffers[16..];
        return message.AsMemory(body + offset, length);
    }
}

/// <summary>Where values of varying length begin and end: 32-bit numbers, or 64-bit ones where Spark was told to use large types.</summary>
internal readonly struct Offsets(ReadOnlyMemory<byte> buffer, bool large)
{
    public Range Of(int index) => large
        ? checked((int)MemoryMarshal.Cast<byte, long>(buffer.Span)[index])..checked((int)MemoryMarshal.Cast<byte, long>(buffer.Span)[index + 1])
        : MemoryMarshal.Cast<byte, int>(buffer.Span)[index]..MemoryMarshal.Cast<byte, int>(buffer.Span)[index + 1];
}
