using System.Data.SqlTypes;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

public class RowTests
{
    private static readonly Row Row = new(
        [1, 300L, null, 1.5m, new object?[] { 1L, null }, new Dictionary<object, object?> { ["a"] = 1 }, new DateOnly(2026, 2, 28), DateTimeOffset.UnixEpoch, new byte[] { 1, 2 }],
        new StructType("int,long,nothing,exact,list,map,day,at,raw".Split(',').Select(name => new StructField(name, new NullType()))));

    [Fact]
    public void Values_are_read_by_position_and_name()
    {
        Assert.Equal((9, 1, 300L, (object?)null), (Row.Size(), Row[0], Row.GetAs<long>("long"), Row.Get("nothing")));
        Assert.Contains("no column 'Long'; it has int, long", Assert.Throws<ArgumentException>(() => Row.Get("Long")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Row[9]);
        Assert.True(Row.IsNullAt(2));
    }

    [Fact]
    public void Conversions_lose_nothing()
    {
        Assert.Equal((1L, (short)300, 300m, 1.0, (int?)1), (Row.GetAs<long>(0), Row.GetAs<short>(1), Row.GetAs<decimal>(1), Row.GetAs<double>(0), Row.GetAs<int?>(0)));
        Assert.Equal(new SqlDecimal(1.5m), Row.GetAs<SqlDecimal>("exact"));
        Assert.Equal([1, null], Row.GetAs<int?[]>("list"));
        Assert.Equal([1L, null], Row.GetAs<List<long?>>("list"));
        Assert.Equal([1, null], Row.GetAs<IEnumerable<int?>>("list"));
        Assert.Equal(1L, Row.GetAs<IReadOnlyDictionary<string, long>>("map")["a"]);
        Assert.Equal(new Date(2026, 2, 28), Row.GetAs<Date>("day"));
        Assert.Equal(new Timestamp(1970, 1, 1, 0, 0, 0, 0), Row.GetAs<Timestamp>("at"));
        Assert.Equal(DateTime.UnixEpoch, Row.GetAs<DateTime>("at"));
        Assert.Null(Row.GetAs<string?>("nothing"));
        Assert.Null(Row.GetAs<int?>("nothing"));
    }

    [Fact]
    public void What_would_lose_something_is_refused_with_the_column()
    {
        Assert.Equal("Column long has 300, which Byte cannot hold.", Assert.Throws<OverflowException>(() => Row.GetAs<byte>("long")).Message);
        Assert.Equal("Column nothing is null, which Int32 cannot be: read it as Int32?.", Assert.Throws<InvalidCastException>(() => Row.GetAs<int>("nothing")).Message);
        Assert.Contains("Column exact has a value of type Decimal", Assert.Throws<InvalidCastException>(() => Row.GetAs<int>("exact")).Message);
        Assert.Equal(1234567890123456.0, new Row([1234567890123456L], null).GetAs<double>(0));
        Assert.Throws<OverflowException>(() => new Row([long.MaxValue], null).GetAs<double>(0));
        Assert.Throws<InvalidCastException>(() => Row.GetAs<long[]>("list"));
        Assert.Throws<InvalidCastException>(() => Row.GetAs<string>(0));
    }

    [Fact]
    public void Rows_are_equal_by_what_they_hold()
    {
        var other = new Row([1, 300L, null, 1.5m, new object?[] { 1L, null }, new Dictionary<object, object?> { ["a"] = 1 }, new DateOnly(2026, 2, 28), DateTimeOffset.UnixEpoch, new byte[] { 1, 2 }], null);
        Assert.Equal(Row, other);
        Assert.Equal(Row.GetHashCode(), other.GetHashCode());
        foreach (var (index, value) in new (int, object?)[] { (0, 2), (2, 0), (4, new object?[] { 1L }), (5, new Dictionary<object, object?> { ["b"] = 1 }), (8, new byte[] { 1, 3 }) })
        {
            object?[] values = [.. other.Values];
            values[index] = value;
            Assert.NotEqual(Row, new Row(values, null));
        }

        Assert.Equal("[1,300,null,1.5,[1,null],{a:1},2026-02-28,1970-01-01T00:00:00Z,0x0102]", Row.ToString());
    }
}
