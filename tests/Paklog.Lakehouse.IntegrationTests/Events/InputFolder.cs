using System.Globalization;
using System.IO.Compression;
using System.Text;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>A temporary folder of files that a test writes and lands.</summary>
internal sealed class InputFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int files;

    public string Path => folder.Path;

    public static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    public Task<LandingReport> LandAsync(TestLakehouse lakehouse, string name, string text) => LandAsync(lakehouse, name, Encoding.UTF8.GetBytes(text));

    public Task<LandingReport> LandAsync(TestLakehouse lakehouse, string name, byte[] bytes)
    {
        var file = System.IO.Path.Combine(folder.Path, name);
        File.WriteAllBytes(file, bytes);
        return lakehouse.LandAsync(file);
    }

    /// <summary>Lands the lines as a file of their own, then runs everything.</summary>
    public async Task<RunReport> LandAndRunAsync(TestLakehouse lakehouse, IEnumerable<ChangeLine> lines)
    {
        var text = string.Concat(lines.Select(line => line.Record + "\n"));
        await LandAsync(lakehouse, string.Create(CultureInfo.InvariantCulture, $"{files++}.jsonl"), text);
        return await lakehouse.RunAsync();
    }

    public void Dispose() => folder.Dispose();
}
