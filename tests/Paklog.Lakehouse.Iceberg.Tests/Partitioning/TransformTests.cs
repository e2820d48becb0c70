using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Partitioning;

public sealed class TransformTests
{
    private const long Day = 86_400_000_000;

    // Spec, Appendix B.
    public static TheoryData<object, int> Hashes => new()
    {
        { 34, 2017239379 },
        { 34L, 2017239379 },
        { (Int128)1420, -500754589 },
        { 17486, -653330422 },
        { 81_068_000_000L, -662762989 },
        { 1_510_871_468_000_000L, -2047944441 },
        { 1_510_871_468_000_001L, -1207196810 },
        { "iceberg", 1210000089 },
        { Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7"), 1488055340 },
        { new byte[] { 0, 1, 2, 3 }, -188683207 },
    };

    [Theory]
    [MemberData(nameof(Hashes))]
    public void HashesAreTheTestValuesOfTheSpec(object value, int hash) => Assert.Equal(hash, BucketHash.Of(value));

    // Murmur3 tails of one to three bytes, as other implementations give them.
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1009084850)]
    [InlineData("ab", -1681926305)]
    [InlineData("abc", -1277324294)]
    [InlineData("abcd", 1139631978)]
    [InlineData("abcde", -392455434)]
    public void HashesOfAllTailLengths(string text, int hash) => Assert.Equal(hash, BucketHash.Of(text));

    [Fact]
    public void BucketsDropTheSign()
    {
        Assert.Equal((-500754589 & int.MaxValue) % 16, Transform.Bucket(16).Apply((Int128)1420, IcebergType.Decimal(4, 2)));
        Assert.Null(Transform.Bucket(16).Apply(null, IcebergType.Int));
        Assert.Equal(IcebergType.Int, Transform.Bucket(16).ResultType(IcebergType.String));
        Assert.Throws<ArgumentException>(() => Transform.Bucket(16).Apply(1.0, IcebergType.Double));
    }

    [Theory]
    [InlineData(0L, 0, 0, 0, 0)]
    [InlineData(-1L, -1, -1, -1, -1)]
    [InlineData(-Day, -1, -1, -1, -24)]
    [InlineData(-Day - 1, -1, -1, -2, -25)]
    [InlineData(1_510_871_468_000_000L, 47, 574, 17486, 419686)]
    [InlineData(-31 * Day, -1, -1, -31, -744)]
    [InlineData(-31 * Day - 1, -1, -2, -32, -745)]
    public void TimestampsAreRoundedDown(long micros, int years, int months, int days, int hours)
    {
        Assert.Equal(years, Transform.Year.Apply(micros, IcebergType.Timestamp));
        Assert.Equal(months, Transform.Month.Apply(micros, IcebergType.TimestampTz));
        Assert.Equal(days, Transform.Day.Apply(micros, IcebergType.Timestamp));
        Assert.Equal(hours, Transform.Hour.Apply(micros, IcebergType.Timestamp));
    }

    [Theory]
    [InlineData(17486, 47, 574)]
    [InlineData(-1, -1, -1)]
    [InlineData(-365, -1, -12)]
    [InlineData(-366, -2, -13)]
    [InlineData(59, 0, 2)]
    public void DatesAreRoundedDown(int days, int years, int months)
    {
        Assert.Equal(years, Transform.Year.Apply(days, IcebergType.Date));
        Assert.Equal(months, Transform.Month.Apply(days, IcebergType.Date));
        Assert.Equal(days, Transform.Day.Apply(days, IcebergType.Date));
        Assert.False(Transform.Hour.CanTransform(IcebergType.Date));
    }

    [Fact]
    public void DaysAreDates()
    {
        Assert.Equal(IcebergType.Date, Transform.Day.ResultType(IcebergType.TimestampTz));
        Assert.Equal(IcebergType.Int, Transform.Hour.ResultType(IcebergType.TimestampTz));
    }

    [Fact]
    public void TruncationRoundsDown()
    {
        Assert.Equal(0, Transform.Truncate(10).Apply(9, IcebergType.Int));
        Assert.Equal(-10, Transform.Truncate(10).Apply(-1, IcebergType.Int));
        Assert.Equal(-10L, Transform.Truncate(10).Apply(-10L, IcebergType.Long));
        Assert.Equal((Int128)1050, Transform.Truncate(50).Apply((Int128)1065, IcebergType.Decimal(9, 2)));
        Assert.Equal((Int128)(-50), Transform.Truncate(50).Apply((Int128)(-1), IcebergType.Decimal(9, 2)));
        Assert.Equal("ice", Transform.Truncate(3).Apply("iceberg", IcebergType.String));
        Assert.Equal("ic", Transform.Truncate(3).Apply("ic", IcebergType.String));
        Assert.Equal("a\U0001f600b", Transform.Truncate(3).Apply("a\U0001f600bc", IcebergType.String));
        Assert.Equal(new byte[] { 1, 2, 3 }, Transform.Truncate(3).Apply(new byte[] { 1, 2, 3, 4, 5 }, IcebergType.Binary));
        Assert.False(Transform.Truncate(3).CanTransform(IcebergType.Date));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("year")]
    [InlineData("month")]
    [InlineData("day")]
    [InlineData("hour")]
    [InlineData("void")]
    [InlineData("bucket[16]")]
    [InlineData("truncate[4]")]
    [InlineData("zorder")]
    [InlineData("bucket[0]")]
    [InlineData("bucket[99999999999]")]
    public void TransformsKeepTheirText(string text) => Assert.Equal(text, Transform.Parse(text).ToString());

    [Fact]
    public void UnknownTransformsAreKeptAndNotUsed()
    {
        var unknown = Transform.Parse("zorder");
        Assert.IsType<UnknownTransform>(unknown);
        Assert.False(unknown.CanTransform(IcebergType.Int));
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => unknown.Apply(1, IcebergType.Int)).Kind);
    }

    [Fact]
    public void VoidIsNull() => Assert.Null(Transform.Void.Apply(5, IcebergType.Int));

    // The strings of the Java library's TestDates, TestTimestamps and TestIdentity.
    [Fact]
    public void HumanStringsAreThoseOfTheJavaLibrary()
    {
        Assert.Equal("2017", Transform.Year.ToHumanString(47, IcebergType.Int));
        Assert.Equal("1969", Transform.Year.ToHumanString(-1, IcebergType.Int));
        Assert.Equal("2017-12", Transform.Month.ToHumanString(575, IcebergType.Int));
        Assert.Equal("1969-12", Transform.Month.ToHumanString(-1, IcebergType.Int));
        Assert.Equal("1969-01", Transform.Month.ToHumanString(-12, IcebergType.Int));
        Assert.Equal("2017-12-01", Transform.Day.ToHumanString(17501, IcebergType.Date));
        Assert.Equal("1969-12-31", Transform.Day.ToHumanString(-1, IcebergType.Date));
        Assert.Equal("2017-12-01-10", Transform.Hour.ToHumanString(420034, IcebergType.Int));
        Assert.Equal("1969-12-31-23", Transform.Hour.ToHumanString(-1, IcebergType.Int));
        Assert.Equal("null", Transform.Day.ToHumanString(null, IcebergType.Date));
        Assert.Equal("-1.50", Transform.Identity.ToHumanString((Int128)(-150), IcebergType.Decimal(9, 2)));
        Assert.Equal("AQID", Transform.Identity.ToHumanString(new byte[] { 1, 2, 3 }, IcebergType.Binary));
        Assert.Equal("true", Transform.Identity.ToHumanString(true, IcebergType.Boolean));
    }
}
