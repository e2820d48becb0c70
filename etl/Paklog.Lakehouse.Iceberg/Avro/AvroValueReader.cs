using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Reads one value from where the decoder stands.</summary>
internal delegate object? AvroRead(AvroDecoder decoder);

/// <summary>
/// Builds readers that take what an Iceberg type asks for out of what was written: record fields are matched by field id, unknown ones are
/// skipped, missing ones are null. Values come out as <see cref="AvroValueWriter"/> takes them.
/// </summary>
internal static class AvroValueReader
{
    /// <summary>Reads a record as an array of the struct's fields.</summary>
    /// <exception cref="IcebergException">InvalidData when the record has no field ids or lacks a field that is required here.</exception>
    internal static Func<AvroDecoder, object?[]> ForStruct(AvroSchema written, StructType type, string what)
    {
        if (written is not AvroRecord record)
        {
            throw IcebergException.InvalidData($"The Avro schema of a {what} is not a record.");
        }

        var steps = new List<(int Target, AvroRead Read)>();
        var found = new HashSet<int>();
        foreach (var field in record.Fields)
        {
            var target = field.FieldId is { } id ? type.IndexOf(id) : -1;
            if (target >= 0 && found.Add(target))
            {
                steps.Add((target, ForField(field, type.Fields[target], what)));
            }
            else
            {
                steps.Add((-1, decoder => AvroSkip.Skip(decoder, field.Schema)));
            }
        }

        if (type.Fields.Where((field, i) => field.Required && !found.Contains(i)).FirstOrDefault() is { } missing)
        {
            throw IcebergException.InvalidData($"The Avro schema of a {what} lacks the field '{missing.Name}' with the id {missing.Id}.");
        }

        var plan = steps.ToArray();
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

    private static AvroRead For(AvroSchema written, IcebergType type, string what)
    {
        if (written is AvroUnion union)
        {
            var branches = union.Branches.Select(branch => branch is AvroPrimitive { Kind: AvroKind.Null } ? (_ => null) : For(branch, type, what)).ToArray();
            return decoder => branches[AvroSkip.ReadBranch(decoder, branches.Length)](decoder);
        }

        switch (type)
        {
            case StructType structType:
                return ForStruct(written, structType, what).Invoke;
            case ListType list when written is AvroArray array:
                return ForList(array.Items, list, what);
            case MapType map when written is AvroArray { Items: AvroRecord entry }:
                return ForMap(entry, map, what);
            default:
                return AvroPrimitiveReader.Create(written, type, what);
        }
    }

    private static AvroRead ForList(AvroSchema items, ListType list, string what)
    {
        switch (list.Element)
        {
            case StructType element:
                var read = ForStruct(items, element, what);
                return decoder => ReadItems(decoder, read);
            case { TypeId: TypeId.Int }:
                var readInt = For(items, list.Element, what);
                return decoder => ReadItems(decoder, d => (int)readInt(d)!);
            default:
                var readLong = For(items, IcebergType.Long, what);
                return decoder => ReadItems(decoder, d => (long)readLong(d)!);
        }
    }

    private static AvroRead ForMap(AvroRecord entry, MapType map, string what)
    {
        // As the specification has them; what was written otherwise is promoted entry by entry.
        if (entry.Fields is [{ Schema: AvroPrimitive { Kind: AvroKind.Int } } key, var value] && key.FieldId == map.KeyField.Id && value.FieldId == map.ValueField.Id)
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

        var read = ForStruct(entry, new StructType(map.KeyField, map.ValueField), what);
        return map.Value.TypeId == TypeId.Binary ? decoder => ReadMap<byte[]>(decoder, read) : decoder => ReadMap<long>(decoder, read);
    }

    private static List<T> ReadItems<T>(AvroDecoder decoder, Func<AvroDecoder, T> read)
    {
        var items = new List<T>();
        for (var count = decoder.ReadItemCount(); count > 0; count = decoder.ReadItemCount())
        {
            for (; count > 0; count--)
            {
                items.Add(read(decoder));
            }
        }

        return items;
    }

    private static Dictionary<int, T> ReadMap<T>(AvroDecoder decoder, Func<AvroDecoder, object?[]> read)
    {
        var map = new Dictionary<int, T>();
        for (var count = decoder.ReadItemCount(); count > 0; count = decoder.ReadItemCount())
        {
            for (; count > 0; count--)
            {
                var entry = read(decoder);
                map[(int)entry[0]!] = (T)entry[1]!;
            }
        }

        return map;
    }
}
