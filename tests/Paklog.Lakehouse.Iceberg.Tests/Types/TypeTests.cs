using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Types;

public sealed class TypeTests
{
    [Theory]
    [InlineData("boolean")]
    [InlineData("int")]
    [InlineData("long")]
    [InlineData("float")]
    [InlineData("double")]
    [InlineData("decimal(38,10)")]
    [InlineData("date")]
    [InlineData("time")]
    [InlineData("timestamp")]
    [InlineData("timestamptz")]
    [InlineData("string")]
    [InlineData("uuid")]
    [InlineData("fixed[16]")]
    [InlineData("binary")]
    public void PrimitiveTypesKeepTheirText(string text) => Assert.Equal(text, IcebergType.Parse(text).ToString());

    [Fact]
    public void DecimalsMayHoldSpaces() => Assert.Equal(IcebergType.Decimal(9, 2), IcebergType.Parse("decimal( 9, 2 )"));

    [Theory]
    [InlineData("timestamp_ns")]
    [InlineData("timestamptz_ns")]
    [InlineData("variant")]
    [InlineData("unknown")]
    [InlineData("geometry(srid:4326)")]
    [InlineData("geography")]
    public void TypesOfFormat3AreRefused(string text)
    {
        var error = Assert.Throws<IcebergException>(() => IcebergType.Parse(text));
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
        Assert.Contains(text, error.Message);
    }

    [Theory]
    [InlineData("integer")]
    [InlineData("decimal(39,0)")]
    [InlineData("decimal(4,5)")]
    [InlineData("decimal(0,0)")]
    [InlineData("fixed[99999999999]")]
    [InlineData("")]
    public void OtherTextIsInvalid(string text) => Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => IcebergType.Parse(text)).Kind);

    // TypeUtil.decimalRequiredBytes of the Java library.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(9, 4)]
    [InlineData(10, 5)]
    [InlineData(18, 8)]
    [InlineData(19, 9)]
    [InlineData(38, 16)]
    public void DecimalsTakeTheLeastBytesForTheirPrecision(int precision, int bytes) => Assert.Equal(bytes, IcebergType.Decimal(precision, 0).RequiredBytes);

    [Fact]
    public void NestedTypesHaveTheJsonOfTheSpec()
    {
        const string json = """
            {"type":"struct","fields":[{"id":1,"name":"tags","required":true,"type":{"type":"list","element-id":3,"element":"string","element-required":true},"doc":"words"},{"id":2,"name":"sums","required":false,"type":{"type":"map","key-id":4,"key":"string","value-id":5,"value":"double","value-required":false}}]}
            """;
        using var document = JsonDocument.Parse(json);
        var type = IcebergType.FromJson(document.RootElement);
        Assert.Equal(
            new StructType(
                new NestedField(1, "tags", true, new ListType(3, true, IcebergType.String), "words"),
                new NestedField(2, "sums", false, new MapType(4, IcebergType.String, 5, false, IcebergType.Double))),
            type);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            type.WriteTo(writer);
        }

        Assert.Equal(json.Trim(), System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("initial-default")]
    [InlineData("write-default")]
    public void DefaultValuesAreKept(string member)
    {
        var json = $$"""{"type":"struct","fields":[{"id":1,"name":"a","required":true,"type":"int","{{member}}":5}]}""";
        Assert.Equal(json, Rewritten(json));
    }

    [Theory]
    [InlineData("timestamp_ns")]
    [InlineData("variant")]
    [InlineData("geometry(srid:4326)")]
    public void TypesOfFormat3AreKeptInSchemas(string text)
    {
        var json = $$"""{"type":"struct","fields":[{"id":1,"name":"a","required":false,"type":"{{text}}"}]}""";
        Assert.Equal(json, Rewritten(json));
    }

    [Theory]
    [InlineData("""{"type":"list","element-id":3,"element":"string"}""", "element-required")]
    [InlineData("""{"type":"struct","fields":[{"id":"1","name":"a","required":true,"type":"int"}]}""", "'id'")]
    [InlineData("""{"type":"struct","fields":{}}""", "fields")]
    [InlineData("""{"type":"tuple"}""", "tuple")]
    [InlineData("""7""", "object")]
    public void WrongJsonIsNamed(string json, string named)
    {
        using var document = JsonDocument.Parse(json);
        var error = Assert.Throws<IcebergException>(() => IcebergType.FromJson(document.RootElement));
        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains(named, error.Message);
    }

    private static string Rewritten(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            IcebergType.FromJson(document.RootElement).WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
