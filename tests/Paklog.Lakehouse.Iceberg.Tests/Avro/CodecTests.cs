using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Types;
using ZstdSharp;

namespace Paklog.Lakehouse.Iceberg.Tests.Avro;

public sealed class CodecTests
{
    private const string Schema = """{"type":"record","name":"row","fields":[{"name":"s","type":"string","field-id":1}]}""";

    private static string Read(byte[] block, string codec)
    {
        using var reader = new AvroFileReader(new MemoryStream(ForeignAvro.File(Schema, block, codec: codec)));
        return (string)reader.ReadRows(AvroValueReader.ForStruct(reader.Schema, new StructType(NestedField.Optional(1, "s", IcebergType.String)), "row")).Single()[0]!;
    }

    /// <summary>Made by hand after the format's description: short and long literals, copies with offsets of one, two and four bytes that overlap what they write.</summary>
    [Theory]
    [InlineData("0D0C186162631503C0CBDF6E", "abcabcabcabc")]
    [InlineData("0D0C18616263220300C0CBDF6E", "abcabcabcabc")]
    [InlineData("0D0C186162632303000000C0CBDF6E", "abcabcabcabc")]
    [InlineData("50F04F9C016162636465666768696A6B6C6D6E6F707172737475767778797A6162636465666768696A6B6C6D6E6F707172737475767778797A6162636465666768696A6B6C6D6E6F707172737475767778797A9EF23F3B", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")]
    [InlineData("50F44F009C016162636465666768696A6B6C6D6E6F707172737475767778797A6162636465666768696A6B6C6D6E6F707172737475767778797A6162636465666768696A6B6C6D6E6F707172737475767778797A9EF23F3B", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")]
    public void Snappy_is_read(string block, string expected) => Assert.Equal(expected, Read(Convert.FromHexString(block), "snappy"));

    [Theory]
    [InlineData("0D0C186162631503C0CBDF6E", "abcabcabcabc")]
    [InlineData("0D0C18616263220300C0CBDF6E", "abcabcabcabc")]
    [InlineData("50F04F9C016162636465666768696A6B6C6D6E6F707172737475767778797A6162636465666768696A6B6C6D6E6F707172737475767778797A6162636465666768696A6B6C6D6E6F707172737475767778797A9EF23F3B", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")]
    public void Damage_of_a_snappy_block_is_found_wherever_it_is(string block, string expected)
    {
        var bytes = Convert.FromHexString(block);
        for (var position = 0; position < bytes.Length; position++)
        {
            foreach (var flip in new byte[] { 0x01, 0x02, 0x10, 0x80, 0xff })
            {
                var damaged = (byte[])bytes.Clone();
                damaged[position] ^= flip;
                Assert.True(Assert.Throws<IcebergException>(() => Read(damaged, "snappy")).Kind == IcebergErrorKind.InvalidData, expected);
            }

            Assert.Throws<IcebergException>(() => Read(bytes[..position], "snappy"));
        }
    }

    [Fact]
    public void Zstandard_is_read_and_its_damage_found()
    {
        using var compressor = new Compressor();
        var block = compressor.Wrap([6, .. "abc"u8]).ToArray();

        Assert.Equal("abc", Read(block, "zstandard"));
        Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => Read(block[..^2], "zstandard")).Kind);
        Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => Read([1, 2, 3], "zstandard")).Kind);
    }
}
