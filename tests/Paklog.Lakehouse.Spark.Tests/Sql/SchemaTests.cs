using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

public class SchemaTests
{
    [Theory]
    [InlineData("\"integer\"", "int", typeof(IntegerType))]
    [InlineData("\"long\"", "bigint", typeof(LongType))]
    [InlineData("\"byte\"", "tinyint", typeof(ByteType))]
    [InlineData("\"short\"", "smallint", typeof(ShortType))]
    [InlineData("\"void\"", "void", typeof(NullType))]
    [InlineData("\"decimal(38,18)\"", "decimal(38,18)", typeof(DecimalType))]
    [InlineData("\"decimal(5,-2)\"", "decimal(5,-2)", typeof(DecimalType))]
    [InlineData("\"timestamp_ntz\"", "timestamp_ntz", typeof(TimestampNTZType))]
    [InlineData("\"varchar(5)\"", "varchar(5)", typeof(StringType))]
    [InlineData("\"string collate UNICODE\"", "string collate UNICODE", typeof(StringType))]
    [InlineData("\"time(6)\"", "time(6)", typeof(TimeType))]
    [InlineData("\"interval day to second\"", "interval day to second", typeof(DayTimeIntervalType))]
    [InlineData("\"interval hour\"", "interval hour", typeof(DayTimeIntervalType))]
    [InlineData("\"interval month\"", "interval month", typeof(YearMonthIntervalType))]
    [InlineData("\"interval\"", "interval", typeof(OtherType))]
    [InlineData("\"variant\"", "variant", typeof(OtherType))]
    [InlineData("""{"type":"array","elementType":"date","containsNull":false}""", "array<date>", typeof(ArrayType))]
    [InlineData("""{"type":"map","keyType":"string","valueType":{"type":"array","elementType":"float","containsNull":true},"valueContainsNull":true}""", "map<string,array<float>>", typeof(MapType))]
    public void A_type_is_read_and_written(string json, string simple, Type type)
    {
        var read = DataType.ParseDataType(json);
        Assert.Equal((type, simple, json), (read.GetType(), read.SimpleString, read.Json));
    }

    [Fact]
    public void A_schema_keeps_nullability_and_metadata_and_becomes_DDL()
    {
        const string Json = """{"type":"struct","fields":[{"name":"a`b","type":"integer","nullable":false,"metadata":{"comment":"é \"x\"","n":1}},{"name":"s","type":{"type":"struct","fields":[{"name":"x y","type":"decimal(3,1)","nullable":false,"metadata":{}}]},"nullable":true,"metadata":{}}]}""";
        var schema = Assert.IsType<StructType>(DataType.ParseDataType(Json));
        Assert.Equal(Json, schema.Json);
        Assert.Equal("`a``b` int NOT NULL, `s` STRUCT<`x y`: decimal(3,1) NOT NULL>", schema.ToDdl());
        Assert.Equal("struct<a`b:int,s:struct<x y:decimal(3,1)>>", schema.SimpleString);
        Assert.Equal((1, -1), (schema.IndexOf("s"), schema.IndexOf("S")));
        Assert.NotEqual(schema, DataType.ParseDataType(Json.Replace("\"nullable\":false", "\"nullable\":true")));
        Assert.Equal(schema, new StructType(schema.Fields));
    }

    [Fact]
    public void The_stored_type_stands_for_a_type_of_a_user() =>
        Assert.Equal(new IntegerType(), DataType.ParseDataType("""{"type":"udt","class":"x.Y","pyClass":null,"sqlType":"integer"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"cube\"}")]
    [InlineData("[1]")]
    [InlineData("{\"type\":\"array\"}")]
    public void What_is_no_schema_is_refused(string json) => Assert.Throws<FormatException>(() => DataType.ParseDataType(json));
}
