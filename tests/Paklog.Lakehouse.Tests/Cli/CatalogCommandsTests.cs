namespace Paklog.Lakehouse.Tests.Cli;

[Collection(LandedWarehouse.Name)]
public sealed class CatalogCommandsTests(LandedWarehouse warehouse)
{
    [Fact]
    public async Task Tables_are_listed_with_figures_and_metadata_location()
    {
        var tables = (await warehouse.RunAsync("tables", "--json")).Lines;
        Assert.Equal(35, tables.Count);
        Assert.Equal("bronze._landed", tables[0].GetProperty("table").GetString());
        var orders = tables.Single(table => table.GetProperty("table").GetString() == "silver.orders");
        Assert.Equal((149, 1, 0), (orders.GetProperty("rows").GetInt64(), orders.GetProperty("files").GetInt64(), orders.GetProperty("delete_files").GetInt64()));
        var location = orders.GetProperty("metadata_location").GetString()!;
        Assert.StartsWith($"file://{warehouse.Warehouse}/", location, StringComparison.Ordinal);
        Assert.True(File.Exists(location["file://".Length..]));
        var file = Assert.Single((await warehouse.RunAsync("files", "silver.orders", "--json")).Lines);
        Assert.Equal(orders.GetProperty("bytes").GetInt64(), file.GetProperty("file_size_in_bytes").GetInt64());
        Assert.Equal(("data", 149, "1"), (file.GetProperty("content").GetString(), file.GetProperty("record_count").GetInt64(), file.GetProperty("bounds").GetProperty("id").GetProperty("lower").GetString()));
    }

    [Fact]
    public async Task A_name_without_its_layer_is_taken_when_one_layer_has_it()
    {
        Assert.Equal(0, (await warehouse.RunAsync("snapshots", "dim_date")).Code);
        var unclear = await warehouse.RunAsync("files", "orders");
        Assert.Equal((1, "More than one table is called 'orders': bronze.orders, silver.orders; write the layer too.\n"), (unclear.Code, unclear.Error));
        var unknown = await warehouse.RunAsync("snapshots", "silver.nothing");
        Assert.Equal(1, unknown.Code);
        Assert.StartsWith("There is no table 'silver.nothing' on 'main'; there are bronze._landed, ", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Branches_stand_at_the_published_commit()
    {
        var main = Assert.Single((await warehouse.RunAsync("branch", "list", "--json")).Lines);
        Assert.Equal(("main", "branch"), (main.GetProperty("name").GetString(), main.GetProperty("kind").GetString()));
        Assert.Equal(warehouse.Run.Object.GetProperty("published_as").GetString(), main.GetProperty("commit").GetString());
    }

    [Fact]
    public async Task A_warehouse_that_is_not_there_is_not_made_by_reading()
    {
        var folder = Path.Combine(warehouse.Folder, "none");
        foreach (var verb in new[] { "tables", "branch list", "run" })
        {
            var run = await CommandRun.OfAsync([.. verb.Split(' '), "--warehouse", folder]);
            Assert.Equal((1, ""), (run.Code, run.Output));
            Assert.StartsWith($"There is no warehouse in '{folder}' yet", run.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder));
    }
}
