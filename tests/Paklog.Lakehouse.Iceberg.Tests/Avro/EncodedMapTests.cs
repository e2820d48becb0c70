using Paklog.Lakehouse.Iceberg.Avro;

namespace Paklog.Lakehouse.Iceberg.Tests.Avro;

public sealed class EncodedMapTests
{
    [Fact]
    public void Look_ups_find_what_is_there_across_blocks()
    {
        var decoder = new AvroDecoder(Bytes(writer =>
        {
            writer.WriteLong(2);
            Entry(writer, 1, 10);
            Entry(writer, 3, 30);

            // A negative count is followed by the bytes of its block.
            writer.WriteLong(-1);
            writer.WriteLong(2);
            Entry(writer, 7, 70);
            writer.WriteLong(0);
            writer.WriteLong(99);
        }));

        var map = EncodedMap<long>.ReadFrom(decoder, d => d.ReadLong(), d => d.ReadLong());

        Assert.IsType<EncodedMap<long>>(map);
        Assert.Equal(99, decoder.ReadLong());
        Assert.Equal([(1, 10L), (3, 30L), (7, 70L)], map.Select(entry => (entry.Key, entry.Value)));
        Assert.Equal((3, 30L, 70L), (map.Count, map[3], map[7]));
        Assert.Equal([1, 3, 7], map.Keys);
        Assert.Equal([10L, 30L, 70L], map.Values);
        foreach (var absent in (int[])[0, 2, 4, 8])
            Assert.False(map.ContainsKey(absent));
        Assert.Throws<KeyNotFoundException>(() => map[2]);
    }

    [Fact]
    public void Of_a_key_that_stands_twice_the_last_value_counts()
    {
        var decoder = new AvroDecoder(Bytes(writer =>
        {
            writer.WriteLong(4);
            Entry(writer, 5, 1);
            Entry(writer, 2, 2);
            Entry(writer, 5, 3);
            Entry(writer, 4, 4);
            writer.WriteLong(0);
        }));

        var map = EncodedMap<long>.ReadFrom(decoder, d => d.ReadLong(), d => d.ReadLong());

        Assert.True(decoder.AtEnd);
        Assert.Equal([(2, 2L), (4, 4L), (5, 3L)], map.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public void Damage_is_found_on_reading_and_not_later()
    {
        var whole = Bytes(writer =>
        {
            writer.WriteLong(2);
            Value(writer, 1, [1, 2, 3]);
            Value(writer, 2, [4, 5, 6]);
            writer.WriteLong(0);
        });

        for (var length = 0; length < whole.Length; length++)
        {
            var cut = new AvroDecoder(whole[..length]);
            var error = Assert.Throws<IcebergException>(() => EncodedMap<byte[]>.ReadFrom(cut, d => d.ReadBytes().ToArray(), d => d.ReadBytes()));
            Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        }

        Assert.Equal([4, 5, 6], EncodedMap<byte[]>.ReadFrom(new AvroDecoder(whole), d => d.ReadBytes().ToArray(), d => d.ReadBytes())[2]);
    }

    private static byte[] Bytes(Action<AvroEncoder> write)
    {
        var writer = new AvroEncoder();
        write(writer);
        return writer.Written.ToArray();
    }

    private static void Entry(AvroEncoder writer, int key, long value)
    {
        writer.WriteLong(key);
        writer.WriteLong(value);
    }

    private static void Value(AvroEncoder writer, int key, byte[] value)
    {
        writer.WriteLong(key);
        writer.WriteBytes(value);
    }
}
