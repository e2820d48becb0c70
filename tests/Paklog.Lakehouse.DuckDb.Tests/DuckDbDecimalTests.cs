using System.Globalization;

namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class DuckDbDecimalTests
{
    [Theory]
    [InlineData("0", 1, 0, "0")]
    [InlineData("0", 4, 3, "0.000")]
    [InlineData("5", 3, 3, "0.005")]
    [InlineData("-5", 3, 2, "-0.05")]
    [InlineData("123", 3, 0, "123")]
    [InlineData("-12345", 5, 2, "-123.45")]
    [InlineData("99999999999999999999999999999999999999", 38, 38, "0.99999999999999999999999999999999999999")]
    [InlineData("-99999999999999999999999999999999999999", 38, 1, "-9999999999999999999999999999999999999.9")]
    public void Writes_every_digit(string unscaled, byte width, byte scale, string expected) =>
        Assert.Equal(expected, new DuckDbDecimal(Int128.Parse(unscaled, CultureInfo.InvariantCulture), width, scale).ToString());

    [Theory]
    [InlineData("79228162514264337593543950335", 0, "79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335", 28, "-7.9228162514264337593543950335")]
    [InlineData("79228162514264337593543950336", 0, null)]
    [InlineData("79228162514264337593543950336", 10, null)]
    [InlineData("792281625142643375935439503350", 1, "79228162514264337593543950335")]
    [InlineData("1", 29, null)]
    [InlineData("10", 29, "0.0000000000000000000000000001")]
    [InlineData("0", 38, "0.0000000000000000000000000000")]
    [InlineData("-150", 2, "-1.50")]
    public void Becomes_a_decimal_where_it_fits_and_never_another_number(string unscaled, byte scale, string? expected)
    {
        var value = new DuckDbDecimal(Int128.Parse(unscaled, CultureInfo.InvariantCulture), DuckDbDecimal.MaxWidth, scale);

        Assert.Equal(expected is not null, value.TryToDecimal(out var number));
        if (expected is not null)
            Assert.Equal(expected, number.ToString(CultureInfo.InvariantCulture));
        else
            Assert.Throws<OverflowException>(() => value.ToDecimal());
    }
}
