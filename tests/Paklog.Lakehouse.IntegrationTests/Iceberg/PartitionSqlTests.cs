using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Transforms in SQL give what the library's transforms give, for edge values of every type that they take.</summary>
public sealed class PartitionSqlTests : IDisposable
{
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["boolean"] = ["true", "false"],
        ["int"] = ["0", "-1", "1", "9", "10", "-10", "-11", "2147483647", "-2147483648", "-2147483640"],
        ["long"] = ["0", "-1", "34", "9223372036854775807", "-9223372036854775808", "-9223372036854775800"],
        ["float"] = ["0", "'-0.0'", "1.1", "'nan'", "'inf'", "'-inf'", "1e-45", "3.4028235e38"],
        ["double"] = ["0", "'-0.0'", "1.1", "'nan'", "'inf'", "'-inf'", "5e-324", "1.7976931348623157e308", "123456789.123456789"],
        ["decimal(9,2)"] = ["0", "14.20", "-14.20", "0.01", "-0.01", "9999999.99", "-9999999.90"],
        ["decimal(38,10)"] = ["0", "-0.0000000001", "1234567890123456789012345678.0123456789", "-1234567890123456789012345678.0123456789"],
        ["date"] = ["'1970-01-01'", "'1969-12-31'", "'2024-02-29'", "'0001-01-01'", "'9999-12-31'", "'0044-03-15 (BC)'", "'12345-06-07'"],
        ["timestamp"] = ["'1970-01-01 00:00:00'", "'1969-12-31 23:59:59.999999'", "'1969-12-31 22:59:59.999999'", "'2017-11-16 22:31:08.000001'", "'0001-01-01 00:00:00'", "'9999-12-31 23:59:59.999999'", "'0044-03-15 (BC) 10:00:00.5'", "'12345-06-07 08:09:10'"],
        ["timestamptz"] = ["'1970-01-01 00:00:00Z'", "'1969-12-31 23:59:59.999999Z'", "'2017-11-16 22:31:08.000001Z'", "'0001-01-01 00:00:00Z'", "'1582-10-04 01:02:03Z'", "'9999-12-31 23:59:59.999999Z'", "'0044-03-15 (BC) 10:00:00Z'"],
        ["time"] = ["'00:00:00'", "'23:59:59.999999'", "'22:31:08'"],
        ["string"] = ["''", "'iceberg'", "'a/b=c'", "'null'", "'NULL'", "'__HIVE_DEFAULT_PARTITION__'", "'Đỏ 😀 long enough'", "'😀😀😀'", "' '", "'a' || chr(0)"],
        ["uuid"] = ["'f79c3e09-677c-4bbd-a479-3f349cb785e7'", "'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
        ["binary"] = ["'\\x00\\x01\\x02\\x03'", "''", "'\\xFF\\xFE\\xFD\\xFC\\xFB'"],
    };

    private readonly EmbeddedEngine engine = new(new EngineOptions(), new ManifestCache());

    public static TheoryData<string, string> Cases() => new(
        from type in Values.Keys
        from transform in (string[])["identity", "year", "month", "day", "hour", "bucket[16]", "bucket[1]", "bucket[2147483647]", "truncate[3]", "truncate[10]", "truncate[1000000007]"]
        where Transform.Parse(transform).CanTransform(IcebergType.Parse(type)) && !(type == "decimal(9,2)" && transform == "truncate[1000000007]") // beyond nine digits
        select (type, transform));

    public void Dispose() => engine.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sql_gives_what_the_transform_gives(string typeName, string transformName)
    {
        var type = IcebergType.Parse(typeName);
        var transform = Transform.Parse(transformName);
        var schema = new SchemaBuilder().Optional("v", type).Build();
        var expression = PartitionSql.Expression(new PartitionField(1, 1000, "p", transform), schema);
        var identity = PartitionSql.Expression(new PartitionField(1, 1000, "p", Transform.Identity), schema);
        var rows = string.Join(", ", Values[typeName].Append("NULL").Select(value => $"(CAST({value} AS {DuckDbTypes.Name(type)}))"));

        using var result = engine.Connection.Query($"SELECT CAST({identity} AS VARCHAR), CAST({expression} AS VARCHAR) FROM (VALUES {rows}) t(v)");

        for (var row = 0; row <= Values[typeName].Length; row++)
        {
            Assert.True(result.Read());
            var value = Parsed(result, 0, type);
            Assert.Equal(row == Values[typeName].Length, value is null);
            Assert.Equal(transform.Apply(value, type), Parsed(result, 1, (PrimitiveType)transform.ResultType(type)));
        }
    }

    [Fact]
    public void A_column_inside_a_struct_is_found_even_where_names_have_dots()
    {
        var schema = new SchemaBuilder()
            .Optional("a", new StructType(NestedField.Optional(0, "b", IcebergType.Int)))
            .Optional("a.c", new StructType(NestedField.Optional(0, "d.e", IcebergType.Int)))
            .Build();
        var expression = PartitionSql.Expression(new PartitionField(schema.GetField("a.c.d.e").Id, 1000, "p", Transform.Identity), schema);

        Assert.Equal(7, engine.Connection.QueryScalar($"SELECT {expression} FROM (SELECT {{'b': 1}} AS a, {{'d.e': 7}} AS \"a.c\")"));
    }

    private static object? Parsed(DuckDbResult result, int column, PrimitiveType type) => result.IsNull(column) ? null : StatisticText.Parse(result.GetString(column), type);
}
