using System.Text;
using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb.Vectors;

/// <summary>Values as objects: what <see cref="DuckDbResult.GetValue"/> gives.</summary>
internal sealed unsafe partial class VectorReader
{
    private const long MicrosPerDay = 86_400_000_000;

    public object? GetObject(ulong row)
    {
        if (IsNull(row))
            return null;
        return Type.Kind switch
        {
            DuckDbTypeKind.Boolean => Get<byte>(row) != 0,
            DuckDbTypeKind.TinyInt => Get<sbyte>(row),
            DuckDbTypeKind.SmallInt => Get<short>(row),
            DuckDbTypeKind.Integer => Get<int>(row),
            DuckDbTypeKind.BigInt => Get<long>(row),
            DuckDbTypeKind.HugeInt => GetHugeInt(row),
            DuckDbTypeKind.UTinyInt => Get<byte>(row),
            DuckDbTypeKind.USmallInt => Get<ushort>(row),
            DuckDbTypeKind.UInteger => Get<uint>(row),
            DuckDbTypeKind.UBigInt => Get<ulong>(row),
            DuckDbTypeKind.UHugeInt => GetUHugeInt(row),
            DuckDbTypeKind.Float => Get<float>(row),
            DuckDbTypeKind.Double => Get<double>(row),
            DuckDbTypeKind.Decimal => GetDecimal(row),
            DuckDbTypeKind.Varchar => GetText(row),
            DuckDbTypeKind.Enum => GetEnum(row),
            DuckDbTypeKind.Blob => GetBytes(row).ToArray(),
            DuckDbTypeKind.Bit => GetBits(row),
            DuckDbTypeKind.Uuid => GetUuid(row),
            DuckDbTypeKind.Date => GetDate(row),
            DuckDbTypeKind.Time => GetTime(row),
            DuckDbTypeKind.TimeTz => DuckDbTimeTz.FromBits(Get<ulong>(row)),
            DuckDbTypeKind.Interval => GetInterval(row),
            DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz or DuckDbTypeKind.TimestampS or DuckDbTypeKind.TimestampMs
                or DuckDbTypeKind.TimestampNs => GetTimestampObject(row),
            DuckDbTypeKind.List => GetList(row),
            DuckDbTypeKind.Array => _children[0].GetRange(row * (ulong)Type.ArraySize, (ulong)Type.ArraySize),
            DuckDbTypeKind.Struct => GetStruct(row),
            DuckDbTypeKind.Map => GetMap(row),
            DuckDbTypeKind.Union => GetUnion(row),
            DuckDbTypeKind.SqlNull => null,
            _ => throw new NotSupportedException($"A value of type {Type} cannot be read: cast it in SQL, to VARCHAR or BLOB for instance."),
        };
    }

    public DuckDbTimestamp GetTimestamp(ulong row) => new(
        Get<long>(row),
        Type.Kind switch
        {
            DuckDbTypeKind.TimestampS => DuckDbTimeUnit.Second,
            DuckDbTypeKind.TimestampMs => DuckDbTimeUnit.Millisecond,
            DuckDbTypeKind.TimestampNs => DuckDbTimeUnit.Nanosecond,
            _ => DuckDbTimeUnit.Microsecond,
        },
        Type.Kind == DuckDbTypeKind.TimestampTz);

    private object GetDate(ulong row)
    {
        var date = new DuckDbDate(Get<int>(row));
        return date.TryToDateOnly(out var fits) ? fits : date;
    }

    private object GetTime(ulong row)
    {
        var micros = Get<long>(row);
        return micros < MicrosPerDay ? new TimeOnly(micros * TimeSpan.TicksPerMicrosecond) : TimeSpan.FromTicks(micros * TimeSpan.TicksPerMicrosecond);
    }

    private object GetTimestampObject(ulong row)
    {
        var timestamp = GetTimestamp(row);
        if (!timestamp.TryToDateTime(out var fits))
            return timestamp;

        // Both arms as objects: a DateTime would turn into a DateTimeOffset of this machine's time zone.
        return timestamp.HasTimeZone ? (object)new DateTimeOffset(fits, TimeSpan.Zero) : fits;
    }

    /// <summary>A BIT's first byte says how many bits of the second are padding.</summary>
    private string GetBits(ulong row)
    {
        var bytes = GetBytes(row);
        var text = new StringBuilder(bytes.Length * 8);
        for (var bit = (int)bytes[0]; bit < (bytes.Length - 1) * 8; bit++)
            text.Append((bytes[1 + (bit >> 3)] & (0x80 >> (bit & 7))) == 0 ? '0' : '1');
        return text.ToString();
    }

    private object?[] GetList(ulong row)
    {
        var entry = Get<NativeListEntry>(row);
        return _children[0].GetRange(entry.Offset, entry.Length);
    }

    private object?[] GetRange(ulong start, ulong length)
    {
        var values = new object?[checked((int)length)];
        for (var i = 0; i < values.Length; i++)
            values[i] = GetObject(start + (ulong)i);
        return values;
    }

    private KeyValuePair<string, object?>[] GetStruct(ulong row)
    {
        var fields = new KeyValuePair<string, object?>[_children.Length];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = new(Type.Fields[i].Name, _children[i].GetObject(row));
        return fields;
    }

    private KeyValuePair<object, object?>[] GetMap(ulong row)
    {
        var entry = Get<NativeListEntry>(row);
        var pairs = new KeyValuePair<object, object?>[checked((int)entry.Length)];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(_children[0].GetObject(entry.Offset + (ulong)i)!, _children[1].GetObject(entry.Offset + (ulong)i));
        return pairs;
    }

    private KeyValuePair<string, object?> GetUnion(ulong row)
    {
        var tag = _children[0].Get<byte>(row);
        return new(Type.Fields[tag].Name, _children[1 + tag].GetObject(row));
    }
}
