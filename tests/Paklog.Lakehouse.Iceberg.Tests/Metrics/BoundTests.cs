using System.Text;
using Paklog.Lakehouse.Iceberg.Metrics;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Metrics;

public sealed class BoundTests
{
    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);

    [Theory]
    [InlineData("abc", 3, "abc", "abc")]
    [InlineData("abcd", 3, "abc", "abd")]
    [InlineData("ab\u007fd", 3, "ab\u007f", "ab\u0080")]
    [InlineData("größer", 4, "größ", "gröà")]
    [InlineData("a\U0001f600\U0001f600", 2, "a\U0001f600", "a\U0001f601")]
    [InlineData("a\ud7ffz", 2, "a\ud7ff", "a\ue000")]
    [InlineData("a\uffffz", 2, "a\uffff", "a\U00010000")]
    [InlineData("a\U0010ffffz", 2, "a\U0010ffff", "b")]
    [InlineData("a\U0010ffff\U0010ffffz", 3, "a\U0010ffff\U0010ffff", "b")]
    [InlineData("\U0010ffff\U0010ffffz", 2, "\U0010ffff\U0010ffff", null)]
    [InlineData("\U0010ffff\U0010ffff", 2, "\U0010ffff\U0010ffff", "\U0010ffff\U0010ffff")]
    [InlineData("", 2, "", "")]
    public void TextIsCutAtCodePoints(string text, int length, string lower, string? upper)
    {
        Assert.Equal(lower, Text(Bound.Lower(text, IcebergType.String, length)));
        Assert.Equal(upper, Text(Bound.Upper(text, IcebergType.String, length)));
    }

    [Theory]
    [InlineData("010203", 3, "010203", "010203")]
    [InlineData("01020304", 3, "010203", "010204")]
    [InlineData("01ffff04", 3, "01ffff", "02")]
    [InlineData("ffffff04", 3, "ffffff", null)]
    public void BinaryIsCutAtBytes(string hex, int length, string lower, string? upper)
    {
        Assert.Equal(lower, Convert.ToHexStringLower(Bound.Lower(Convert.FromHexString(hex), IcebergType.Binary, length)!));
        Assert.Equal(upper, Bound.Upper(Convert.FromHexString(hex), IcebergType.Binary, length) is { } bytes ? Convert.ToHexStringLower(bytes) : null);
    }

    [Fact]
    public void CutBoundsHoldTheText()
    {
        var random = new Random(3);
        int[] points = ['a', 'é', 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
        for (var i = 0; i < 5000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => char.ConvertFromUtf32(points[random.Next(points.Length)])));
            var length = random.Next(1, 4);
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.True(Bound.Lower(text, IcebergType.String, length).AsSpan().SequenceCompareTo(bytes) <= 0);
            Assert.True(Bound.Upper(text, IcebergType.String, length) is not { } upper || upper.AsSpan().SequenceCompareTo(bytes) >= 0);
        }
    }

    [Fact]
    public void NaNIsNoBound()
    {
        Assert.Null(Bound.Lower(double.NaN, IcebergType.Double, 16));
        Assert.Null(Bound.Upper(float.NaN, IcebergType.Float, 16));
        Assert.Null(Bound.Lower(null, IcebergType.Int, 16));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ZerosIncludeEachOther(bool negative)
    {
        var zero = negative ? -0.0 : 0.0;
        Assert.Equal("0000000000000080", Convert.ToHexStringLower(Bound.Lower(zero, IcebergType.Double, 16)!));
        Assert.Equal("0000000000000000", Convert.ToHexStringLower(Bound.Upper(zero, IcebergType.Double, 16)!));
        Assert.Equal("00000080", Convert.ToHexStringLower(Bound.Lower((float)zero, IcebergType.Float, 16)!));
        Assert.Equal("00000000", Convert.ToHexStringLower(Bound.Upper((float)zero, IcebergType.Float, 16)!));
    }

    [Fact]
    public void UuidsHaveNoBounds()
    {
        Assert.Null(Bound.Lower(Guid.Empty, IcebergType.Uuid, 16));
        Assert.Null(Bound.Upper(Guid.Empty, IcebergType.Uuid, 16));
    }

    [Fact]
    public void FixedAndOtherTypesStayWhole()
    {
        var bytes = Enumerable.Range(0, 20).Select(i => (byte)i).ToArray();
        Assert.Equal(bytes, Bound.Upper(bytes, IcebergType.Fixed(20), 16));
        Assert.Equal("7b", Convert.ToHexStringLower(Bound.Upper((Int128)123, IcebergType.Decimal(9, 2), 16)!));
    }
}
