using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Avro;

public sealed class AvroSchemaTests
{
    private static string Print(params NestedField[] fields) => AvroSchemaPrinter.Print(AvroSchemaConversion.ToRecord(new StructType(fields), "row"));

    [Theory]
    [InlineData("boolean", "\"boolean\"")]
    [InlineData("int", "\"int\"")]
    [InlineData("long", "\"long\"")]
    [InlineData("float", "\"float\"")]
    [InlineData("double", "\"double\"")]
    [InlineData("string", "\"string\"")]
    [InlineData("binary", "\"bytes\"")]
    [InlineData("date", """{"type":"int","logicalType":"date"}""")]
    [InlineData("time", """{"type":"long","logicalType":"time-micros"}""")]
    [InlineData("timestamp", """{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":false}""")]
    [InlineData("timestamptz", """{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":true}""")]
    [InlineData("uuid", """{"type":"fixed","name":"uuid_fixed","size":16,"logicalType":"uuid"}""")]
    [InlineData("fixed[7]", """{"type":"fixed","name":"fixed_7","size":7}""")]
    [InlineData("decimal(20,4)", """{"type":"fixed","name":"decimal_20_4","size":9,"logicalType":"decimal","precision":20,"scale":4}""")]
    public void TypesAreThoseOfTheSpecAndPrimitivesAreBare(string type, string avro)
    {
        Assert.Equal(
            $$"""{"type":"record","name":"row","fields":[{"name":"a","type":{{avro}},"field-id":1}]}""",
            Print(new NestedField(1, "a", true, IcebergType.Parse(type))));
        Assert.Equal(
            $$"""{"type":"record","name":"row","fields":[{"name":"a","type":["null",{{avro}}],"default":null,"field-id":1}]}""",
            Print(NestedField.Optional(1, "a", IcebergType.Parse(type))));
    }

    [Fact]
    public void NestedTypesCarryIdsAndTheNamesThatJavaReadersLookFor() =>
        Assert.Equal(
            """
            {"type":"record","name":"row","fields":[{"name":"s","type":{"type":"record","name":"r2","fields":[{"name":"x","type":"int","field-id":3}]},"field-id":2},
            {"name":"l","type":["null",{"type":"array","items":"long","element-id":5}],"default":null,"field-id":4},
            {"name":"m","type":["null",{"type":"array","items":{"type":"record","name":"k7_v8","fields":[{"name":"key","type":"int","field-id":7},{"name":"value","type":"long","field-id":8}]},"logicalType":"map"}],"default":null,"field-id":6}]}
            """.ReplaceLineEndings(""),
            Print(
                new NestedField(2, "s", true, new StructType(new NestedField(3, "x", true, IcebergType.Int))),
                NestedField.Optional(4, "l", new ListType(5, true, IcebergType.Long)),
                NestedField.Optional(6, "m", new MapType(7, IcebergType.Int, 8, true, IcebergType.Long))));

    [Fact]
    public void NamedTypesStandInFullOnce() =>
        Assert.Equal(
            """{"type":"record","name":"row","fields":[{"name":"a","type":{"type":"fixed","name":"uuid_fixed","size":16,"logicalType":"uuid"},"field-id":1},{"name":"b","type":["null","uuid_fixed"],"default":null,"field-id":2}]}""",
            Print(new NestedField(1, "a", true, IcebergType.Uuid), NestedField.Optional(2, "b", IcebergType.Uuid)));

    [Theory]
    [InlineData("plain_Name9", "plain_Name9")]
    [InlineData("9lives", "_9lives")]
    [InlineData("a-b.c d", "a_x2Db_x2Ec_x20d")]
    [InlineData("größe", "gr_xF6_xDFe")]
    [InlineData("\U0001f600", "_xD83D_xDE00")]
    public void NamesAreMadeFitForAvro(string name, string avroName)
    {
        Assert.Equal(avroName, AvroNames.Sanitize(name));
        var original = name == avroName ? "" : $",\"iceberg-field-name\":\"{name}\"";
        Assert.Contains(
            $"\"name\":\"{avroName}\",\"type\":\"int\"{original},\"field-id\":1",
            System.Text.RegularExpressions.Regex.Unescape(Print(new NestedField(1, name, true, IcebergType.Int)).Replace("\\\"", "\"")));
    }

    [Fact]
    public void NamesThatBecomeOneAreToldApart() =>
        Assert.Equal(
            """{"type":"record","name":"row","fields":[{"name":"a_x2Eb","type":"int","iceberg-field-name":"a.b","field-id":1},{"name":"a_x2Eb_2","type":"int","iceberg-field-name":"a_x2Eb","field-id":2},{"name":"a_x2Eb_2_3","type":"int","iceberg-field-name":"a_x2Eb_2","field-id":3}]}""",
            Print(new NestedField(1, "a.b", true, IcebergType.Int), new NestedField(2, "a_x2Eb", true, IcebergType.Int), new NestedField(3, "a_x2Eb_2", true, IcebergType.Int)));

    [Fact]
    public void SchemasOfOthersAreParsed()
    {
        var record = Assert.IsType<AvroRecord>(AvroSchemaParser.Parse(
            """
            {"type":"record","name":"row","namespace":"a.b","fields":[
              {"name":"x","type":{"type":"int"},"field-id":1},
              {"name":"e","type":{"type":"enum","name":"color","symbols":["red"]}},
              {"name":"again","type":["null","color"]},
              {"name":"full","type":"a.b.color"},
              {"name":"m","type":{"type":"map","values":"row"}},
              {"name":"f","type":{"type":"fixed","name":"other.f16","size":16}},
              {"name":"g","type":"other.f16"}]}
            """));
        Assert.Equal(1, record.Fields[0].FieldId);
        Assert.Equal(AvroKind.Int, Assert.IsType<AvroPrimitive>(record.Fields[0].Schema).Kind);
        Assert.Equal(record.Fields[1].Schema, Assert.IsType<AvroUnion>(record.Fields[2].Schema).Branches[1]);
        Assert.Equal(record.Fields[1].Schema, record.Fields[3].Schema);
        Assert.Same(record, Assert.IsType<AvroMap>(record.Fields[4].Schema).Values);
        Assert.Equal(16, Assert.IsType<AvroFixed>(record.Fields[6].Schema).Size);
    }

    [Theory]
    [InlineData("\"nope\"")]
    [InlineData("""{"type":"record","name":"r"}""")]
    [InlineData("{")]
    public void OtherSchemasAreInvalid(string json) =>
        Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => AvroSchemaParser.Parse(json)).Kind);
}
