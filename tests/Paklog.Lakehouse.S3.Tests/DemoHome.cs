using System.Text;
using Paklog.Jobs;
using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.S3.Tests;

/// <summary>The reference lakehouse with environments of a test's own, whose command line runs in this process.</summary>
internal sealed class DemoHome : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal DemoHome()
    {
        foreach (var part in (string[])["conf", "sql"])
        {
            var source = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, part));
            foreach (var file in source.EnumerateFiles("*", SearchOption.AllDirectories))
                Write(Path.Combine(part, Path.GetRelativePath(source.FullName, file.FullName)), File.ReadAllText(file.FullName));
        }
    }

    internal static string Recording { get; } = Path.Combine(AppContext.BaseDirectory, "tests", "testdata", "demo", "topics");

    internal string CacheFolder => Path.Combine(folder.Path, "cache");

    internal string Folder => folder.Path;

    internal void Write(string path, string content)
    {
        var file = Path.Combine(folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    /// <summary>Runs to a good end and gives what was printed.</summary>
    internal async Task<string> RunAsync(params IReadOnlyList<string> arguments)
    {
        var (code, output, error) = await TryAsync(arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)} ended with {code}: {error}");
        return output;
    }

    internal async Task<(int Code, string Output, string Error)> TryAsync(params IReadOnlyList<string> arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var host = new CommandHost
        {
            Output = output,
            Error = error,
            CurrentFolder = folder.Path,
            ApplicationFolder = AppContext.BaseDirectory,
            Variable = name => name switch { "XDG_CACHE_HOME" => CacheFolder, "S3_KEY" => S3Fixture.AccessKey, "S3_SECRET" => S3Fixture.SecretKey, _ => null },
        };
        var code = await PaklogLakehouse.Commands().RunAsync([.. arguments, "--conf", Path.Combine(folder.Path, "conf")], host, TestContext.Current.CancellationToken);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    public void Dispose() => folder.Dispose();
}
