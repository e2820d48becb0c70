using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Writes an Avro object container file into memory, block by block. Equal rows give equal bytes.</summary>
internal sealed class AvroFileWriter
{
    private const int BlockSize = 64_000;

    private readonly MemoryStream file = new();
    private readonly AvroEncoder block = new();
    private readonly StructType type;
    private readonly string codec;
    private readonly byte[] sync;
    private long rowsInBlock;

    /// <param name="metadata">Written after avro.schema and avro.codec, in the given order.</param>
    internal AvroFileWriter(StructType type, string recordName, IEnumerable<KeyValuePair<string, string>> metadata, string codec = AvroCodec.Deflate)
    {
        AvroCodec.Check(codec);
        this.type = type;
        this.codec = codec;
        List<KeyValuePair<string, string>> header =
        [
            new("avro.schema", AvroSchemaPrinter.Print(AvroSchemaConversion.ToRecord(type, recordName))),
            new("avro.codec", codec),
            .. metadata,
        ];
        var encoder = new AvroEncoder();
        encoder.WriteRaw("Obj\u0001"u8);
        encoder.WriteLong(header.Count);
        foreach (var (key, value) in header)
        {
            encoder.WriteString(key);
            encoder.WriteBytes(Encoding.UTF8.GetBytes(value));
        }

        encoder.WriteLong(0);

        // The marker must only be unlikely to occur in the data. Taken from the header it needs no randomness.
        sync = SHA256.HashData(encoder.Written)[..16];
        encoder.WriteRaw(sync);
        file.Write(encoder.Written);
    }

    /// <summary>The bytes written so far, without the rows of the open block.</summary>
    internal long Length => file.Length;

    internal void Write(IReadOnlyList<object?> row)
    {
        AvroValueWriter.WriteStruct(block, type, row);
        rowsInBlock++;
        if (block.Length >= BlockSize)
        {
            Flush();
        }
    }

    internal byte[] Finish()
    {
        Flush();
        return file.ToArray();
    }

    private void Flush()
    {
        if (rowsInBlock == 0)
        {
            return;
        }

        var compressed = AvroCodec.Compress(codec, block.Written);
        var head = new AvroEncoder();
        head.WriteLong(rowsInBlock);
        head.WriteLong(compressed.Length);
        file.Write(head.Written);
        file.Write(compressed.Span);
        file.Write(sync);
        block.Clear();
        rowsInBlock = 0;
    }
}
