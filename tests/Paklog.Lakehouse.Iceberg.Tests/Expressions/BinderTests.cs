using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Expressions;

public sealed class BinderTests
{
    private static readonly Schema Schema = new SchemaBuilder()
        .Required("id", IcebergType.Long)
        .Optional("name", IcebergType.String)
        .Optional("score", IcebergType.Double)
        .Optional("address", new StructType(NestedField.Optional(0, "city", IcebergType.String)))
        .Optional("tags", ListType.Of(IcebergType.String))
        .Build();

    private static BoundPredicate Bound(Expression expression) => Assert.IsType<BoundPredicate>(expression.Bind(Schema));

    [Fact]
    public void ColumnsAreFoundByPathAndLiteralsWidened()
    {
        var id = Bound(Expression.Equal("id", 5));
        Assert.Equal((1, Operation.Equal, 5L), (id.FieldId, id.Operation, id.Literals[0]));
        Assert.Equal(1.5, Bound(Expression.LessThan("score", 1.5f)).Literals[0]);
        Assert.Equal(Schema.GetField("address.city").Id, Bound(Expression.IsNull("address.city")).FieldId);
    }

    [Fact]
    public void NotMovesIntoThePredicates()
    {
        var bound = Expression.LessThan("id", 5).And(Expression.In("name", ["a", "b"]).Or(Expression.IsNull("name"))).Not().Bind(Schema);
        var either = Assert.IsType<Or>(bound);
        Assert.Equal(Operation.GreaterThanOrEqual, Assert.IsType<BoundPredicate>(either.Left).Operation);
        var both = Assert.IsType<And>(either.Right);
        Assert.Equal(Operation.NotIn, Assert.IsType<BoundPredicate>(both.Left).Operation);
        Assert.Equal(Operation.NotNull, Assert.IsType<BoundPredicate>(both.Right).Operation);
        Assert.Equal(Operation.LessThan, Bound(Expression.LessThan("id", 5).Not().Not()).Operation);
    }

    [Fact]
    public void SetsAreSimplified()
    {
        Assert.Equal(Expression.AlwaysFalse, Expression.In("id", []).Bind(Schema));
        Assert.Equal(Expression.AlwaysTrue, Expression.NotIn("id", []).Bind(Schema));
        Assert.Equal(Operation.Equal, Bound(Expression.In("id", [5, 5L])).Operation);
        Assert.Equal(Operation.NotEqual, Bound(Expression.In("id", [5]).Not()).Operation);
        Assert.Equal(Operation.IsNaN, Bound(Expression.Equal("score", double.NaN)).Operation);
        Assert.Equal(Operation.NotNaN, Bound(Expression.NotEqual("score", double.NaN)).Operation);
        var set = Assert.IsType<Or>(Expression.In("score", [1.0, double.NaN]).Bind(Schema));
        Assert.Equal((Operation.Equal, Operation.IsNaN), (((BoundPredicate)set.Left).Operation, ((BoundPredicate)set.Right).Operation));
    }

    [Fact]
    public void ConstantsFold()
    {
        var predicate = Expression.IsNull("id");
        Assert.Same(predicate, Expression.AlwaysTrue.And(predicate));
        Assert.Same(predicate, predicate.Or(Expression.AlwaysFalse));
        Assert.Equal(Expression.AlwaysFalse, predicate.And(Expression.AlwaysFalse));
        Assert.Equal(Expression.AlwaysTrue, Expression.AlwaysTrue.Or(predicate));
        Assert.Equal(Expression.AlwaysFalse, Expression.AlwaysTrue.Not().Bind(Schema));
    }

    [Fact]
    public void WhatDoesNotSuitIsRefused()
    {
        static IcebergErrorKind Kind(Expression expression) => Assert.Throws<IcebergException>(() => expression.Bind(Schema)).Kind;

        Assert.Equal(IcebergErrorKind.NotFound, Kind(Expression.IsNull("nope")));
        Assert.Equal(IcebergErrorKind.ValidationFailed, Kind(Expression.IsNull("address")));
        Assert.Equal(IcebergErrorKind.ValidationFailed, Kind(Expression.IsNull("tags.element")));
        Assert.Equal(IcebergErrorKind.ValidationFailed, Kind(Expression.Equal("id", "5")));
        Assert.Equal(IcebergErrorKind.ValidationFailed, Kind(Expression.StartsWith("id", "5")));
        Assert.Equal(IcebergErrorKind.ValidationFailed, Kind(Expression.In("id", [5, null!])));
    }
}
