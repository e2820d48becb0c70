using System.CommandLine;
using System.Net;
using System.Text;
using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.SparkEngine;
using static Paklog.Lakehouse.Spark.Sql.Functions;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>A Spark program of a user's own beside the models: it reads the tables of the lakehouse, and writes one to a branch that is published afterwards.</summary>
public sealed class OwnProgramTests(SparkEngineFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_main_and_writes_a_branch()
    {
        var spark = SparkSession.Builder((await fixture.DriverAsync(Token)).Gateway).AppName("own program").GetOrCreate().NewSession();
        using var lakehouse = await TestLakehouse.OpenAsync();
        await lakehouse.LandAsync(Recording.Small("plain"));
        await lakehouse.RunAsync();
        var catalog = lakehouse.Workspace.Catalog;
        await catalog.CreateReferenceAsync("feature/totals", ReferenceKind.Branch, (await catalog.LoadReferenceAsync(ICatalog.MainBranch, Token))!.Hash, Token);
        await using var served = await ServedCatalog.StartAsync(catalog, lakehouse.Workspace.Transactions.Warehouse, Token);
        served.NameIn(spark, "lake");
        served.NameIn(spark, "trial", "feature/totals");

        spark.Table("lake.silver.orders").GroupBy("region").Agg(Count("id").As("orders")).WriteTo("trial.gold.orders_by_region").Create();

        var name = new TableIdentifier("gold", "orders_by_region");
        Assert.Null(await catalog.LoadTableAsync(name, ICatalog.MainBranch, Token));
        var main = (await catalog.LoadReferenceAsync(ICatalog.MainBranch, Token))!.Hash;
        await catalog.MergeAsync(ICatalog.MainBranch, main, "feature/totals", new CommitInfo("test", "publish"), Token);
        var written = await lakehouse.RelationAsync((await catalog.LoadTableAsync(name, ICatalog.MainBranch, Token))!);
        var orders = await lakehouse.RelationAsync((await catalog.LoadTableAsync(new TableIdentifier("silver", "orders"), ICatalog.MainBranch, Token))!);
        var expected = $"select region, count(*) as orders from {orders} group by region";
        Assert.Equal(0, lakehouse.Count($"select count(*) from ((from ({expected}) except all select region, orders from {written}) union all (select region, orders from {written} except all from ({expected})))"));
        Assert.True(lakehouse.Count($"select count(*) from {written}") > 1);
        Assert.Equal(lakehouse.Count($"select count(*) from {orders}"), spark.Table("lake.gold.orders_by_region").Agg(Sum("orders").As("n")).First().GetAs<long>("n"));
    }

    [Fact]
    public async Task Nobody_else_is_served()
    {
        using var lakehouse = await TestLakehouse.OpenAsync();
        await using var served = await ServedCatalog.StartAsync(lakehouse.Workspace.Catalog, lakehouse.Workspace.Transactions.Warehouse, Token);
        using var stranger = new HttpClient();

        var answer = await stranger.GetAsync(new Uri($"{served.Uri}/v1/namespaces"), Token);

        Assert.True(served.Uri.IsLoopback);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    /// <summary>What a person sees who starts it without Spark, and a program that names a gateway that is not there.</summary>
    [Theory]
    [InlineData("SPARK_HOME", "", "There is no Spark: set SPARK_HOME to the folder of a Spark distribution, the one that holds bin/spark-submit.")]
    [InlineData("PYSPARK_GATEWAY_PORT", "http", "count: PYSPARK_GATEWAY_PORT is `http`, which is no port.")]
    public async Task What_is_missing_is_one_sentence(string variable, string value, string sentence)
    {
        using var lakehouse = await TestLakehouse.OpenAsync();
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var host = new CommandHost
        {
            Output = output,
            Error = error,
            CurrentFolder = lakehouse.Warehouse,
            ApplicationFolder = AppContext.BaseDirectory,
            ApplicationAssembly = "Own.dll",
            Variable = name => name == variable ? value : name == "PYSPARK_GATEWAY_SECRET" ? "x" : name == "LAKEHOUSE_HOME" ? Repository.Path(".") : null,
        };
        var builder = Lakehouse.Define("own").Commands().WithVerb(() => EngineVerb.Create(new Command("count", "Count."), new SparkEngineProvider(), (session, _, cancellationToken) =>
            SparkProgram.RunAsync("count", session.Lakehouse, (_, _) => throw new InvalidOperationException("It has no Spark."), cancellationToken)));

        var code = await builder.RunAsync(["count", "--warehouse", lakehouse.Warehouse], host, Token);

        Assert.Equal((1, sentence), (code, error.ToString().Trim()));
        Assert.Equal("", Encoding.UTF8.GetString(output.ToArray()));
    }
}
