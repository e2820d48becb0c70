using Paklog.Lakehouse.Iceberg.Metrics;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Tests.Manifests;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Metrics;

public sealed class FileMetricsTests
{
    private static readonly Schema Schema = new SchemaBuilder()
        .Required("id", IcebergType.Long)
        .Optional("name", IcebergType.String)
        .Optional("score", IcebergType.Double)
        .Optional("address", new StructType(NestedField.Optional(0, "city", IcebergType.String)))
        .Optional("tags", ListType.Of(IcebergType.String))
        .Build();

    private static int Id(string path) => Schema.GetField(path).Id;

    [Fact]
    public void WhatIsKnownIsStoredAndWhatIsNotStaysAbsent()
    {
        var file = ManifestFixture.File("a").WithMetrics(Schema,
        [
            new FieldMetrics(Id("id")) { ColumnSize = 80, ValueCount = 10, NullValueCount = 0, Min = 1L, Max = 9L },
            new FieldMetrics(Id("name")) { ValueCount = 10, Min = "alphabetical order", Max = "the quick brown fox" },
            new FieldMetrics(Id("score")) { ValueCount = 10, NullValueCount = 2, NanValueCount = 1, Min = double.NaN, Max = 2.5 },
            new FieldMetrics(Id("address.city")) { ValueCount = 10, NullValueCount = 10 },
        ]);
        Assert.Equal(new Dictionary<int, long> { [Id("id")] = 80 }, file.ColumnSizes);
        Assert.Equal([Id("id"), Id("name"), Id("score"), Id("address.city")], file.ValueCounts!.Keys);
        Assert.Equal(new Dictionary<int, long> { [Id("id")] = 0, [Id("score")] = 2, [Id("address.city")] = 10 }, file.NullValueCounts);
        Assert.Equal(new Dictionary<int, long> { [Id("score")] = 1 }, file.NanValueCounts);
        Assert.Equal([Id("id"), Id("name")], file.LowerBounds!.Keys);
        Assert.Equal([Id("id"), Id("name"), Id("score")], file.UpperBounds!.Keys);
        Assert.Equal("alphabetical ord"u8.ToArray(), file.LowerBounds[Id("name")]);
        Assert.Equal("the quick browo"u8.ToArray()[..14], file.UpperBounds[Id("name")][..14]);
        Assert.Equal("the quick brown!"u8.ToArray(), file.UpperBounds[Id("name")]);
    }

    [Fact]
    public void ColumnsInListsHaveCountsAndNoBounds()
    {
        var file = ManifestFixture.File("a").WithMetrics(Schema, [new FieldMetrics(Id("tags.element")) { ValueCount = 30, Min = "a", Max = "b" }]);
        Assert.Equal(30, file.ValueCounts![Id("tags.element")]);
        Assert.Null(file.LowerBounds);
        Assert.Null(file.UpperBounds);
        Assert.Null(file.NullValueCounts);
    }

    [Fact]
    public void OnlyLeafColumnsHaveMetrics()
    {
        foreach (var id in new[] { Id("tags"), Id("address"), 99 })
        {
            var error = Assert.Throws<IcebergException>(() => ManifestFixture.File("a").WithMetrics(Schema, [new FieldMetrics(id) { ValueCount = 1 }]));
            Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        }
    }

    [Fact]
    public void BoundsOfAnotherTypeAreRefused() =>
        Assert.Contains("'id'", Assert.Throws<IcebergException>(() => ManifestFixture.File("a").WithMetrics(Schema, [new FieldMetrics(1) { Min = 5 }])).Message);
}
