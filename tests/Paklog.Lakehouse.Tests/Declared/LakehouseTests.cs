using System.Diagnostics;
using Paklog.Lakehouse.Tests.Cli;
using Paklog.Lakehouse.Tests.Configuration;
using Sample;
using Sample.Providers;

namespace Paklog.Lakehouse.Tests.Declared;

/// <summary>The lakehouse object, as a program uses it.</summary>
public sealed class LakehouseTests : IDisposable
{
    private readonly TemporaryHome home = new("");

    private string Warehouse => Path.Combine(home.Folder, "warehouse");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_goes_on_while_tables_are_run_and_asked()
    {
        await using var lake = await OpenAsync();
        await lake.LandAsync([LandedWarehouse.Recording], cancellationToken: Token);
        await using var open = lake.QueryAsync("select event_time from bronze.orders").GetAsyncEnumerator(Token);
        Assert.True(await open.MoveNextAsync());

        await lake.RunAsync(cancellationToken: Token);
        var other = await CountAsync(lake, "from silver.orders");

        var rows = 1;
        while (await open.MoveNextAsync())
            rows++;
        Assert.Equal(await CountAsync(lake, "from bronze.orders"), rows);
        Assert.True(other > 100);
    }

    [Fact]
    public async Task A_question_that_is_left_leaves_the_lakehouse_whole()
    {
        await using var lake = await OpenAsync();
        await lake.LandAsync([LandedWarehouse.Recording], cancellationToken: Token);
        await foreach (var _ in lake.QueryAsync("select event_time from bronze.orders").WithCancellation(Token))
            break;

        Assert.Empty((await lake.RunAsync(cancellationToken: Token)).Failures);
    }

    [Fact]
    public async Task A_value_comes_as_the_type_that_is_asked_for_and_only_whole()
    {
        await using var lake = await OpenAsync();
        await using var rows = lake.QueryAsync("select 1.50::decimal(18,2) as d, 7::bigint as n, 'x' as t, null as none, 1.5::double as f, 1e30::decimal(38,0) as big, true as b").GetAsyncEnumerator(Token);
        Assert.True(await rows.MoveNextAsync());
        var row = rows.Current;

        Assert.Equal((1.50m, 7, (short?)7, "x", 1.5), (row.Get<decimal>("d"), row.Get<int>("n"), row.Get<short?>("n"), row.Get<string>("t"), row.Get<double>("f")));
        Assert.Null(row.Get<string?>("none"));
        Assert.Null(row.Get<decimal?>("none"));
        Assert.Throws<InvalidCastException>(() => row.Get<long>("none"));
        Assert.Throws<InvalidCastException>(() => row.Get<long>("t"));
        Assert.Throws<InvalidCastException>(() => row.Get<int>("b"));
        Assert.Throws<OverflowException>(() => row.Get<int>("f"));
        Assert.Throws<OverflowException>(() => row.Get<int>("d"));
        Assert.Throws<OverflowException>(() => row.Get<decimal>("big"));
        Assert.Contains("no column 'x'; it has d, n, t", Assert.Throws<ArgumentException>(() => row["x"]).Message);
    }

    [Fact]
    public async Task A_run_that_failed_in_part_can_be_made_to_say_so()
    {
        await using var lake = await OwnShop.Declare().Gold("none", Sql.Text("select o.id / 'x'::int as id from silver.orders o"), m => m.Describe("A row.").Grain("id")).OpenAsync(o => o.Warehouse = Warehouse, Token);
        await lake.LandAsync([LandedWarehouse.Recording], cancellationToken: Token);

        var report = await lake.RunAsync(cancellationToken: Token);

        Assert.StartsWith("gold.none: ", Assert.Throws<LakehouseException>(report.EnsureSuccess).Message, StringComparison.Ordinal);
        Assert.Contains(report.Tables, table => table.Table == "gold.revenue");
    }

    [Fact]
    public async Task What_is_wrong_has_a_kind()
    {
        await using var lake = await OpenAsync();

        Assert.Equal(LakehouseErrorKind.NotFound, (await Assert.ThrowsAsync<LakehouseException>(() => OwnShop.Declare().Open(new LakehouseOptions { Warehouse = Path.Combine(home.Folder, "none") }).CatalogAsync(cancellationToken: Token))).Kind);
        Assert.Equal(LakehouseErrorKind.InvalidRequest, Assert.Throws<LakehouseException>(() => OwnShop.Declare().Open(new LakehouseOptions { Warehouse = Warehouse, TimeZone = "Mars/Olympus" }).Configuration).Kind);
    }

    [Fact]
    public async Task An_engine_from_outside_computes_equal_tables()
    {
        var provider = new CountingEngineProvider();
        await using var lake = await OpenAsync();
        lake.RunOn(provider);
        await lake.LandAsync([LandedWarehouse.Recording], cancellationToken: Token);
        var report = await lake.RunAsync(cancellationToken: Token);

        await using var embedded = await OpenAsync("embedded");
        await embedded.LandAsync([LandedWarehouse.Recording], cancellationToken: Token);
        await embedded.RunAsync(cancellationToken: Token);

        Assert.Empty(report.Failures);
        Assert.True(provider.Opened!.Kept > 10);
        Assert.Equal(await RowsAsync(embedded), await RowsAsync(lake));
    }

    /// <summary>A process of its own, as a team would start it.</summary>
    [Fact]
    public async Task A_program_in_code_alone_has_the_whole_command_line()
    {
        await SampleAsync(0, "land", "--input", LandedWarehouse.Recording);
        var run = await SampleAsync(0, "run", "--engine", "counting");
        Assert.Contains("gold.revenue", run);
        Assert.Contains("on counting", run);
        Assert.Contains("\"tier\":\"gold\"", await SampleAsync(0, "query", "--json", "from gold.revenue"));
        Assert.Equal("{\"catalog\":\"embedded\",\"name\":\"Ana\"}", (await SampleAsync(0, "greet", "Ana", "--json")).Trim());
        Assert.Contains("There is no engine 'flink' here; there is embedded, counting.", await SampleAsync(2, "run", "--engine", "flink"));
    }

    public void Dispose() => home.Dispose();

    private Task<Lakehouse> OpenAsync(string name = "warehouse") => OwnShop.Declare().OpenAsync(o => o.Warehouse = Path.Combine(home.Folder, name), Token);

    private static async Task<int> CountAsync(Lakehouse lake, string sql)
    {
        var rows = 0;
        await foreach (var _ in lake.QueryAsync(sql).WithCancellation(Token))
            rows++;
        return rows;
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(Lakehouse lake)
    {
        var rows = new List<string>();
        await foreach (var row in lake.QueryAsync("from gold.revenue order by tier").WithCancellation(Token))
            rows.Add($"{row["tier"]} {row["orders"]} {row["revenue"]}");
        return rows;
    }

    private async Task<string> SampleAsync(int code, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OwnShop).Assembly.Location, .. args, "--warehouse", Warehouse]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home.Folder };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token) + await error;
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == code, $"{string.Join(' ', args)} ended with {process.ExitCode}: {output}");
        return output;
    }
}
