using System.Net;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Rest.Server;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Rest.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task A_port_in_use_is_one_sentence()
    {
        await using var first = await ServedWarehouse.StartAsync();
        var port = first.Server.Uri.Port;
        var error = await Assert.ThrowsAsync<IcebergException>(() =>
            RestCatalogServer.StartAsync(first.Catalog, new RestServerOptions { Port = port, Warehouse = first.Location }, TestContext.Current.CancellationToken));
        Assert.Equal($"Port {port} of 127.0.0.1 is in use; stop what uses it, or serve on another port.", error.Message);
    }

    [Fact]
    public async Task Beyond_this_machine_clients_are_needed()
    {
        await using var first = await ServedWarehouse.StartAsync();
        var options = new RestServerOptions { Host = IPAddress.Any, Warehouse = first.Location };
        var error = await Assert.ThrowsAsync<IcebergException>(() => RestCatalogServer.StartAsync(first.Catalog, options, TestContext.Current.CancellationToken));
        Assert.Contains("without clients", error.Message, StringComparison.Ordinal);
        await using var server = await RestCatalogServer.StartAsync(
            first.Catalog, options with { Clients = [new RestClient("etl", "5ecret-of-etl", RestAccess.Write)] }, TestContext.Current.CancellationToken);
        using var rest = new RestSession(new Uri($"http://127.0.0.1:{server.Uri.Port}/iceberg"), "5ecret-of-etl");
        await rest.OkAsync("GET", "main/namespaces", null, ("Host", "warehouse.example"));
    }

    [Theory]
    [InlineData("# who\n\nwrite etl 5ecret-of-etl\n read  dashboards\t0ther-secret \n", null)]
    [InlineData("admin etl 5ecret-of-etl\n", "line 1")]
    [InlineData("write etl 5ecret-of-etl\nwrite short 1234567\n", "line 2")]
    [InlineData("write etl 5ecret-of-etl\nread other 5ecret-of-etl\n", "line 2")]
    [InlineData("# nobody\n", "names no client")]
    public void Clients_stand_one_a_line(string text, string? fault)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "clients");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Contains("chmod 600", Assert.Throws<IcebergException>(() => ClientsFile.Read(path)).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }

        if (fault is null)
            Assert.Equal([new RestClient("etl", "5ecret-of-etl", RestAccess.Write), new RestClient("dashboards", "0ther-secret", RestAccess.Read)], ClientsFile.Read(path));
        else
            Assert.Contains(fault, Assert.Throws<IcebergException>(() => ClientsFile.Read(path)).Message, StringComparison.Ordinal);
    }
}
