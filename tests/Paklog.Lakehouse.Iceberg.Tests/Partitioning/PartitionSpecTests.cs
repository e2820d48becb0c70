using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Partitioning;

public sealed class PartitionSpecTests
{
    private static readonly Schema Schema = new SchemaBuilder()
        .Required("id", IcebergType.Long)
        .Required("ts", IcebergType.TimestampTz)
        .Optional("region", IcebergType.String)
        .Optional("score", IcebergType.Double)
        .Optional("tags", ListType.Of(IcebergType.String))
        .Build();

    private static readonly PartitionSpec Spec = new PartitionSpecBuilder(Schema).Day("ts").Identity("region").Bucket("id", 16).Build();

    [Fact]
    public void JsonIsThatOfTheJavaLibrary()
    {
        const string json =
            """{"spec-id":0,"fields":[{"name":"ts_day","transform":"day","source-id":2,"field-id":1000},{"name":"region","transform":"identity","source-id":3,"field-id":1001},{"name":"id_bucket","transform":"bucket[16]","source-id":1,"field-id":1002}]}""";
        Assert.Equal(json, Spec.ToJson());
        Assert.Equal(Spec.Fields, PartitionSpec.FromJson(json).Fields);
    }

    [Fact]
    public void IdsThatV1LacksCountFrom1000()
    {
        using var document = JsonDocument.Parse("""[{"name":"a","transform":"identity","source-id":1},{"name":"b","transform":"void","source-id":2}]""");
        Assert.Equal([1000, 1001], PartitionSpec.FromFieldsJson(document.RootElement, 0).Fields.Select(field => field.FieldId));
    }

    [Fact]
    public void SeveralSourcesAreRefused()
    {
        var error = Assert.Throws<IcebergException>(() =>
            PartitionSpec.FromJson("""{"spec-id":0,"fields":[{"name":"a","transform":"bucket[4]","source-ids":[1,2],"field-id":1000}]}"""));
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
    }

    [Fact]
    public void ThePartitionStructIsOptionalFieldsWithTheSpecsIds() =>
        Assert.Equal(
            new StructType(
                NestedField.Optional(1000, "ts_day", IcebergType.Date),
                NestedField.Optional(1001, "region", IcebergType.String),
                NestedField.Optional(1002, "id_bucket", IcebergType.Int)),
            Spec.PartitionType(Schema));

    [Fact]
    public void SpecsOfDroppedColumnsTakeTheTypeFromAnEarlierSchema()
    {
        var without = new Schema(Schema.Fields.Where(field => field.Name != "region"), 1);
        Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => Spec.PartitionType(without)).Kind);
        Assert.Equal(Spec.PartitionType(Schema), Spec.PartitionType(without, [Schema]));
    }

    [Fact]
    public void PathsAreReadableAndEscaped() =>
        Assert.Equal("ts_day=2026-01-31/region=a%2Fb%3D%C3%A9/id_bucket=7", Spec.PartitionPath(PartitionValues.Of(20484, "a/b=é", 7), Schema));

    [Fact]
    public void CompatibleSpecsDifferInIdsOnly()
    {
        Assert.True(Spec.IsCompatibleWith(new PartitionSpecBuilder(Schema, 2000).Day("ts").Identity("region").Bucket("id", 16).Build(5)));
        Assert.False(Spec.IsCompatibleWith(new PartitionSpecBuilder(Schema).Day("ts").Identity("region").Bucket("id", 8).Build()));
        Assert.False(Spec.IsCompatibleWith(new PartitionSpecBuilder(Schema).Day("ts", "d").Identity("region").Bucket("id", 16).Build()));
    }

    [Fact]
    public void TheBuilderRefusesWhatATransformDoesNotTake()
    {
        Assert.Throws<IcebergException>(() => new PartitionSpecBuilder(Schema).Bucket("score", 4));
        Assert.Throws<IcebergException>(() => new PartitionSpecBuilder(Schema).Day("region"));
        Assert.Throws<IcebergException>(() => new PartitionSpecBuilder(Schema).Identity("tags"));
        Assert.Throws<IcebergException>(() => new PartitionSpecBuilder(Schema).Day("ts", "region"));
        Assert.Throws<IcebergException>(() => new PartitionSpecBuilder(Schema).Day("ts").Hour("ts", "ts_day"));
        Assert.Equal(IcebergErrorKind.NotFound, Assert.Throws<IcebergException>(() => new PartitionSpecBuilder(Schema).Day("nope")).Kind);
    }

    [Fact]
    public void VoidFieldsDoNotPartition()
    {
        Assert.True(new PartitionSpecBuilder(Schema).Void("region").Build().IsUnpartitioned);
        Assert.False(Spec.IsUnpartitioned);
        Assert.Equal(999, PartitionSpec.Unpartitioned.HighestFieldId);
        Assert.Equal(1002, Spec.HighestFieldId);
    }

    [Fact]
    public void TuplesAreEqualByValue()
    {
        var left = PartitionValues.Of(1, "a", new byte[] { 1, 2 }, null, double.NaN);
        var right = PartitionValues.Of(1, "a", new byte[] { 1, 2 }, null, double.NaN);
        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.NotEqual(left, PartitionValues.Of(1, "a", new byte[] { 1, 3 }, null, double.NaN));
        Assert.NotEqual(left, PartitionValues.Of(1, "a", new byte[] { 1, 2 }, null));
        Assert.NotEqual(PartitionValues.Of(1), PartitionValues.Of(1L));
    }
}
