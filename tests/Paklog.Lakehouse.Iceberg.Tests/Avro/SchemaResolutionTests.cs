using System.Globalization;
using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Avro;

public sealed class SchemaResolutionTests
{
    private static object? Read(string avroType, string hex, IcebergType type)
    {
        var schema = $$"""{"type":"record","name":"row","fields":[{"name":"x","type":{{avroType}},"field-id":7}]}""";
        using var reader = new AvroFileReader(new MemoryStream(ForeignAvro.File(schema, Convert.FromHexString(hex))));
        return reader.ReadRows(AvroValueReader.ForStruct(reader.Schema, new StructType(NestedField.Optional(7, "x", type)), "row")).Single()[0];
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        IEnumerable<int> items => string.Join(',', items),
        IEnumerable<long> items => string.Join(',', items),
        IEnumerable<KeyValuePair<int, long>> map => string.Join(',', map.Select(entry => $"{entry.Key}={entry.Value}")),
        IEnumerable<KeyValuePair<int, byte[]>> map => string.Join(',', map.Select(entry => $"{entry.Key}={Convert.ToHexString(entry.Value)}")),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    [Theory]
    [InlineData("\"int\"", "54", "long", "42")]
    [InlineData("\"int\"", "54", "float", "42")]
    [InlineData("\"int\"", "53", "double", "-42")]
    [InlineData("\"long\"", "54", "float", "42")]
    [InlineData("\"long\"", "54", "double", "42")]
    [InlineData("\"float\"", "0000C03F", "double", "1.5")]
    [InlineData("\"string\"", "0661626B", "binary", "61626B")]
    [InlineData("\"bytes\"", "0661626B", "string", "abk")]
    public void Types_are_promoted_as_Avro_says(string avroType, string hex, string type, string expected) => Assert.Equal(expected, Text(Read(avroType, hex, IcebergType.Parse(type))));

    [Theory]
    [InlineData("\"long\"", "54", "int", "42")]
    [InlineData("\"long\"", "FFFFFFFF0F", "int", "-2147483648")]
    [InlineData("\"long\"", "FEFFFFFF0F", "int", "2147483647")]
    [InlineData("\"long\"", "53", "date", "-42")]
    [InlineData("\"double\"", "000000000000F83F", "float", "1.5")]
    [InlineData("\"double\"", "000000000000F87F", "float", "NaN")]
    public void A_wider_type_is_read_where_its_values_fit(string avroType, string hex, string type, string expected) => Assert.Equal(expected, Text(Read(avroType, hex, IcebergType.Parse(type))));

    [Theory]
    [InlineData("\"long\"", "8080808010", "int", "2147483648")]
    [InlineData("\"long\"", "8180808010", "int", "-2147483649")]
    [InlineData("\"long\"", "8080808010", "date", "2147483648")]
    [InlineData("[\"null\",\"long\"]", "028080808010", "int", "2147483648")]
    [InlineData("\"double\"", "9A9999999999B93F", "float", "0.1")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}", "02", "timestamp", "1")]
    public void A_value_that_does_not_fit_is_an_error_that_names_it_and_its_field(string avroType, string hex, string type, string value)
    {
        var error = Assert.Throws<IcebergException>(() => Read(avroType, hex, IcebergType.Parse(type)));

        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains(value, error.Message);
        Assert.Contains("'row.x'", error.Message);
    }

    [Theory]
    [InlineData("[\"null\",\"long\"]", "00", "int", "null")]
    [InlineData("[\"long\",\"null\"]", "0054", "int", "42")]
    [InlineData("[\"long\"]", "0054", "int", "42")]
    [InlineData("[\"int\",\"long\",\"double\"]", "02808080808001", "long", "17179869184")]
    [InlineData("[\"null\",\"string\",\"bytes\"]", "040661626B", "string", "abk")]
    [InlineData("[\"null\",\"string\",\"int\"]", "0454", "int", "42")]
    [InlineData("\"null\"", "", "int", "null")]
    public void A_union_is_read_by_the_branch_that_was_written(string avroType, string hex, string type, string expected) => Assert.Equal(expected, Text(Read(avroType, hex, IcebergType.Parse(type))));

    [Fact]
    public void A_branch_of_another_type_is_an_error_only_where_it_was_written()
    {
        Assert.Equal("42", Text(Read("[\"string\",\"int\"]", "0254", IcebergType.Int)));
        var error = Assert.Throws<IcebergException>(() => Read("[\"string\",\"int\"]", "000661626B", IcebergType.Int));
        Assert.Contains("'row.x' cannot be read as int: it is string", error.Message);
    }

    [Theory]
    [InlineData("\"int\"", "54", "date", "42")]
    [InlineData("\"int\"", "54", "time", "42")]
    [InlineData("\"long\"", "54", "timestamp", "42")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"unheard-of\"}", "54", "timestamptz", "42")]
    [InlineData("{\"type\":\"int\",\"logicalType\":\"unheard-of\"}", "54", "date", "42")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"}", "54", "timestamp", "42")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}", "54", "timestamp", "42000")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}", "D00F", "timestamp", "1")]
    [InlineData("{\"type\":\"int\",\"logicalType\":\"time-millis\"}", "54", "time", "42000")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"f\",\"size\":2}", "0105", "decimal(9, 2)", "261")]
    [InlineData("\"bytes\"", "04FF7F", "decimal(9, 2)", "-129")]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}", "040105", "decimal(9, 2)", "261")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"f\",\"size\":18,\"logicalType\":\"decimal\",\"precision\":38,\"scale\":2}", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F", "decimal(38, 2)", "-129")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"f\",\"size\":16}", "F79C3E09677C4BBDA4793F349CB785E7", "uuid", "f79c3e09-677c-4bbd-a479-3f349cb785e7")]
    [InlineData("\"bytes\"", "20F79C3E09677C4BBDA4793F349CB785E7", "uuid", "f79c3e09-677c-4bbd-a479-3f349cb785e7")]
    [InlineData("\"string\"", "4866373963336530392D363737632D346262642D613437392D336633343963623738356537", "uuid", "f79c3e09-677c-4bbd-a479-3f349cb785e7")]
    [InlineData("\"bytes\"", "06010203", "fixed[3]", "010203")]
    [InlineData("{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"avro\",\"parquet\"]}", "02", "string", "parquet")]
    public void Logical_types_may_lack_or_be_others_where_the_value_is_plain(string avroType, string hex, string type, string expected) =>
        Assert.Equal(expected, Text(Read(avroType, hex, IcebergType.Parse(type))));

    [Theory]
    [InlineData("\"string\"", "02", "int")]
    [InlineData("\"boolean\"", "01", "int")]
    [InlineData("\"double\"", "000000000000F83F", "long")]
    [InlineData("\"bytes\"", "040102", "fixed[3]")]
    [InlineData("\"bytes\"", "04FFFE", "string")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"f\",\"size\":2}", "0102", "fixed[3]")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}", "54", "date")]
    [InlineData("{\"type\":\"int\",\"logicalType\":\"date\"}", "54", "timestamp")]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":3}", "0401FF", "decimal(9, 2)")]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "00", "int")]
    [InlineData("{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"a\"]}", "02", "string")]
    public void What_would_be_another_value_is_refused(string avroType, string hex, string type)
    {
        var error = Assert.Throws<IcebergException>(() => Read(avroType, hex, IcebergType.Parse(type)));

        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains("'row.x'", error.Message);
    }

    [Theory]
    [InlineData("\"long\"", "04020400")]
    [InlineData("\"int\"", "04020400")]
    [InlineData("[\"null\",\"long\"]", "040202020400")]
    public void Lists_may_have_other_items(string items, string hex)
    {
        var avroType = $$"""{"type":"array","items":{{items}}}""";
        Assert.Equal("1,2", Text(Read(avroType, hex, new ListType(8, true, IcebergType.Int))));
        Assert.Equal("1,2", Text(Read(avroType, hex, new ListType(8, true, IcebergType.Long))));
    }

    [Fact]
    public void An_item_beyond_an_int_or_without_a_value_is_an_error()
    {
        var type = new ListType(8, true, IcebergType.Int);
        Assert.Contains("4294967296 for 'row.x.element'", Assert.Throws<IcebergException>(() => Read("""{"type":"array","items":"long"}""", "02808080802000", type)).Message);
        Assert.Contains("'row.x' is null", Assert.Throws<IcebergException>(() => Read("""{"type":"array","items":["null","int"]}""", "020000", type)).Message);
    }

    [Theory]
    [InlineData("""{"type":"array","logicalType":"map","items":{"type":"record","name":"k","fields":[{"name":"key","type":"int","field-id":8},{"name":"value","type":"long","field-id":9}]}}""", "020A5400")]
    [InlineData("""{"type":"array","items":{"type":"record","name":"k","fields":[{"name":"key","type":"int"},{"name":"value","type":"long"}]}}""", "020A5400")]
    [InlineData("""{"type":"array","items":{"type":"record","name":"k","fields":[{"name":"key","type":"long","field-id":8},{"name":"value","type":"int","field-id":9}]}}""", "020A5400")]
    [InlineData("""{"type":"array","items":{"type":"record","name":"k","fields":[{"name":"value","type":"int","field-id":9},{"name":"key","type":"int","field-id":8}]}}""", "02540A00")]
    [InlineData("""{"type":"array","items":["null",{"type":"record","name":"k","fields":[{"name":"key","type":"int","field-id":8},{"name":"value","type":["null","long"],"field-id":9}]}]}""", "04020A025402080000")]
    [InlineData("""{"type":"map","values":"long"}""", "0202355400")]
    [InlineData("""{"type":"map","values":["null","int"]}""", "040235025402340000")]
    public void Maps_may_be_arrays_of_entries_or_maps_of_Avro(string avroType, string hex) =>
        Assert.Equal("5=42", Text(Read(avroType, hex, new MapType(8, IcebergType.Int, 9, true, IcebergType.Long))));

    [Fact]
    public void A_key_that_is_no_id_is_an_error() =>
        Assert.Contains("'a' stands", Assert.Throws<IcebergException>(() => Read("""{"type":"map","values":"long"}""", "0202615400", new MapType(8, IcebergType.Int, 9, true, IcebergType.Long))).Message);

    [Fact]
    public void Records_without_ids_go_by_names_and_a_single_id_ends_that()
    {
        var type = new StructType(NestedField.Optional(1, "a b", IcebergType.Int), NestedField.Optional(2, "c", IcebergType.Int), NestedField.Optional(3, "ü", IcebergType.Int));
        object?[] Row(string fields, string hex)
        {
            using var reader = new AvroFileReader(new MemoryStream(ForeignAvro.File($$"""{"type":"record","name":"row","fields":[{{fields}}]}""", Convert.FromHexString(hex))));
            return reader.ReadRows(AvroValueReader.ForStruct(reader.Schema, type, "row")).Single();
        }

        Assert.Equal([1, 2, 3], Row("""{"name":"c","type":"int"},{"name":"_xFC","type":"int"},{"name":"a_x20b","type":"int"}""", "040602"));
        Assert.Equal([1, null, 3], Row("""{"name":"z","type":"int"},{"name":"q","iceberg-field-name":"a b","type":"int"},{"name":"ü","type":"int"}""", "080206"));
        Assert.Equal([null, null, 3], Row("""{"name":"c","type":"int"},{"name":"other","type":"int","field-id":3}""", "0406"));
    }
}
