using System.Text;
using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Avro;

public sealed class AvroFileTests
{
    private static readonly StructType Small = new(new NestedField(1, "n", true, IcebergType.Long), NestedField.Optional(2, "s", IcebergType.String));

    private static readonly StructType Everything = new(
        NestedField.Optional(1, "boolean", IcebergType.Boolean),
        NestedField.Optional(2, "int", IcebergType.Int),
        NestedField.Optional(3, "long", IcebergType.Long),
        NestedField.Optional(4, "float", IcebergType.Float),
        NestedField.Optional(5, "double", IcebergType.Double),
        NestedField.Optional(6, "decimal", IcebergType.Decimal(20, 4)),
        NestedField.Optional(7, "date", IcebergType.Date),
        NestedField.Optional(8, "time", IcebergType.Time),
        NestedField.Optional(9, "timestamp", IcebergType.Timestamp),
        NestedField.Optional(10, "timestamptz", IcebergType.TimestampTz),
        NestedField.Optional(11, "string", IcebergType.String),
        NestedField.Optional(12, "uuid", IcebergType.Uuid),
        NestedField.Optional(13, "fixed", IcebergType.Fixed(3)),
        NestedField.Optional(14, "binary", IcebergType.Binary));

    private static byte[] Write(StructType type, string codec, params object?[][] rows)
    {
        var writer = new AvroFileWriter(type, "row", [new("key", "välue")], codec);
        foreach (var row in rows)
        {
            writer.Write(row);
        }

        return writer.Finish();
    }

    private static List<object?[]> Read(byte[] bytes, StructType type)
    {
        using var reader = new AvroFileReader(new MemoryStream(bytes));
        return [.. reader.ReadRows(AvroValueReader.ForStruct(reader.Schema, type, "row"))];
    }

    [Fact]
    public void BlocksMayBeCompressedAHundredfold()
    {
        object?[][] rows = [[1L, new string('a', 200_000)], [2L, "b"], [3L, new string('c', 1_000_000)]];
        var bytes = Write(Small, AvroCodec.Deflate, rows);
        Assert.InRange(bytes.Length, 1, 12_000);
        Assert.Equal(rows, Read(bytes, Small));
    }

    [Fact]
    public void SchemasOfEqualTextAreReadOnce()
    {
        var schemas = new AvroSchemaCache();
        using var first = new AvroFileReader(new MemoryStream(Write(Small, AvroCodec.Null, [1L, "foo"])), schemas);
        using var second = new AvroFileReader(new MemoryStream(Write(Small, AvroCodec.Deflate, [2L, "bar"])), schemas);
        using var other = new AvroFileReader(new MemoryStream(Write(new StructType(Small.Fields[0]), AvroCodec.Null, [3L])), schemas);
        Assert.Same(first.Schema, second.Schema);
        Assert.Single(Assert.IsType<AvroRecord>(other.Schema).Fields);
        Assert.NotSame(schemas.Parse("""{"type":"fixed","name":"f","size":1}""", fixedHasLength: true), schemas.Parse("""{"type":"fixed","name":"f","size":1}""", fixedHasLength: false));
    }

    [Fact]
    public void BytesAreThoseOfTheAvroSpec()
    {
        var bytes = Write(Small, AvroCodec.Null, [1L, "foo"], [-65L, null]);
        const string schema =
            """{"type":"record","name":"row","fields":[{"name":"n","type":"long","field-id":1},{"name":"s","type":["null","string"],"default":null,"field-id":2}]}""";
        byte[] head =
        [
            .. "Obj\u0001"u8, 6, 22, .. "avro.schema"u8, 0xa6, 2, .. Encoding.UTF8.GetBytes(schema), 20, .. "avro.codec"u8, 8, .. "null"u8,
            6, .. "key"u8, 12, .. "välue"u8, 0,
        ];
        Assert.Equal(head, bytes[..head.Length]);
        var sync = bytes[head.Length..(head.Length + 16)];

        // Two rows in nine bytes: 1 is 02; "foo" in the second branch is 02 06 66 6f 6f; -65 is 81 01; null is 00.
        byte[] block = [4, 18, 2, 2, 6, .. "foo"u8, 0x81, 1, 0, .. sync];
        Assert.Equal(block, bytes[(head.Length + 16)..]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("deflate")]
    public void AllTypesComeBack(string codec)
    {
        object?[] values =
        [
            true, int.MinValue, long.MinValue, -1.5f, double.NaN, Int128.Parse("-12345678901234567890"), -1, 86_399_999_999L, -1L, long.MaxValue,
            "text \U0001f600", Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7"), new byte[] { 1, 2, 255 }, Array.Empty<byte>(),
        ];
        var rows = Read(Write(Everything, codec, values, new object?[14]), Everything);
        Assert.Equal(2, rows.Count);
        Assert.Equal(values, rows[0]);
        Assert.Equal(new object?[14], rows[1]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("deflate")]
    public void FilesOfManyBlocksComeBackAndEqualRowsGiveEqualBytes(string codec)
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => new object?[] { (long)i * i, i % 3 == 0 ? null : $"row {i}" }).ToArray();
        var bytes = Write(Small, codec, rows);
        Assert.Equal(rows, Read(bytes, Small));
        Assert.Equal(bytes, Write(Small, codec, rows));
    }

    [Fact]
    public void FieldsAreFoundByIdOthersAreSkippedAndMissingOnesAreNull()
    {
        var nested = new StructType(
            new NestedField(9, "list", true, new ListType(10, true, IcebergType.Long)),
            NestedField.Optional(11, "map", new MapType(12, IcebergType.Int, 13, true, IcebergType.Binary)),
            new NestedField(1, "n", true, IcebergType.Long),
            new NestedField(14, "struct", true, Small),
            NestedField.Optional(2, "old_name", IcebergType.Int));
        var bytes = Write(
            nested, AvroCodec.Null, [new List<long> { 1, 2, 3 }, new Dictionary<int, byte[]> { [5] = [1] }, 7L, new object?[] { 8L, "skipped" }, 42]);
        var projection = new StructType(
            NestedField.Optional(2, "new_name", IcebergType.Long), NestedField.Optional(99, "missing", IcebergType.String), new NestedField(1, "n", true, IcebergType.Long));
        Assert.Equal([42L, null, 7L], Assert.Single(Read(bytes, projection)));
    }

    [Fact]
    public void EveryKindOfUnknownFieldIsSkipped()
    {
        // A file as another writer makes it: unknown fields of all types, arrays in blocks with sizes, a map, an enum, a union of more than two.
        const string schema =
            """
            {"type":"record","name":"row","fields":[{"name":"a","type":{"type":"array","items":"int"}},{"name":"m","type":{"type":"map","values":"boolean"}},
            {"name":"e","type":{"type":"enum","name":"e1","symbols":["x","y"]}},{"name":"u","type":["null","double","float","bytes"]},{"name":"f","type":{"type":"fixed","name":"f3","size":3}},
            {"name":"n","type":["long","null"],"field-id":1}]}
            """;
        byte[] row =
        [
            3, 4, 2, 4, 2, 6, 0, // two ints in a block with its size of 2 bytes, one more in a plain block
            2, 2, (byte)'k', 1, 0,
            2,
            6, 4, 9, 9,
            7, 7, 7,
            0, 84,
        ];
        byte[] sync = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
        byte[] schemaBytes = Encoding.UTF8.GetBytes(schema);
        var encoder = new AvroEncoder();
        encoder.WriteRaw("Obj\u0001"u8);
        encoder.WriteLong(-1);
        encoder.WriteLong(schemaBytes.Length + 14);
        encoder.WriteString("avro.schema");
        encoder.WriteBytes(schemaBytes);
        encoder.WriteLong(0);
        encoder.WriteRaw(sync);
        encoder.WriteLong(1);
        encoder.WriteBytes(row);
        encoder.WriteRaw(sync);
        var only = new StructType(NestedField.Optional(1, "n", IcebergType.Long));
        Assert.Equal([42L], Assert.Single(Read(encoder.Written.ToArray(), only)));
    }

    [Theory]
    [InlineData("bzip2")]
    [InlineData("xz")]
    public void OtherCodecsAreRefusedByName(string codec)
    {
        var encoder = new AvroEncoder();
        encoder.WriteRaw("Obj\u0001"u8);
        encoder.WriteLong(1);
        encoder.WriteString("avro.codec");
        encoder.WriteString(codec);
        encoder.WriteLong(0);
        encoder.WriteRaw(new byte[16]);
        var error = Assert.Throws<IcebergException>(() => new AvroFileReader(new MemoryStream(encoder.Written.ToArray())));
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
        Assert.Contains(codec, error.Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("deflate")]
    public void EveryTruncationIsFound(string codec)
    {
        var bytes = Write(Small, codec, [.. Enumerable.Range(0, 50).Select(i => new object?[] { (long)i, $"row {i}" })]);
        var header = Write(Small, codec).Length;
        for (var length = 0; length < bytes.Length; length++)
        {
            if (length != header)
            {
                Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => Read(bytes[..length], Small)).Kind);
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("deflate")]
    public void DamageNeverEndsInAnotherError(string codec)
    {
        var bytes = Write(Small, codec, [.. Enumerable.Range(0, 50).Select(i => new object?[] { (long)i, $"row {i}" })]);
        for (var position = 0; position < bytes.Length; position++)
        {
            foreach (var flip in new byte[] { 0x01, 0x80, 0xff })
            {
                var damaged = (byte[])bytes.Clone();
                damaged[position] ^= flip;
                try
                {
                    Read(damaged, Small);
                }
                catch (IcebergException)
                {
                }
            }
        }
    }

    [Theory]
    [InlineData("iceberg.schema", null, true)]
    [InlineData("iceberg.schema", "iceberg.avro.fixed-encoding", false)]
    [InlineData("key", null, false)]
    public void FixedValuesOfTheJavaLibraryStandBehindTheirLength(string key, string? otherKey, bool hasLength)
    {
        var type = new StructType(new NestedField(1, "f", true, IcebergType.Fixed(3)));
        var encoder = new AvroEncoder();
        encoder.WriteRaw("Obj\u0001"u8);
        encoder.WriteLong(otherKey is null ? 2 : 3);
        foreach (var text in new[] { "avro.schema", AvroSchemaPrinter.Print(AvroSchemaConversion.ToRecord(type, "row")), key, "x" })
        {
            encoder.WriteString(text);
        }

        if (otherKey is not null)
        {
            encoder.WriteString(otherKey);
            encoder.WriteString("v2");
        }

        encoder.WriteLong(0);
        encoder.WriteRaw(new byte[16]);
        encoder.WriteLong(1);
        encoder.WriteBytes(hasLength ? [6, 1, 2, 3] : [1, 2, 3]);
        encoder.WriteRaw(new byte[16]);
        Assert.Equal(new byte[] { 1, 2, 3 }, Assert.Single(Read(encoder.Written.ToArray(), type))[0]);
    }

    [Fact]
    public void ARequiredFieldMustBeThere()
    {
        var bytes = Write(Small, AvroCodec.Null, [1L, null]);
        Assert.Contains("'id'", Assert.Throws<IcebergException>(() => Read(bytes, new StructType(new NestedField(3, "id", true, IcebergType.Long)))).Message);
        Assert.Contains("'s'", Assert.Throws<IcebergException>(() => Read(bytes, new StructType(new NestedField(2, "s", true, IcebergType.String)))).Message);
        Assert.Contains("'n'", Assert.Throws<IcebergException>(() => Write(Small, AvroCodec.Null, new object?[2])).Message);
    }

    [Fact]
    public void ValuesOfAnotherTypeAreRefused()
    {
        Assert.Contains("Int32", Assert.Throws<IcebergException>(() => Write(Small, AvroCodec.Null, [1, null])).Message);
        Assert.Contains("cannot be read as boolean", Assert.Throws<IcebergException>(() => Read(Write(Small, AvroCodec.Null), new StructType(NestedField.Optional(1, "n", IcebergType.Boolean)))).Message);
    }
}
