namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Passes over values of any schema: fields of other writers that nobody here asks for.</summary>
internal static class AvroSkip
{
    /// <summary>Always null, so that it can stand where a reader stands.</summary>
    internal static object? Skip(AvroDecoder decoder, AvroSchema schema)
    {
        switch (schema)
        {
            case AvroPrimitive primitive:
                SkipPrimitive(decoder, primitive.Kind);
                break;
            case AvroFixed type:
                ReadFixed(decoder, type);
                break;
            case AvroEnum:
                decoder.ReadLong();
                break;
            case AvroRecord record:
                foreach (var field in record.Fields)
                {
                    Skip(decoder, field.Schema);
                }

                break;
            case AvroUnion union:
                Skip(decoder, union.Branches[ReadBranch(decoder, union.Branches.Count)]);
                break;
            case AvroArray array:
                SkipItems(decoder, () => Skip(decoder, array.Items));
                break;
            case AvroMap map:
                SkipItems(decoder, () =>
                {
                    decoder.ReadBytes();
                    Skip(decoder, map.Values);
                });
                break;
        }

        return null;
    }

    internal static ReadOnlySpan<byte> ReadFixed(AvroDecoder decoder, AvroFixed type)
    {
        if (type.HasLength && decoder.ReadLong() is var length && length != type.Size)
        {
            throw IcebergException.InvalidData($"The Avro file is damaged: {length} bytes stand for the {type.Size} of {type.Name}.");
        }

        return decoder.Take(type.Size);
    }

    internal static int ReadBranch(AvroDecoder decoder, int branches)
    {
        var branch = decoder.ReadLong();
        return branch >= 0 && branch < branches
            ? (int)branch
            : throw IcebergException.InvalidData($"The Avro file is damaged: a union of {branches} has no branch {branch}.");
    }

    private static void SkipPrimitive(AvroDecoder decoder, AvroKind kind)
    {
        switch (kind)
        {
            case AvroKind.Boolean:
                decoder.Take(1);
                break;
            case AvroKind.Int or AvroKind.Long:
                decoder.ReadLong();
                break;
            case AvroKind.Float:
                decoder.Take(4);
                break;
            case AvroKind.Double:
                decoder.Take(8);
                break;
            case AvroKind.Bytes or AvroKind.String:
                decoder.ReadBytes();
                break;
        }
    }

    private static void SkipItems(AvroDecoder decoder, Action skip)
    {
        for (var count = decoder.ReadItemCount(); count > 0; count = decoder.ReadItemCount())
        {
            for (; count > 0; count--)
            {
                skip();
            }
        }
    }
}
