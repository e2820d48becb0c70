using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.IntegrationTests.Faults;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Rest;

/// <summary><c>lakehouse serve</c> as a process.</summary>
public sealed class ServeProcessTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task It_serves_until_it_is_interrupted_and_ends_well(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var folder = new TemporaryFolder();
        var port = LocalPort.Free().ToString(CultureInfo.InvariantCulture);
        using var process = CommandLineProcess.Start(["env", "--default-signal=INT"], Repository.Path("conf"), Path.Combine(folder.Path, "warehouse"), ["serve", "--port", port, "--json"]);
        using var http = new HttpClient();
        var uri = $"http://127.0.0.1:{port}/iceberg";
        var config = await AskAsync(http, process, $"{uri}/v1/config?warehouse=main");
        Assert.Contains("\"prefix\":\"main\"", config, StringComparison.Ordinal);
        using var second = CommandLineProcess.Start([], Repository.Path("conf"), Path.Combine(folder.Path, "warehouse"), ["serve", "--port", port]);
        var refused = await second.WaitAsync();
        Assert.Equal((1, $"Port {port} of 127.0.0.1 is in use; stop what uses it, or serve on another port.\n"), (refused.ExitCode, refused.Error));

        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        var result = await process.WaitAsync();

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(uri, Assert.Single(JsonLines.Read(result.Output)).GetProperty("uri").GetString());
    }

    [Fact]
    public async Task A_lakehouse_whose_catalog_is_a_REST_server_reads_and_says_what_to_use_for_the_rest()
    {
        using var folder = new TemporaryFolder();
        var (conf, warehouse) = (Path.Combine(folder.Path, "conf"), Path.Combine(folder.Path, "warehouse"));
        await CommandLineProcess.RunAsync(warehouse, "land", "--input", Repository.Path("tests/testdata/demo/topics/pay.public.refunds-0.jsonl.gz"));
        var port = LocalPort.Free().ToString(CultureInfo.InvariantCulture);
        using var server = CommandLineProcess.Start(warehouse, ["serve", "--port", port]);
        using var http = new HttpClient();
        await AskAsync(http, server, $"http://127.0.0.1:{port}/iceberg/v1/config");
        Directory.CreateDirectory(conf);
        await File.WriteAllTextAsync(
            Path.Combine(conf, "lakehouse.yaml"), $"catalog: {{ type: rest, uri: \"http://127.0.0.1:{port}/iceberg\" }}\ncontracts: {Repository.Path("conf/contracts")}\nmodels: {Repository.Path("sql")}\n", TestContext.Current.CancellationToken);

        Assert.Contains("bronze.refunds", await CommandLineProcess.RunAsync(conf, warehouse, ["tables"]), StringComparison.Ordinal);
        foreach (var arguments in (string[][])[["land", "--input", DemoFixture.Recording], ["run"]])
        {
            using var process = CommandLineProcess.Start([], conf, warehouse, arguments);
            var result = await process.WaitAsync();
            Assert.Equal(
                (1, $"'{arguments[0]}' works on branches, and a catalog of type rest has none to make or move: name the catalog behind it in the configuration, {{ type: embedded }} with its warehouse or {{ type: nessie, uri: ... }}.\n"),
                (result.ExitCode, result.Error));
        }
    }

    private static async Task<string> AskAsync(HttpClient http, CommandLineProcess process, string uri)
    {
        while (true)
        {
            try
            {
                return await http.GetStringAsync(uri, TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
