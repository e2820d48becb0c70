using System.Numerics;
using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Types;

public sealed class SingleValueTests
{
    public static TheoryData<string, object, string, string> Values => new()
    {
        { "boolean", false, "00", "false" },
        { "boolean", true, "01", "true" },
        { "int", 34, "22000000", "34" },
        { "int", -1, "ffffffff", "-1" },
        { "long", 34L, "2200000000000000", "34" },
        { "float", 1.5f, "0000c03f", "1.5" },
        { "double", -0.25, "000000000000d0bf", "-0.25" },
        { "date", 17486, "4e440000", "\"2017-11-16\"" },
        { "date", -1, "ffffffff", "\"1969-12-31\"" },
        { "time", 81_068_123_456L, "406509e012000000", "\"22:31:08.123456\"" },
        { "timestamp", 1_510_871_468_123_456L, "40a5282d215e0500", "\"2017-11-16T22:31:08.123456\"" },
        { "timestamptz", 1_510_871_468_000_000L, "00c3262d215e0500", "\"2017-11-16T22:31:08.000000+00:00\"" },
        { "timestamp", -1L, "ffffffffffffffff", "\"1969-12-31T23:59:59.999999\"" },
        { "string", "iceberg", "69636562657267", "\"iceberg\"" },
        { "uuid", Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7"), "f79c3e09677c4bbda4793f349cb785e7", "\"f79c3e09-677c-4bbd-a479-3f349cb785e7\"" },
        { "fixed[4]", new byte[] { 0, 1, 2, 255 }, "000102ff", "\"000102ff\"" },
        { "binary", new byte[] { 0, 1, 2, 255 }, "000102ff", "\"000102ff\"" },
        { "decimal(4,2)", (Int128)1420, "058c", "\"14.20\"" },
        { "decimal(4,2)", (Int128)(-5), "fb", "\"-0.05\"" },
        { "decimal(9,0)", (Int128)0, "00", "\"0\"" },
        { "decimal(9,0)", (Int128)127, "7f", "\"127\"" },
        { "decimal(9,0)", (Int128)128, "0080", "\"128\"" },
        { "decimal(9,0)", (Int128)(-128), "80", "\"-128\"" },
        { "decimal(9,0)", (Int128)(-129), "ff7f", "\"-129\"" },
        { "decimal(38,0)", Int128.Parse("-99999999999999999999999999999999999999"), "b4c4b357a5793b85f675ddc000000001", "\"-99999999999999999999999999999999999999\"" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void BytesAreThoseOfTheSpec(string type, object value, string hex, string json)
    {
        _ = json;
        var icebergType = IcebergType.Parse(type);
        Assert.Equal(hex, Convert.ToHexStringLower(SingleValue.ToBytes(value, icebergType)));
        Assert.Equal(value, SingleValue.FromBytes(Convert.FromHexString(hex), icebergType));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void JsonIsThatOfTheSpec(string type, object value, string hex, string json)
    {
        _ = hex;
        var icebergType = IcebergType.Parse(type);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            SingleValueJson.Write(writer, value, icebergType);
        }

        Assert.Equal(json, Encoding.UTF8.GetString(stream.ToArray()));
        using var document = JsonDocument.Parse(json);
        Assert.Equal(value, SingleValueJson.Read(document.RootElement, icebergType));
    }

    [Theory]
    [InlineData("int", "\"5\"")]
    [InlineData("int", "5000000000")]
    [InlineData("decimal(4,2)", "\"1.5\"")]
    [InlineData("date", "\"2017-13-01\"")]
    [InlineData("timestamptz", "\"2017-11-16T22:31:08.000000\"")]
    [InlineData("fixed[2]", "\"00\"")]
    [InlineData("boolean", "1")]
    public void JsonOfAnotherTypeIsInvalid(string type, string json)
    {
        using var document = JsonDocument.Parse(json);
        var error = Assert.Throws<IcebergException>(() => SingleValueJson.Read(document.RootElement, IcebergType.Parse(type)));
        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
    }

    [Fact]
    public void BoundsFromBeforeAPromotionAreRead()
    {
        Assert.Equal(-7L, SingleValue.FromBytes(SingleValue.ToBytes(-7, IcebergType.Int), IcebergType.Long));
        Assert.Equal(1.5, SingleValue.FromBytes(SingleValue.ToBytes(1.5f, IcebergType.Float), IcebergType.Double));
        Assert.Equal((Int128)1420, SingleValue.FromBytes([0x05, 0x8c], IcebergType.Decimal(30, 2)));
    }

    [Fact]
    public void BytesOfAnotherLengthAreInvalid()
    {
        Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => SingleValue.FromBytes([1, 2, 3], IcebergType.Int)).Kind);
        Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => SingleValue.FromBytes([], IcebergType.Decimal(9, 2))).Kind);
    }

    [Fact]
    public void ValuesOfAnotherTypeAreRefused() => Assert.Throws<ArgumentException>(() => SingleValue.ToBytes(5, IcebergType.Long));

    [Fact]
    public void DecimalBytesAreAsFewAsBigIntegersAre()
    {
        var random = new Random(17);
        for (var i = 0; i < 2000; i++)
        {
            var value = new Int128((ulong)random.NextInt64(), (ulong)random.NextInt64()) >> random.Next(127);
            value = random.Next(2) == 0 ? value : -value;
            var bytes = SingleValue.ToBytes(value, IcebergType.Decimal(38, 0));
            Assert.Equal(((BigInteger)value).ToByteArray(isBigEndian: true), bytes);
            Assert.Equal(value, SingleValue.FromBytes(bytes, IcebergType.Decimal(38, 0)));
        }
    }
}
