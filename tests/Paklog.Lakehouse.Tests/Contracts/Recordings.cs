using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Tests.Contracts;

/// <summary>Where the repository's contracts and the recordings of shared/data/cdc are.</summary>
internal static class Recordings
{
    internal static string ContractFolder => Path.Combine(RepositoryRoot(), "conf", "contracts");

    internal static IReadOnlyList<Contract> Contracts => ContractFile.LoadFolder(ContractFolder);

    internal static Contract Contract(string source) => Contracts.Single(contract => contract.Source == source);

    /// <summary>A folder of recordings; without it the test is skipped, or fails on a build server that has shared/.</summary>
    internal static string Folder(string relative)
    {
        var shared = Environment.GetEnvironmentVariable("PAKLOG_SHARED") is { Length: > 0 } named ? named : Path.Combine(RepositoryRoot(), "..", "shared");
        var folder = Path.Combine(shared, "data", "cdc", relative);
        if (Directory.Exists(folder))
            return folder;
        var sentence = $"SKIPPED: this test reads the recordings shared/data/cdc/{relative}; put the folder shared beside the repository or set PAKLOG_SHARED.";
        if (Directory.Exists(shared) && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(sentence);
        Assert.Skip(sentence);
        return folder;
    }

    /// <summary>The files of one table's topic, whatever connector wrote it.</summary>
    internal static string[] Files(string folder, Contract contract) =>
        [.. Directory.EnumerateFiles(folder, "*.jsonl.gz").Where(file => Path.GetFileName(file).Contains($".{contract.Source}-", StringComparison.Ordinal)).Order()];

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Paklog.Lakehouse.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("These tests run from within the repository: no Paklog.Lakehouse.sln above their assembly.");
    }
}
