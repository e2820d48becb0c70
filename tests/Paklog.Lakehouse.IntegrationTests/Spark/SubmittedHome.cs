using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.IntegrationTests.Faults;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>A landed warehouse with the customers run, and two models besides the repository's: one that takes more memory than a small Spark has, and one that takes minutes.</summary>
public sealed class SubmittedHome : IAsyncLifetime
{
    private const string Greedy = """
        -- A customer with a gigabyte of text.
        -- grain: id
        select c.id as id, md5(repeat(c.full_name, 60000000)) as sum from silver.customers c
        """;

    private const string Slow = """
        -- All customers beside all others, five times.
        -- grain: region
        select a.region as region, cast(count(*) as bigint) as n
        from silver.customers a cross join silver.customers b cross join silver.customers c cross join silver.customers d cross join silver.customers e cross join silver.customers f
        group by a.region
        """;

    private readonly TemporaryFolder folder = new();
    private string? head;

    internal string Folder => folder.Path;

    private string Warehouse => Path.Combine(folder.Path, "warehouse");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<string> SparkAsync() => (await LocalSparkDriver.InstallationAsync(Token)).Home;

    public async ValueTask InitializeAsync()
    {
        var models = Path.Combine(folder.Path, "sql");
        var repository = new DirectoryInfo(Repository.Path("sql"));
        foreach (var file in repository.EnumerateFiles("*.sql", SearchOption.AllDirectories))
            Write(Path.Combine("sql", Path.GetRelativePath(repository.FullName, file.FullName)), await File.ReadAllTextAsync(file.FullName, Token));
        Write("sql/gold/greedy.sql", Greedy);
        Write("sql/gold/slow.sql", Slow);
        Write("conf/lakehouse.yaml", $"contracts: {Repository.Path("conf/contracts")}\nmodels: {models}\n");
        await CommandLineProcess.RunAsync(Path.Combine(folder.Path, "conf"), Warehouse, ["land", "--input", DemoFixture.Recording]);
        await CommandLineProcess.RunAsync(Path.Combine(folder.Path, "conf"), Warehouse, ["run", "silver.customers"]);
        var catalog = await OpenAsync();
        head = (await catalog.LoadReferenceAsync(ICatalog.MainBranch, Token))!.Hash;
    }

    /// <summary><c>run --engine spark</c> with these variables beside those of the tests.</summary>
    internal Task<CommandLineProcess> StartAsync(IReadOnlyList<string> variables, params IReadOnlyList<string> arguments) => StartOnAsync(Warehouse, variables, arguments);

    /// <summary>The same on another warehouse.</summary>
    internal async Task<CommandLineProcess> StartOnAsync(string warehouse, IReadOnlyList<string> variables, IReadOnlyList<string> arguments)
    {
        string[] within = ["env", "SPARK_HOME=" + await SparkAsync(), "SPARK_LOCAL_IP=127.0.0.1", .. variables];
        return CommandLineProcess.Start(within, Path.Combine(folder.Path, "conf"), warehouse, ["run", "--engine", "spark", "--engine-conf", "spark.ui.enabled=false", "--engine-conf", "spark.paklog.embeddedThreshold=0", .. arguments]);
    }

    internal async Task<IReadOnlyList<string>> BranchesAsync()
    {
        var catalog = await OpenAsync();
        return [.. (await catalog.ListReferencesAsync(Token)).Select(reference => reference.Name)];
    }

    /// <summary>Waits for the branch of the run to go, if a process without its Spark is still about it.</summary>
    internal async Task AssertUntouchedAsync()
    {
        var catalog = await OpenAsync();
        for (var patience = 100; patience > 0 && (await catalog.ListReferencesAsync(Token)).Count > 1; patience--)
            await Task.Delay(100, Token);
        var main = Assert.Single(await catalog.ListReferencesAsync(Token));
        Assert.Equal(head, main.Hash);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write(string path, string content)
    {
        var file = Path.Combine(folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private async Task<EmbeddedCatalog> OpenAsync() => await EmbeddedCatalog.OpenAsync(Warehouse, cancellationToken: Token);
}
