using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Types;

public sealed class IcebergValueTests
{
    [Fact]
    public void FloatsAreInTheOrderOfTheSpec()
    {
        double[] ascending = [double.NegativeInfinity, -1, -0.0, 0.0, double.Epsilon, double.PositiveInfinity, double.NaN];
        for (var i = 1; i < ascending.Length; i++)
        {
            Assert.True(IcebergValue.Compare(ascending[i - 1], ascending[i]) < 0);
            Assert.True(IcebergValue.Compare((float)ascending[i], (float)ascending[i - 1]) > 0 || i == 4);
        }

        Assert.Equal(0, IcebergValue.Compare(double.NaN, -double.NaN));
    }

    [Fact]
    public void TextIsInTheOrderOfItsUtf8Bytes()
    {
        string[] texts = ["", "a", "a\u0000", "ab", "b", "é", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0001f600", "\U0010ffff", "a\U0001f600", "a\uffff"];
        foreach (var left in texts)
        {
            foreach (var right in texts)
            {
                var expected = System.Text.Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(right));
                Assert.Equal(Math.Sign(expected), Math.Sign(IcebergValue.Compare(left, right)));
            }
        }
    }

    [Fact]
    public void BytesAndUuidsAreUnsigned()
    {
        Assert.True(IcebergValue.Compare(new byte[] { 0x7f }, new byte[] { 0x80 }) < 0);
        Assert.True(IcebergValue.Compare(Guid.Parse("7f000000-0000-0000-0000-000000000000"), Guid.Parse("80000000-0000-0000-0000-000000000000")) < 0);
        Assert.True(IcebergValue.Compare(Guid.Parse("00000000-0000-0000-0100-000000000000"), Guid.Parse("00000001-0000-0000-0000-000000000000")) < 0);
    }

    [Theory]
    [InlineData("0001-01-01", -719162)]
    [InlineData("9999-12-31", 2932896)]
    [InlineData("2024-02-29", 19782)]
    [InlineData("1900-03-01", -25508)]
    [InlineData("0000-03-01", -719468)]
    [InlineData("0000-02-29", -719469)]
    [InlineData("-0001-12-31", -719529)]
    [InlineData("+10000-01-01", 2932897)]
    public void DatesBeyondDateOnlyAreWritten(string text, int days) => Assert.Equal(text, IcebergValue.ToHumanString(days, IcebergType.Date));

    [Fact]
    public void DatesAgreeWithDateOnly()
    {
        var epoch = new DateOnly(1970, 1, 1).DayNumber;
        for (var day = DateOnly.MinValue; day < DateOnly.MaxValue.AddDays(-37); day = day.AddDays(37))
        {
            Assert.Equal(day.ToString("yyyy-MM-dd"), IcebergValue.ToHumanString(day.DayNumber - epoch, IcebergType.Date));
        }
    }
}
