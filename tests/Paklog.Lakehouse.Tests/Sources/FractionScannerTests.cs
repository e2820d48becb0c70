using System.Text;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Tests.Sources;

public class FractionScannerTests
{
    [Theory]
    [InlineData("""{"a":1.5}""")]
    [InlineData("""{"a": -1.5}""")]
    [InlineData("""{"a":1e5}""")]
    [InlineData("""{"a":12E-3}""")]
    [InlineData("""{"a":[1,2.0]}""")]
    [InlineData("""{"a":[0.25,1]}""")]
    [InlineData("""{"a" : 10.25}""")]
    public void A_number_with_fraction_or_exponent_is_found_wherever_the_stream_is_cut(string json)
    {
        var padded = Encoding.UTF8.GetBytes(new string(' ', 200) + json + new string(' ', 200));
        for (var cut = 1; cut < padded.Length; cut++)
        {
            var scanner = new FractionScanner();
            scanner.Append(padded.AsSpan(0, cut));
            scanner.Append(padded.AsSpan(cut));
            Assert.True(scanner.Found, $"cut at {cut}");
        }
    }

    [Theory]
    [InlineData("""{"at":"2026-01-01T10:00:00.000000Z","amount":"12.5000","version":"3.5.0.Final","mail":"user1@example.vn","id":123456789}""")]
    [InlineData("""{"uuid":"5e3a1e77-9e1f-4f00-8e5e-1e2e3e4e5e6e","ip":"10.0.1.2","n":9007199254740993,"name":"Việt 5.0"}""")]
    public void Strings_and_integers_hold_none_wherever_the_stream_is_cut(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(json + "\n", 20)));
        for (var cut = 1; cut < bytes.Length; cut += 7)
        {
            var scanner = new FractionScanner();
            scanner.Append(bytes.AsSpan(0, cut));
            scanner.Append(bytes.AsSpan(cut));
            Assert.False(scanner.Found, $"cut at {cut}");
        }
    }

    [Fact]
    public void A_number_longer_than_the_look_back_counts_as_found()
    {
        var scanner = new FractionScanner();
        scanner.Append(Encoding.UTF8.GetBytes("{\"a\":" + new string('1', 100) + ".5}"));
        Assert.True(scanner.Found);
    }
}
