using System.Text;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Reads an Avro object container file from a stream, one block in memory at a time.</summary>
internal sealed class AvroFileReader : IDisposable
{
    private const string SchemaKey = "avro.schema";
    private const string CodecKey = "avro.codec";

    // The Java library alone leaves the first in its headers, and the second where it writes fixed values by the book (apache/iceberg#17502).
    private const string JavaSchemaKey = "iceberg.schema";
    private const string FixedEncodingKey = "iceberg.avro.fixed-encoding";

    private readonly Stream stream;
    private readonly string codec;
    private readonly byte[] sync;

    /// <exception cref="IcebergException">InvalidData when the stream is no Avro file, Unsupported for an unknown codec.</exception>
    /// <param name="schemas">Holds the schemas of other files; null for none.</param>
    internal AvroFileReader(Stream stream, AvroSchemaCache? schemas = null)
    {
        this.stream = stream;
        if (!ReadExactly(4).AsSpan().SequenceEqual("Obj\u0001"u8))
        {
            throw IcebergException.InvalidData("The file is not an Avro object container file.");
        }

        Metadata = ReadMetadata();
        sync = ReadExactly(16);
        codec = Metadata.GetValueOrDefault(CodecKey) ?? AvroCodec.Null;
        AvroCodec.Check(codec);
        var schema = Metadata.GetValueOrDefault(SchemaKey) ?? throw IcebergException.InvalidData("The Avro file has no schema.");
        var fixedHasLength = Metadata.ContainsKey(JavaSchemaKey) && !Metadata.ContainsKey(FixedEncodingKey);
        Schema = schemas is null ? AvroSchemaParser.Parse(schema, fixedHasLength) : schemas.Parse(schema, fixedHasLength);
    }

    internal IReadOnlyDictionary<string, string> Metadata { get; }

    internal AvroSchema Schema { get; }

    /// <summary>Of the file in bytes; null where the stream does not say.</summary>
    internal long? Length => stream.CanSeek ? stream.Length : null;

    /// <summary>The bytes of the blocks read so far, decompressed.</summary>
    internal long RowBytes { get; private set; }

    /// <summary>Reads the rows once, in order.</summary>
    internal IEnumerable<T> ReadRows<T>(Func<AvroDecoder, T> read)
    {
        while (TryReadLong(out var rows))
        {
            var size = ReadLong();
            if (rows < 0 || size is < 0 or > int.MaxValue || (stream.CanSeek && size > stream.Length - stream.Position))
            {
                throw IcebergException.InvalidData($"The Avro file is damaged: a block of {rows} rows and {size} bytes is beyond its end.");
            }

            var block = AvroCodec.Decompress(codec, ReadExactly((int)size));
            RowBytes += block.Length;
            var decoder = new AvroDecoder(block);
            for (; rows > 0; rows--)
            {
                yield return read(decoder);
            }

            if (!decoder.AtEnd)
            {
                throw IcebergException.InvalidData("The Avro file is damaged: a block holds more than its rows.");
            }

            if (!ReadExactly(16).AsSpan().SequenceEqual(sync))
            {
                throw IcebergException.InvalidData("The Avro file is damaged: a block does not end with the sync marker.");
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private Dictionary<string, string> ReadMetadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = ReadLong(); count != 0; count = ReadLong())
        {
            if (count < 0)
            {
                ReadLong();
                count = -count;
            }

            for (; count > 0; count--)
            {
                var key = ReadText();
                metadata[key] = ReadText();
            }
        }

        return metadata;
    }

    private string ReadText()
    {
        var length = ReadLong();
        return length is >= 0 and <= int.MaxValue && !(stream.CanSeek && length > stream.Length - stream.Position)
            ? Encoding.UTF8.GetString(ReadExactly((int)length))
            : throw IcebergException.InvalidData($"The Avro file is damaged: its header holds a text of {length} bytes.");
    }

    private byte[] ReadExactly(int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw Truncated();
    }

    private long ReadLong() => TryReadLong(out var value) ? value : throw Truncated();

    private bool TryReadLong(out long value)
    {
        var bits = 0UL;
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0)
            {
                return shift == 0 ? false : throw Truncated();
            }

            bits |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                value = (long)(bits >> 1) ^ -(long)(bits & 1);
                return true;
            }
        }

        throw IcebergException.InvalidData("An integer of the Avro file is longer than 10 bytes.");
    }

    private static IcebergException Truncated() => IcebergException.InvalidData("The Avro file ends in the middle: it is truncated.");
}
