using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Schemas;

public sealed class SchemaTests
{
    private static readonly StructType Address = new(NestedField.Optional(0, "city", IcebergType.String), NestedField.Optional(0, "zip", IcebergType.String));

    private static Schema Nested() => new SchemaBuilder()
        .Required("id", IcebergType.Long)
        .Optional("address", Address)
        .Optional("tags", ListType.Of(IcebergType.String))
        .Optional("counts", MapType.Of(IcebergType.String, Address))
        .Required("placed_at", IcebergType.TimestampTz)
        .Identifier("id")
        .Build(schemaId: 3);

    [Fact]
    public void FreshIdsCountColumnsFirst()
    {
        var schema = Nested();
        Assert.Equal([1, 2, 3, 4, 5], schema.Fields.Select(field => field.Id));
        Assert.Equal(6, schema.GetField("address.city").Id);
        Assert.Equal(7, schema.GetField("address.zip").Id);
        Assert.Equal(8, schema.GetField("tags.element").Id);
        Assert.Equal(9, schema.GetField("counts.key").Id);
        Assert.Equal(10, schema.GetField("counts.value").Id);
        Assert.Equal(11, schema.GetField("counts.value.city").Id);
        Assert.Equal(12, schema.HighestFieldId);
    }

    [Fact]
    public void FieldsAreFoundByIdAndPath()
    {
        var schema = Nested();
        Assert.Equal("counts.value.zip", schema.FindPath(12));
        Assert.Equal("zip", schema.FindField(12)!.Name);
        Assert.Null(schema.FindField(13));
        Assert.Null(schema.FindField("Address"));
        Assert.Equal(IcebergErrorKind.NotFound, Assert.Throws<IcebergException>(() => schema.GetField("nope")).Kind);
    }

    [Fact]
    public void JsonIsThatOfTheJavaLibrary()
    {
        var schema = new SchemaBuilder().Required("id", IcebergType.Long, "the key").Optional("name", IcebergType.String).Identifier("id").Build();
        const string json =
            """{"type":"struct","schema-id":0,"identifier-field-ids":[1],"fields":[{"id":1,"name":"id","required":true,"type":"long","doc":"the key"},{"id":2,"name":"name","required":false,"type":"string"}]}""";
        Assert.Equal(json, schema.ToJson());
        Assert.True(Schema.FromJson(json).HasSameFields(schema));
    }

    [Fact]
    public void JsonKeepsNestedSchemas()
    {
        var schema = Nested();
        var again = Schema.FromJson(schema.ToJson());
        Assert.Equal(3, again.SchemaId);
        Assert.True(again.HasSameFields(schema));
    }

    [Fact]
    public void TheSchemaOfAV1TableHasNoId() =>
        Assert.Equal(0, Schema.FromJson("""{"type":"struct","fields":[{"id":1,"name":"a","required":true,"type":"int"}]}""").SchemaId);

    [Fact]
    public void IdsAndNamesAreUnique()
    {
        var a = NestedField.Optional(1, "a", IcebergType.Int);
        Assert.Contains("same id 1", Assert.Throws<IcebergException>(() => new Schema([a, a with { Name = "b" }])).Message);
        Assert.Contains("twice", Assert.Throws<IcebergException>(() => new Schema([a, a with { Id = 2 }])).Message);
        Assert.Contains("reserved", Assert.Throws<IcebergException>(() => new Schema([a with { Id = Schema.MaxFieldId + 1 }])).Message);
    }

    [Fact]
    public void IdentifierFieldsAreRequiredAndExact()
    {
        var schema = new SchemaBuilder().Optional("a", IcebergType.Int).Required("d", IcebergType.Double).Required("s", Address).Build();
        foreach (var id in new[] { 1, 2, 3, 4, 99 })
        {
            Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => new Schema(schema.Fields, 0, [id])).Kind);
        }
    }
}
