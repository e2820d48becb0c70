using System.Globalization;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Reads one value from where the decoder stands.</summary>
internal delegate object? AvroRead(AvroDecoder decoder);

/// <summary>
/// Builds readers that take what an Iceberg type asks for out of what was written, by Avro's schema resolution with Iceberg's field ids in the place of names (<see cref="AvroFieldMatch"/>):
/// unknown fields are skipped, missing ones are null, a union is read by the branch that was written, types are promoted or checked (<see cref="AvroPrimitiveReader"/>).
/// All of it is settled once a schema. Values come out as <see cref="AvroValueWriter"/> takes them.
/// </summary>
internal static class AvroValueReader
{
    /// <summary>Reads a record as an array of the struct's fields.</summary>
    /// <exception cref="IcebergException">InvalidData when the record lacks a field that is required here, or has one of a type that cannot be read as it.</exception>
    internal static Func<AvroDecoder, object?[]> ForStruct(AvroSchema written, StructType type, string what)
    {
        if (written is not AvroRecord record)
        {
            throw IcebergException.InvalidData($"The Avro schema of a {what} is not a record: it is {written}.");
        }

        var targets = AvroFieldMatch.Targets(record, type);
        if (type.Fields.Where((field, i) => field.Required && Array.IndexOf(targets, i) < 0).FirstOrDefault() is { } missing)
        {
            throw IcebergException.InvalidData($"The Avro schema of a {what} lacks the field '{missing.Name}' with the id {missing.Id}.");
        }

        var plan = record.Fields
            .Zip(targets, (field, target) => (Target: target, Read: target >= 0 ? ForField(field, type.Fields[target], what) : decoder => AvroSkip.Skip(decoder, field.Schema)))
            .ToArray();
        var width = type.Fields.Count;
        return decoder =>
        {
            var values = new object?[width];
            foreach (var (target, read) in plan)
            {
                var value = read(decoder);
                if (target >= 0)
                {
                    values[target] = value;
                }
            }

            return values;
        };
    }

    private static AvroRead ForField(AvroField field, NestedField expected, string what)
    {
        var read = For(field.Schema, expected.Type, $"{what}.{expected.Name}");
        return expected.Required
            ? decoder => read(decoder) ?? throw IcebergException.InvalidData($"The required field '{expected.Name}' of a {what} is null.")
            : read;
    }

    private static AvroRead For(AvroSchema written, IcebergType type, string what) => (written, type) switch
    {
        (AvroUnion union, _) => ForUnion(union, type, what),
        (AvroPrimitive { Kind: AvroKind.Null }, _) => _ => null,
        (AvroRecord, StructType structType) => ForStruct(written, structType, what).Invoke,
        (AvroArray array, ListType list) => ForList(array.Items, list, what),
        (AvroArray array, MapType map) => ForMap(array.Items, map, what),
        (AvroMap values, MapType map) => ForMap(values, map, what),
        _ => AvroPrimitiveReader.Create(written, type, what),
    };

    /// <summary>A branch that cannot be read as the type is an error where it was written, not where it only might have been.</summary>
    private static AvroRead ForUnion(AvroUnion union, IcebergType type, string what)
    {
        var branches = union.Branches.Select(branch =>
        {
            try
            {
                return For(branch, type, what);
            }
            catch (IcebergException e)
            {
                return _ => throw IcebergException.InvalidData(e.Message, e);
            }
        }).ToArray();
        return decoder => branches[AvroSkip.ReadBranch(decoder, branches.Length)](decoder);
    }

    private static AvroRead ForList(AvroSchema items, ListType list, string what)
    {
        var read = For(items, list.Element, $"{what}.element");
        return list.Element switch
        {
            StructType => decoder => ReadItems<object?[]>(decoder, read, what),
            { TypeId: TypeId.Int } => decoder => ReadItems<int>(decoder, read, what),
            _ => decoder => ReadItems<long>(decoder, read, what),
        };
    }

    private static AvroRead ForMap(AvroSchema entry, MapType map, string what)
    {
        // As the specification has them; what was written otherwise is read entry by entry.
        var type = new StructType(map.KeyField, map.ValueField with { Required = false });
        if (entry is AvroRecord { Fields: [{ Schema: AvroPrimitive { Kind: AvroKind.Int } }, var value] } record && AvroFieldMatch.Targets(record, type) is [0, 1])
        {
            if (value.Schema is AvroPrimitive { Kind: AvroKind.Long } && map.Value.TypeId == TypeId.Long)
            {
                return decoder => EncodedMap<long>.ReadFrom(decoder, static d => d.ReadLong(), static d => d.ReadLong());
            }

            if (value.Schema is AvroPrimitive { Kind: AvroKind.Bytes } && map.Value.TypeId == TypeId.Binary)
            {
                return decoder => EncodedMap<byte[]>.ReadFrom(decoder, static d => d.ReadBytes().ToArray(), static d => d.ReadBytes());
            }
        }

        var read = For(entry, type, what);
        return ForMap(map, decoder =>
        {
            var row = (object?[])(read(decoder) ?? throw IcebergException.InvalidData($"An entry of '{what}' is null."));
            return ((int)row[0]!, row[1]);
        });
    }

    /// <summary>Avro's own maps have text for keys.</summary>
    private static AvroRead ForMap(AvroMap values, MapType map, string what)
    {
        var read = For(values.Values, map.Value, $"{what}.value");
        return ForMap(map, decoder =>
        {
            var text = decoder.ReadString();
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)
                ? (key, read(decoder))
                : throw IcebergException.InvalidData($"'{text}' stands in the Avro file for a key of '{what}', which is a column's id.");
        });
    }

    private static AvroRead ForMap(MapType map, Func<AvroDecoder, (int Key, object? Value)> read) =>
        map.Value.TypeId == TypeId.Binary ? decoder => ReadMap<byte[]>(decoder, read) : decoder => ReadMap<long>(decoder, read);

    private static List<T> ReadItems<T>(AvroDecoder decoder, AvroRead read, string what)
    {
        var items = new List<T>();
        for (var count = decoder.ReadItemCount(); count > 0; count = decoder.ReadItemCount())
        {
            for (; count > 0; count--)
            {
                items.Add((T)(read(decoder) ?? throw IcebergException.InvalidData($"An item of '{what}' is null.")));
            }
        }

        return items;
    }

    /// <summary>A key without a value says what a key that is not there says: nothing is known.</summary>
    private static Dictionary<int, T> ReadMap<T>(AvroDecoder decoder, Func<AvroDecoder, (int Key, object? Value)> read)
    {
        var map = new Dictionary<int, T>();
        for (var count = decoder.ReadItemCount(); count > 0; count = decoder.ReadItemCount())
        {
            for (; count > 0; count--)
            {
                if (read(decoder) is { Value: T value } entry)
                {
                    map[entry.Key] = value;
                }
            }
        }

        return map;
    }
}
