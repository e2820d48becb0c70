using Paklog.Lakehouse.IntegrationTests.Faults;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

/// <summary>The command line over a Nessie that the configuration names: land, run, publish and query as with the catalog in the warehouse.</summary>
[Collection(NessieCollection.Name)]
public sealed class CommandLineTests(NessieServer server) : IDisposable
{
    private const string Ledger = "select recon_class, count(*) as orders, sum(order_id) as ids from silver.finance_ledger group by all order by all";

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_demos_recording_becomes_the_same_tables_as_with_the_catalog_in_the_warehouse()
    {
        await ConfigureAsync($"catalog: {{ type: nessie, uri: \"{await server.EmptyAsync(Token)}\" }}");
        await RunAsync("nessie", "land", "--input", DemoFixture.Recording);
        Assert.Contains("24 tables", await RunAsync("nessie", "run"), StringComparison.Ordinal);
        Assert.Contains("Nothing new", await RunAsync("nessie", "run"), StringComparison.Ordinal);
        var ledger = await RunAsync("nessie", "query", Ledger, "--json");
        Assert.Contains("payment_without_order", ledger, StringComparison.Ordinal);
        Assert.Equal(["main"], JsonLines.Read(await RunAsync("nessie", "branch", "list", "--json")).Select(line => line.GetProperty("name").GetString()));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "nessie", "catalog")));
        var tables = await CountsAsync("nessie");
        Assert.StartsWith("'maintain --sweep' deletes files for the embedded catalog alone, and this lakehouse has a catalog of type nessie:", await FailAsync("nessie", "maintain", "--sweep"), StringComparison.Ordinal);

        await ConfigureAsync("catalog: { type: embedded }");
        await RunAsync("embedded", "land", "--input", DemoFixture.Recording);
        await RunAsync("embedded", "run");
        Assert.Equal(await RunAsync("embedded", "query", Ledger, "--json"), ledger);
        Assert.Equal(await CountsAsync("embedded"), tables);
    }

    private Task ConfigureAsync(string catalog)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "conf"));
        return File.WriteAllTextAsync(Path.Combine(folder.Path, "conf", "lakehouse.yaml"), $"{catalog}\ncontracts: {Repository.Path("conf/contracts")}\nmodels: {Repository.Path("sql")}\n", Token);
    }

    private async Task<IEnumerable<string>> CountsAsync(string warehouse) =>
        JsonLines.Read(await RunAsync(warehouse, "tables", "--json")).Select(line => $"{line.GetProperty("table")} {line.GetProperty("rows")}");

    private async Task<string> RunAsync(string warehouse, params IReadOnlyList<string> arguments)
    {
        var result = await WaitAsync(warehouse, arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
        return result.Output;
    }

    /// <summary>The sentence that it ends with.</summary>
    private async Task<string> FailAsync(string warehouse, params IReadOnlyList<string> arguments)
    {
        var result = await WaitAsync(warehouse, arguments);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        return Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    private async Task<CommandLineResult> WaitAsync(string warehouse, IReadOnlyList<string> arguments)
    {
        using var process = CommandLineProcess.Start([], Path.Combine(folder.Path, "conf"), Path.Combine(folder.Path, warehouse), arguments);
        return await process.WaitAsync();
    }
}
