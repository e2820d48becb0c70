using System.Buffers.Binary;
using System.Collections.Concurrent;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Parquet;

/// <summary>Reads the schema from a Parquet file's footer (parquet.thrift): what columns a file has, and whether they have field ids, stands nowhere else.</summary>
public static class ParquetFooter
{
    /// <summary>Read at once from the end; most footers are smaller.</summary>
    private const int TailBytes = 32 * 1024;

    private const int EndBytes = 8;
    private const int MostDepth = 200;
    private const uint Magic = 0x31524150;
    private const uint EncryptedMagic = 0x45524150;

    private static readonly ConcurrentDictionary<string, ParquetField> Schemas = new(StringComparer.Ordinal);

    /// <summary>Reads the root of the schema. Files with equal schemas get the same object.</summary>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="IcebergException">InvalidData for what is no Parquet, Unsupported for an encrypted footer.</exception>
    public static async Task<ParquetField> ReadAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        var length = stream.Length;
        var tail = await ReadEndAsync(stream, (int)Math.Min(length, TailBytes), cancellationToken);
        if (tail.Length < EndBytes)
            throw Damaged(name, "it is too short");
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(^4..));
        if (magic == EncryptedMagic)
            throw IcebergException.Unsupported($"{name} has an encrypted footer, and no key is known here.");
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(^EndBytes..^4));
        if (magic != Magic || footer > length - EndBytes || footer > int.MaxValue - EndBytes)
            throw Damaged(name, "it does not end as Parquet files do");
        var size = (int)footer + EndBytes;
        if (size > tail.Length)
            tail = await ReadEndAsync(stream, size, cancellationToken);
        try
        {
            var schema = Read(tail.AsSpan(tail.Length - size, (int)footer));
            return Schemas.GetOrAdd(schema.Key, schema);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw Damaged(name, error.Message);
        }
    }

    private static async Task<byte[]> ReadEndAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        stream.Position = stream.Length - count;
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>The schema is the second field of FileMetaData; what follows it is not looked at.</summary>
    private static ParquetField Read(ReadOnlySpan<byte> footer)
    {
        var reader = new ThriftReader(footer);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            if (id != 2)
            {
                reader.Skip(type);
                continue;
            }

            var elements = new Queue<Element>();
            for (var count = reader.ReadListCount(); count > 0; count--)
                elements.Enqueue(Element.Read(ref reader));
            return Build(elements, 0) is var root && elements.Count == 0 ? root : throw new FormatException("its schema is no tree");
        }

        throw new FormatException("it has no schema");
    }

    /// <summary>An element and those below it, which follow it in the order of the file.</summary>
    private static ParquetField Build(Queue<Element> elements, int depth)
    {
        if (depth > MostDepth || !elements.TryDequeue(out var element))
            throw new FormatException("its schema is no tree");
        var children = new List<ParquetField>();
        for (var count = element.Children; count > 0; count--)
            children.Add(Build(elements, depth + 1));
        return new ParquetField(element.Name, element.FieldId, children.Count > 0 ? null : element.TypeOf(), element.IsRepeated, children) { IsNanoseconds = element.IsNanoseconds, IsAlwaysNull = element.IsAlwaysNull };
    }

    private static IcebergException Damaged(string name, string why) => IcebergException.InvalidData($"{name} is no whole Parquet file: {why}.");

    /// <summary>SchemaElement of parquet.thrift.</summary>
    private sealed class Element
    {
        private int physical = -1;
        private int length;
        private int converted = -1;
        private int scale;
        private int precision;
        private int logical = -1;
        private bool isAdjusted;
        private bool isSigned = true;
        private int bits;
        private int unit;

        public string Name { get; private set; } = "";

        public int? FieldId { get; private set; }

        public int Children { get; private set; }

        public bool IsRepeated { get; private set; }

        /// <summary>TIME or TIMESTAMP of the unit NANOS.</summary>
        public bool IsNanoseconds => logical is 7 or 8 && unit == 3;

        public bool IsAlwaysNull => logical == 11;

        public static Element Read(ref ThriftReader reader)
        {
            var element = new Element();
            for (var id = 0; reader.ReadField(ref id, out var type);)
            {
                switch (id)
                {
                    case 1: element.physical = reader.ReadInt(); break;
                    case 2: element.length = reader.ReadInt(); break;
                    case 3: element.IsRepeated = reader.ReadInt() == 2; break;
                    case 4: element.Name = reader.ReadString(); break;
                    case 5: element.Children = reader.ReadInt(); break;
                    case 6: element.converted = reader.ReadInt(); break;
                    case 7: element.scale = reader.ReadInt(); break;
                    case 8: element.precision = reader.ReadInt(); break;
                    case 9: element.FieldId = reader.ReadInt(); break;
                    case 10: element.ReadLogical(ref reader); break;
                    default: reader.Skip(type); break;
                }
            }

            return element;
        }

        /// <summary>
        /// What DuckDB takes a leaf for. A timestamp that is not said to be an instant is none, so neither are INT96 and those with a converted type alone.
        /// </summary>
        public PrimitiveType? TypeOf() => physical switch
        {
            _ when IsNanoseconds => null,
            0 => IcebergType.Boolean,
            1 or 2 or 6 or 7 when logical == 5 || converted == 5 => IsDecimal ? IcebergType.Decimal(precision, scale) : null,
            1 when logical == 6 || converted == 6 => IcebergType.Date,
            1 or 2 when logical == 7 || converted is 7 or 8 => IcebergType.Time,
            2 when logical == 8 || converted is 9 or 10 => isAdjusted ? IcebergType.TimestampTz : IcebergType.Timestamp,
            1 => converted == 13 || (logical == 10 && bits == 32 && !isSigned) ? IcebergType.Long : IcebergType.Int,
            2 => IcebergType.Long,
            3 => IcebergType.Timestamp,
            4 => IcebergType.Float,
            5 => IcebergType.Double,
            6 when logical is 1 or 4 or 12 || converted is 0 or 4 or 19 => IcebergType.String,
            6 => logical is -1 or 13 ? IcebergType.Binary : null,
            7 when logical == 14 => IcebergType.Uuid,
            7 when logical == 15 => IcebergType.Float,
            7 => logical == -1 && converted == -1 ? IcebergType.Fixed(length) : null,
            _ => null,
        };

        private bool IsDecimal => precision is > 0 and <= 38 && scale >= 0 && scale <= precision;

        /// <summary>A union: the number of its one field says which type it is. DECIMAL's scale and precision stand in the element as well.</summary>
        private void ReadLogical(ref ThriftReader reader)
        {
            for (var id = 0; reader.ReadField(ref id, out var type);)
            {
                logical = id;
                if (id is not (5 or 7 or 8 or 10))
                {
                    reader.Skip(type);
                    continue;
                }

                for (var part = 0; reader.ReadField(ref part, out var partType);)
                {
                    switch (id, part)
                    {
                        case (5, 1): scale = reader.ReadInt(); break;
                        case (5, 2): precision = reader.ReadInt(); break;
                        case (7 or 8, 1): isAdjusted = ThriftReader.IsTrue(partType); break;
                        case (7 or 8, 2): ReadUnit(ref reader); break;
                        case (10, 1): bits = reader.ReadByte(); break;
                        case (10, 2): isSigned = ThriftReader.IsTrue(partType); break;
                        default: reader.Skip(partType); break;
                    }
                }
            }
        }

        private void ReadUnit(ref ThriftReader reader)
        {
            for (var id = 0; reader.ReadField(ref id, out var type);)
            {
                unit = id;
                reader.Skip(type);
            }
        }
    }
}
