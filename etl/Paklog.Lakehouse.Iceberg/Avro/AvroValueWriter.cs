using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// Encodes values by their Iceberg type, in the schema that <see cref="AvroSchemaConversion"/> gives. Structs are arrays of their fields' values;
/// lists are of long, int or structs and maps have int keys and long or binary values, which is all that manifests need.
/// </summary>
internal static class AvroValueWriter
{
    internal static void WriteStruct(AvroEncoder encoder, StructType type, IReadOnlyList<object?> values)
    {
        for (var i = 0; i < type.Fields.Count; i++)
        {
            var field = type.Fields[i];
            var value = values[i];
            if (!field.Required)
            {
                encoder.WriteLong(value is null ? 0 : 1);
                if (value is null)
                {
                    continue;
                }
            }

            Write(encoder, field.Type, value ?? throw IcebergException.InvalidData($"The field '{field.Name}' is required and has no value."), field.Name);
        }
    }

    private static void Write(AvroEncoder encoder, IcebergType type, object value, string name)
    {
        switch (type)
        {
            case StructType structType:
                WriteStruct(encoder, structType, (IReadOnlyList<object?>)value);
                break;
            case ListType list:
                WriteList(encoder, list, value);
                break;
            case MapType:
                WriteMap(encoder, value);
                break;
            default:
                if (!IcebergValue.IsOf(value, type))
                {
                    throw IcebergException.InvalidData($"The field '{name}' is of type {type}; a {value.GetType().Name} is not a value of it.");
                }

                WritePrimitive(encoder, type, value);
                break;
        }
    }

    private static void WritePrimitive(AvroEncoder encoder, IcebergType type, object value)
    {
        switch (value)
        {
            case bool flag:
                encoder.WriteBoolean(flag);
                break;
            case int number:
                encoder.WriteLong(number);
                break;
            case long number:
                encoder.WriteLong(number);
                break;
            case float number:
                encoder.WriteFloat(number);
                break;
            case double number:
                encoder.WriteDouble(number);
                break;
            case Int128 unscaled:
                WriteDecimal(encoder, unscaled, (DecimalType)type);
                break;
            case string text:
                encoder.WriteString(text);
                break;
            case Guid uuid:
                encoder.WriteRaw(uuid.ToByteArray(bigEndian: true));
                break;
            case byte[] bytes when type is FixedType:
                encoder.WriteRaw(bytes);
                break;
            case byte[] bytes:
                encoder.WriteBytes(bytes);
                break;
        }
    }

    private static void WriteDecimal(AvroEncoder encoder, Int128 unscaled, DecimalType type)
    {
        var minimal = SingleValue.MinimalBigEndian(unscaled);
        var size = type.RequiredBytes;
        if (minimal.Length > size)
        {
            throw IcebergException.InvalidData($"The unscaled value {unscaled} does not fit {type}.");
        }

        Span<byte> bytes = stackalloc byte[size];
        bytes.Fill(Int128.IsNegative(unscaled) ? (byte)0xff : (byte)0);
        minimal.CopyTo(bytes[(size - minimal.Length)..]);
        encoder.WriteRaw(bytes);
    }

    private static void WriteList(AvroEncoder encoder, ListType type, object value)
    {
        switch (value)
        {
            case IReadOnlyList<long> numbers:
                WriteItems(encoder, numbers, encoder.WriteLong);
                break;
            case IReadOnlyList<int> numbers:
                WriteItems(encoder, numbers, number => encoder.WriteLong(number));
                break;
            default:
                WriteItems(encoder, (IReadOnlyList<object?[]>)value, item => WriteStruct(encoder, (StructType)type.Element, item));
                break;
        }
    }

    /// <summary>Entries stand in the order of their keys, so that equal maps give equal bytes.</summary>
    private static void WriteMap(AvroEncoder encoder, object value)
    {
        if (value is IReadOnlyDictionary<int, long> numbers)
        {
            WriteItems(encoder, numbers.OrderBy(entry => entry.Key).ToList(), entry =>
            {
                encoder.WriteLong(entry.Key);
                encoder.WriteLong(entry.Value);
            });
        }
        else
        {
            WriteItems(encoder, ((IReadOnlyDictionary<int, byte[]>)value).OrderBy(entry => entry.Key).ToList(), entry =>
            {
                encoder.WriteLong(entry.Key);
                encoder.WriteBytes(entry.Value);
            });
        }
    }

    private static void WriteItems<T>(AvroEncoder encoder, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count > 0)
        {
            encoder.WriteLong(items.Count);
            foreach (var item in items)
            {
                write(item);
            }
        }

        encoder.WriteLong(0);
    }
}
