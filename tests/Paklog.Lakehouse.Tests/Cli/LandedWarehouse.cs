namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>The demo's recording, landed and run once for all tests of the command line.</summary>
public sealed class LandedWarehouse : IAsyncLifetime
{
    public const string Name = "landed warehouse";

    public string Folder { get; } = Directory.CreateTempSubdirectory("lakehouse-cli-").FullName;

    public string Warehouse => Path.Combine(Folder, "warehouse");

    public static string Recording => Path.Combine(AppContext.BaseDirectory, "tests", "testdata", "demo", "topics");

    internal CommandRun Landing { get; private set; } = new(-1, "", "");

    internal CommandRun Run { get; private set; } = new(-1, "", "");

    /// <summary>Runs a command over the warehouse; the folder's name is given as a person would, relative to where they stand.</summary>
    internal Task<CommandRun> RunAsync(params string[] args) => CommandRun.InAsync(Folder, [.. args, "--warehouse", "warehouse"]);

    public async ValueTask InitializeAsync()
    {
        Landing = await RunAsync("land", "--json", "--input", Recording);
        Run = await RunAsync("run", "--json");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition(LandedWarehouse.Name)]
public sealed class LandedWarehouseCollection : ICollectionFixture<LandedWarehouse>;
