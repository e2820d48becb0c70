using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Sorting;

namespace Paklog.Lakehouse.Iceberg.Tests.Sorting;

public sealed class SortOrderTests
{
    [Fact]
    public void JsonIsThatOfTheSpec()
    {
        var order = new SortOrder(1,
        [
            new SortField(Transform.Identity, 2, SortDirection.Ascending, NullOrder.NullsFirst),
            new SortField(Transform.Bucket(4), 3, SortDirection.Descending, NullOrder.NullsLast),
        ]);
        const string json =
            """{"order-id":1,"fields":[{"transform":"identity","source-id":2,"direction":"asc","null-order":"nulls-first"},{"transform":"bucket[4]","source-id":3,"direction":"desc","null-order":"nulls-last"}]}""";
        Assert.Equal(json, order.ToJson());
        Assert.True(SortOrder.FromJson(json).HasSameFields(order));
        Assert.Equal("""{"order-id":0,"fields":[]}""", SortOrder.Unsorted.ToJson());
    }

    [Theory]
    [InlineData("up", "nulls-first")]
    [InlineData("asc", "nulls")]
    public void OtherWordsAreInvalid(string direction, string nullOrder)
    {
        var json = $$"""{"order-id":1,"fields":[{"transform":"identity","source-id":2,"direction":"{{direction}}","null-order":"{{nullOrder}}"}]}""";
        Assert.Equal(IcebergErrorKind.InvalidData, Assert.Throws<IcebergException>(() => SortOrder.FromJson(json)).Kind);
    }
}
