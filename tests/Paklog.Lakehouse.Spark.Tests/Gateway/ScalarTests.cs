using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Tests.Gateway;

/// <summary>Every value goes to a real JVM and comes back; Java says by its own class and text that it is the one that was meant.</summary>
public class ScalarTests(SparkDriverFixture spark)
{
    private static readonly object[] Values =
    [
        true, false, 0, 1, -1, int.MinValue, int.MaxValue, 0L, 5L, long.MinValue, long.MaxValue,
        0.0, -0.0, 1.5, -1e-300, double.Epsilon, double.MaxValue, 1e16, 123456789.123456789, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        0m, 1.50m, -0.0000000000000000000000000001m, decimal.MaxValue, decimal.MinValue,
        "", "e", "n", "x", " ", "\n", "\r\n", "\\", "\\n", "\\\\r\\", "a\\\nb\rc", "\0", "\u2028\u0085\uFEFF", "naïve 漢字 𝒳 🏳️‍🌈", new string('\\', 10_000),
    ];

    [Fact]
    public async Task What_a_list_is_given_it_gives_back()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var list = gateway.NewList([.. Values, null]);
        object?[] back = [.. list.Items()];
        Assert.Equal([.. Values, null], back);
        Assert.Equal(Values.Select(value => value.GetType()), back[..^1].Select(value => value!.GetType()));
        Assert.True(double.IsNegative((double)back[12]!)); // -0.0 equals 0.0
    }

    [Theory]
    [InlineData(true, "java.lang.Boolean", "true")]
    [InlineData(-7, "java.lang.Integer", "-7")]
    [InlineData(-7L, "java.lang.Long", "-7")]
    [InlineData(1e-7, "java.lang.Double", "1.0E-7")]
    [InlineData(double.NegativeInfinity, "java.lang.Double", "-Infinity")]
    [InlineData("a\\n\n", "java.lang.String", "a\\n\n")]
    public async Task Java_sees_the_class_and_the_text(object value, string javaClass, string text)
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var array = gateway.NewArray("java.lang.Object", value);
        Assert.Equal($"[{text}]", gateway.CallStatic("java.util.Arrays", "toString", array));
        using var type = gateway.GetClass(javaClass);
        Assert.True(type.Call<bool>("isInstance", value));
    }

    [Fact]
    public async Task Decimals_keep_their_scale()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var holder = gateway.New("java.util.concurrent.atomic.AtomicReference", 1.500m);
        Assert.Equal("1.500", holder.Call<string>("toString"));
        Assert.Equal(3, holder.Call<decimal>("get").Scale);
    }

    [Theory]
    [InlineData("12345678901234567890123456789012345678", false)]
    [InlineData("79228162514264337593543950335.5", false)]
    [InlineData("0.12345678901234567890123456789", false)]
    [InlineData("1.50000000000000000000000000000000000000", true)]
    [InlineData("0.00000000000000000000000000000000000000", true)]
    [InlineData("-79228162514264337593543950335", true)]
    public async Task A_decimal_that_is_too_long_is_not_rounded(string digits, bool fits)
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        // A constructor called by reflection, because a BigDecimal never comes as an object.
        using var type = gateway.GetClass("java.math.BigDecimal");
        using var text = gateway.GetClass("java.lang.String");
        using var types = gateway.NewArray("java.lang.Class", text);
        using var constructor = type.Call<JvmObject>("getConstructor", types);
        using var arguments = gateway.NewArray("java.lang.Object", digits);
        if (fits)
            Assert.Equal(decimal.Parse(digits, CultureInfo.InvariantCulture), constructor.Call("newInstance", arguments));
        else
            Assert.Contains(digits, Assert.Throws<OverflowException>(() => constructor.Call("newInstance", arguments)).Message, StringComparison.Ordinal);
        Assert.Equal(digits, constructor.Call<string>("newInstance", arguments));
    }

    [Fact]
    public async Task Integers_of_any_length_go_and_come()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        var large = BigInteger.Pow(7, 200);
        using var holder = gateway.New("java.util.concurrent.atomic.AtomicReference", large);
        Assert.Equal(large, holder.Call<BigInteger>("get"));
        Assert.Equal(-large, holder.Call<JvmObject>("get").Call<BigInteger>("negate"));
        Assert.Equal(3, gateway.CallStatic<BigInteger>("java.lang.Math", "abs", -3));
    }

    [Fact]
    public async Task Bytes_go_and_come()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        foreach (var bytes in (byte[][])[[], [0], [10, 13], all, [.. Enumerable.Repeat(all, 1000).SelectMany(part => part)]])
        {
            using var holder = gateway.New("java.util.concurrent.atomic.AtomicReference", bytes);
            Assert.Equal(bytes, holder.Call<byte[]>("get"));
            Assert.Equal(bytes.Aggregate(1, (hash, value) => (31 * hash) + (sbyte)value), gateway.CallStatic<int>("java.util.Arrays", "hashCode", bytes));
        }
    }

    [Fact]
    public async Task All_of_Unicode_goes_and_comes()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        var all = string.Concat(Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value).ToString()));
        using var builder = gateway.New("java.lang.StringBuilder", all);
        Assert.Equal(all.Length, builder.Call<int>("length"));
        Assert.Equal(all, builder.Call<string>("toString"));
        Assert.Equal(0x1F600, builder.Call<int>("codePointAt", all.IndexOf("\U0001F600", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_and_the_connection_goes_on()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        Assert.Throws<ArgumentException>(() => gateway.New("java.lang.StringBuilder", "a\uD83D"));
        Assert.Equal(4, gateway.CallStatic("java.lang.Math", "abs", -4));
    }

    [Fact]
    public async Task Ten_megabytes_in_a_string_go_and_come()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        var text = string.Concat(Enumerable.Repeat("0123456789\n漢\\", 10_000_000 / 15));
        using var builder = gateway.New("java.lang.StringBuilder", text);
        Assert.Equal(text, builder.Call<string>("toString"));
    }

    /// <summary>Each of them took 45 ms before acknowledgements were sent at once.</summary>
    [Fact]
    public async Task A_hundred_replies_of_more_than_one_piece_come_without_delay()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var builder = gateway.New("java.lang.StringBuilder", new string('x', 20_000));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
            builder.Call("toString");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);
    }

    [Fact]
    public async Task Narrow_numbers_and_Scalas_own_come_as_numbers()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(7, gateway.CallStatic("java.lang.Short", "valueOf", "7"));
        Assert.Equal((short)7, gateway.CallStatic<short>("java.lang.Short", "valueOf", "7"));
        Assert.Equal(0.1f, gateway.CallStatic<float>("java.lang.Float", "valueOf", "0.1"));
        Assert.Equal('x', gateway.CallStatic<char>("java.lang.Character", "valueOf", "x"));
        Assert.Equal(long.MaxValue, gateway.CallStatic<long>("java.lang.Long", "valueOf", "9223372036854775807"));
        using var scala = (JvmObject)gateway.GetStaticField("scala.math.BigDecimal$", "MODULE$")!;
        Assert.Equal(12.5m, scala.Call("apply", 12.5));
        Assert.Throws<InvalidCastException>(() => gateway.CallStatic<int>("java.lang.Long", "valueOf", "7"));
        Assert.Throws<InvalidCastException>(() => gateway.CallStatic<int>("java.lang.String", "valueOf", true));
    }

    [Fact]
    public async Task What_Java_has_no_type_for_is_refused()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var list = gateway.NewList([]);
        Assert.Contains("System.DateTime", Assert.Throws<ArgumentException>(() => list.Call("add", DateTime.UnixEpoch)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => gateway.CallStatic("java.lang.Math", "abs\ni1\ne\nc", 1));
        Assert.Equal(0, list.Call("size"));
    }
}
