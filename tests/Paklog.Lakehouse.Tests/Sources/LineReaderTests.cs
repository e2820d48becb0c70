using System.IO.Compression;
using System.Text;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Tests.Sources;

/// <summary>Files that are not one value a line, or not UTF-8.</summary>
public sealed class LineReaderTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("[{\"a\":1},{\"b\":[2,\"]}\"]}]", "1:{\"a\":1}|1:{\"b\":[2,\"]}\"]}")]
    [InlineData("[\n{\"a\":1},\n{\"b\":2}\n]\n", "2:{\"a\":1}|3:{\"b\":2}")]
    [InlineData("[{\"a\":1},\n{\"b\":2}]\n", "1:{\"a\":1}|2:{\"b\":2}")]
    [InlineData("\n [\r\n  {\r\n \"a\" : 1\r\n },\r\n {}]", "3:{\r\n \"a\" : 1\r\n }|6:{}")]
    [InlineData("{\n \"a\": 1\n}\n{\n \"b\": \"x\\\"}\"\n}\n", "1:{\n \"a\": 1\n}|4:{\n \"b\": \"x\\\"}\"\n}")]
    [InlineData("{\"a\":1}{\"b\":2}{\"c\":3}", "1:{\"a\":1}|1:{\"b\":2}|1:{\"c\":3}")]
    [InlineData("{\"a\":1} {\"b\":2}\n", "1:{\"a\":1}|1:{\"b\":2}")]
    [InlineData("[\n{\"a\":1}\n]\n", "2:{\"a\":1}")]
    [InlineData("[{\"a\":1},{\"b\":2", "1:{\"a\":1}|1:{\"b\":2")]
    public void A_text_of_several_values_is_as_many_lines(string text, string lines) => Assert.Equal(lines, Read(Encoding.UTF8.GetBytes(text)));

    /// <summary>What might be lines is lines, though the first one be damaged.</summary>
    [Theory]
    [InlineData("{\n{\"a\":1}\n")]
    [InlineData("{\"a\":1}{\"b\":2}\n{\"c\":3}\n")]
    [InlineData("[1, 2]\n{\"c\":3}\n")]
    [InlineData("[{\"a\":1}]\n{\"c\":3}\n")]
    [InlineData("{\"a\":\n{\"c\":3}\n")]
    [InlineData("[\n")]
    [InlineData("{\"a\":1}")]
    [InlineData("[{\"a\":1}]\n")]
    [InlineData("[\n{\"a\":1}]\n{\"c\":3}\n")]
    [InlineData("[{\"a\":1},\n{\"b\":2}\n{\"c\":3}\n")]
    [InlineData("{\n\"a\":1}\n{\"b\":2}\n{\"c\":3}\n")]
    [InlineData("{\n\"a\":1}\n")]
    [InlineData("{\n\"a\":1,\n\"b\":2}\n{\"c\":3}\n")]
    [InlineData("no\n{\"c\":3}\n")]
    public void Lines_stay_lines(string text) =>
        Assert.Equal(string.Join('|', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, index) => $"{index + 1}:{line}")), Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-8", true)]
    public void Text_of_16_bits_is_read_with_and_without_its_mark(string encoding, bool mark)
    {
        var coding = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. mark ? coding.GetPreamble() : [], .. coding.GetBytes("{\"a\":\"ả😀\"}\r\n{\"b\":2}\r\n")];
        Assert.Equal("1:{\"a\":\"ả😀\"}\r|2:{\"b\":2}\r", Read(bytes));
    }

    [Fact]
    public void A_file_that_is_no_text_is_one_line_with_its_beginning() =>
        Assert.Equal("1:PAR1" + new string('\n', 1020), Read([.. "PAR1"u8, .. Enumerable.Repeat((byte)'\n', 100_000)]));

    [Fact]
    public void Values_longer_than_the_buffer_are_whole_and_numbered()
    {
        var values = Enumerable.Range(0, 40).Select(n => "{\n\"n\":\"" + new string((char)('a' + (n % 26)), 100_000) + "\"\n}").ToList();
        foreach (var compressed in new[] { false, true })
        {
            var bytes = Encoding.UTF8.GetBytes("[\n" + string.Join(",\n", values) + "\n]\n");
            Assert.Equal(string.Join('|', values.Select((value, index) => $"{2 + (3 * index)}:{value}")), Read(compressed ? Gzip(bytes) : bytes, compressed));
        }
    }

    private string Read(byte[] bytes, bool compressed = false)
    {
        File.WriteAllBytes(path, bytes);
        return string.Join('|', LineReader.Read(path, compressed).Select(line => $"{line.Number}:{Encoding.UTF8.GetString(line.Bytes.Span)}"));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }
}
