using Paklog.Lakehouse.SparkEngine.Translation;

namespace Paklog.Lakehouse.SparkEngine.Tests.Translation;

public class SparkLiteralTests
{
    [Theory]
    [InlineData(@"it's", @"'it\'s'")]
    [InlineData(@"a\nb", @"'a\\nb'")]
    [InlineData("a\0b", @"'a\u0000b'")]
    [InlineData("trần 😀\n", "'trần 😀\n'")]
    [InlineData("%_\\%", @"'%_\\%'")]
    public void A_text_is_escaped_and_nothing_else(string text, string literal) => Assert.Equal(literal, SparkLiteral.Quote(text));

    [Fact]
    public void A_name_may_hold_anything() => Assert.Equal("`a``b c`", SparkLiteral.Name("a`b c"));

    [Fact]
    public void Values_keep_their_types()
    {
        Assert.Equal("NULL", SparkLiteral.Of(null));
        Assert.Equal("7L", SparkLiteral.Of(7L));
        Assert.Equal("array('a', NULL)", SparkLiteral.Of(new List<string?> { "a", null }));
        Assert.Equal("TIMESTAMP_LTZ'0001-01-01 00:00:00.000001+00:00'", SparkLiteral.Of(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(10)));
        Assert.Throws<ArgumentException>(() => SparkLiteral.Of(Guid.Empty));
    }
}
