using System.IO.Compression;
using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Tests.Cli;

namespace Paklog.Lakehouse.Tests.Upgrades;

/// <summary>The warehouse of a build of long ago (testdata/upgrade/README.md), unpacked where its metadata says that it is. Other processes wait for it.</summary>
internal sealed class OldWarehouse : IDisposable
{
    private const string Parent = "/tmp/paklog-fixtures";

    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "tests", "testdata");

    private readonly FileStream gate;

    public OldWarehouse()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The warehouse's metadata names files below /tmp.");
        Directory.CreateDirectory(Parent);
        gate = Lock(Path.Combine(Parent, ".upgrade"));
        Copy(Folder);
        ZipFile.ExtractToDirectory(Path.Combine(Data, "upgrade", "warehouse.zip"), Folder);
    }

    public static string Folder => Path.Combine(Parent, "upgrade");

    /// <summary>A topic of the demo's recording.</summary>
    public static string Topic(string name) => Path.Combine(Data, "demo", "topics", $"ecom.ecommerce.{name}.jsonl.gz");

    /// <summary>The same configuration, contracts and models in a folder without warehouse.</summary>
    public static void Copy(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var source = Path.Combine(Data, "upgrade", "home");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public static Task<CommandRun> TryAsync(string folder, params string[] args) => CommandRun.InAsync(folder, args, lakehouse: Lakehouse.Define("upgrade").Commands());

    /// <summary>Runs a command that must succeed.</summary>
    public static async Task<CommandRun> DoAsync(string folder, params string[] args)
    {
        var run = await TryAsync(folder, args);
        Assert.True(run.Code == 0, $"{string.Join(' ', args)} ended with {run.Code}: {run.Error}");
        return run;
    }

    public Task<CommandRun> DoAsync(params string[] args) => DoAsync(Folder, args);

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        gate.Dispose();
    }

    private static FileStream Lock(string path)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 600)
            {
                Thread.Sleep(100);
            }
        }
    }
}
