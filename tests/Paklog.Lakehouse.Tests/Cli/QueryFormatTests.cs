using Apache.Arrow;
using Apache.Arrow.Ipc;
using Parquet.Serialization;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary><c>query --format</c>, read by libraries of others.</summary>
[Collection(LandedWarehouse.Name)]
public sealed class QueryFormatTests(LandedWarehouse warehouse)
{
    private const string Orders = "select * from gold.fact_orders order by order_id";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arrow_holds_the_rows_that_json_has()
    {
        foreach (var table in await TablesAsync())
        {
            var expected = long.Parse((await DoAsync("query", "--json", $"select count(*) as n from {table}")).Object.GetProperty("n").GetRawText());
            var file = await ExportAsync("arrow", $"from {table}");
            using var reader = new ArrowStreamReader(File.OpenRead(file));
            var rows = 0L;
            while (await reader.ReadNextRecordBatchAsync(Token) is { } batch)
                rows += batch.Length;
            Assert.Equal((table, expected), (table, rows));
            Assert.NotEmpty(reader.Schema.FieldsList);
        }
    }

    [Fact]
    public async Task Parquet_holds_the_rows_that_json_has()
    {
        foreach (var table in await TablesAsync())
        {
            var expected = long.Parse((await DoAsync("query", "--json", $"select count(*) as n from {table}")).Object.GetProperty("n").GetRawText());
            await using var reader = await Parquet.ParquetReader.CreateAsync(await ExportAsync("parquet", $"from {table}"), cancellationToken: Token);
            Assert.Equal((table, expected), (table, reader.RowGroups.Sum(group => group.RowCount)));
        }
    }

    [Fact]
    public async Task Rows_keep_their_order_in_each_format()
    {
        var ids = (await DoAsync("query", "--json", Orders)).Lines.Select(line => line.GetProperty("order_id").GetInt64()).ToList();
        using var reader = new ArrowStreamReader(File.OpenRead(await ExportAsync("arrow", Orders)));
        var batch = await reader.ReadNextRecordBatchAsync(Token);
        Assert.Equal(ids, Enumerable.Range(0, batch.Length).Select(i => ((Int64Array)batch.Column("order_id")).GetValue(i)!.Value));
        await using var parquet = File.OpenRead(await ExportAsync("parquet", Orders));
        Assert.Equal(ids, (await ParquetSerializer.DeserializeUntypedAsync(parquet, cancellationToken: Token)).Data.Select(row => (long)row["order_id"]!));
        var csv = await File.ReadAllLinesAsync(await ExportAsync("csv", "select order_id from gold.fact_orders order by order_id"), Token);
        Assert.Equal(["order_id", .. ids.Select(id => $"{id}")], csv);
        Assert.Equal(csv, (await DoAsync("query", "--format", "csv", "select order_id from gold.fact_orders order by order_id")).Output.TrimEnd('\n').Split('\n'));
        Assert.Equal((await DoAsync("query", "--json", Orders)).Output, (await DoAsync("query", "--format", "json", Orders)).Output);
    }

    [Fact]
    public async Task A_sum_is_exact_in_parquet_and_one_that_is_too_long_is_refused()
    {
        await using var file = File.OpenRead(await ExportAsync("parquet", "select sum(9007199254740993::bigint) as n, [sum(1::bigint)] as l, 2 as n"));
        await using var reader = await Parquet.ParquetReader.CreateAsync(file, cancellationToken: Token);
        Assert.Contains(reader.Schema.DataFields, field => field.Name == "n" && field.ClrType == typeof(System.Numerics.BigInteger) || field.Name == "n" && field.ClrType != typeof(double));
        Assert.DoesNotContain(reader.Schema.DataFields, field => field.ClrType == typeof(double));

        var run = await warehouse.RunAsync("query", "--format", "parquet", "--output", "long.parquet", "select 170141183460469231731687303715884105727::hugeint as n");
        Assert.Equal(1, run.Code);
        Assert.False(File.Exists(Path.Combine(warehouse.Folder, "long.parquet")));
    }

    [Theory]
    [InlineData("select 1 as a; -- the end")]
    [InlineData("describe gold.fact_orders")]
    [InlineData("show tables from gold")]
    [InlineData("summarize select 1 as a")]
    [InlineData("values (1), (2)")]
    [InlineData("with x as (select 1 as a) from x")]
    [InlineData("(select 1 as a)")]
    public async Task Each_kind_of_statement_is_written_in_each_format(string sql)
    {
        foreach (var format in new[] { "arrow", "parquet", "csv", "json" })
            Assert.True(new FileInfo(await ExportAsync(format, sql)).Length > 0);
    }

    [Fact]
    public async Task What_does_not_go_together_is_refused_and_leaves_no_file()
    {
        Assert.Equal((2, "--json and --format csv contradict each other: give one of them.\n"), await RefusedAsync("--json", "--format", "csv", "select 1"));
        Assert.Equal((2, "--output writes a file for programs: say by --format which (arrow, parquet, csv or json).\n"), await RefusedAsync("--output", "x", "select 1"));
        Assert.Equal(2, (await RefusedAsync("--format", "xml", "select 1")).Code);
        Assert.Equal(2, (await RefusedAsync("--format", "csv", "--output", "x", "explain select 1")).Code);
        Assert.Equal(1, (await RefusedAsync("--format", "arrow", "--output", "x", "select error('no') from range(3)")).Code);
        Assert.Equal(1, (await RefusedAsync("--format", "csv", "--output", Path.Combine("none", "x"), "select 1")).Code);
        var terminal = await CommandRun.InAsync(warehouse.Folder, ["query", "--warehouse", "warehouse", "--format", "arrow", "select 1"], terminalWidth: 80);
        Assert.Equal(2, terminal.Code);
        Assert.Empty(Directory.GetFiles(warehouse.Folder, "x*"));
    }

    [Fact]
    public async Task A_query_that_fails_leaves_the_file_that_was_there()
    {
        var file = Path.Combine(warehouse.Folder, "kept.csv");
        await File.WriteAllTextAsync(file, "before", Token);
        Assert.Equal(1, (await warehouse.RunAsync("query", "--format", "csv", "--output", "kept.csv", "select error('no') from range(3)")).Code);
        Assert.Equal("before", await File.ReadAllTextAsync(file, Token));
    }

    private async Task<IReadOnlyList<string>> TablesAsync() =>
        [.. (await DoAsync("tables", "--json")).Lines.Select(line => line.GetProperty("table").GetString()!).Where(name => !name.Contains("._", StringComparison.Ordinal))];

    private async Task<string> ExportAsync(string format, string sql)
    {
        var file = Path.Combine(warehouse.Folder, $"export-{Guid.NewGuid():N}.{format}");
        await DoAsync("query", "--format", format, "--output", file, sql);
        return file;
    }

    private async Task<(int Code, string Error)> RefusedAsync(params string[] args)
    {
        var run = await warehouse.RunAsync(["query", .. args]);
        return (run.Code, run.Error);
    }

    private async Task<CommandRun> DoAsync(params string[] args)
    {
        var run = await warehouse.RunAsync(args);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run;
    }
}
