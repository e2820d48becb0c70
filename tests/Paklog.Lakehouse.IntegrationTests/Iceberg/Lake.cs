using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>A warehouse of a test's own with our catalog and engine, and Spark on the other side. Tables go back and forth by their metadata files.</summary>
internal sealed class Lake : OurLake
{
    private readonly string sparkCatalog;

    private Lake(TemporaryFolder folder, ICatalog catalog, SparkSession spark, string sparkCatalog)
        : base(folder, catalog)
    {
        this.sparkCatalog = sparkCatalog;
        Spark = spark;
    }

    public SparkSession Spark { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<Lake> OpenAsync(SparkFixture fixture) =>
        OpenAsync(fixture, async (_, warehouse) => (await EmbeddedCatalog.OpenAsync(warehouse, cancellationToken: Token), SparkSession.Catalog));

    /// <param name="open">Opens the catalog for a warehouse, and names one of Spark's, which may be the same.</param>
    public static async Task<Lake> OpenAsync(SparkFixture fixture, Func<SparkSession, string, Task<(ICatalog Catalog, string InSpark)>> open)
    {
        var spark = await fixture.SessionAsync(Token);
        var folder = new TemporaryFolder();
        var (catalog, inSpark) = await open(spark, folder.Location);
        return new Lake(folder, catalog, spark, inSpark);
    }

    /// <summary>The table's name in Spark.</summary>
    public string InSpark(string name) => $"{sparkCatalog}.{Namespace}.{name}";

    /// <summary>The rows that Spark reads, where clause and time travel included.</summary>
    public async Task<List<string>> SparkRowsAsync(string name, string clause = "", Schema? schema = null) =>
        RowText.Of(await SqlAsync($"SELECT * FROM {InSpark(name)} {clause}"), schema ?? (await LoadAsync(name)).Metadata.CurrentSchema);

    public Task<IReadOnlyList<JsonElement>> SqlAsync(string sql) => Spark.SqlAsync(sql, Token);

    /// <summary>The one value of a statement's one row.</summary>
    public async Task<string> ValueAsync(string sql) => Assert.Single(Assert.Single(await SqlAsync(sql)).EnumerateObject()).Value.ToString();

    /// <summary>Makes the table as we have it known to Spark.</summary>
    public async Task PublishAsync(string name) => await Spark.RegisterAsync($"{Namespace}.{name}", (await LoadAsync(name)).MetadataLocation, Token);

    /// <summary>Creates a table in Spark, in this warehouse.</summary>
    /// <param name="columns">Columns in parentheses.</param>
    /// <param name="rest">PARTITIONED BY and TBLPROPERTIES.</param>
    public async Task CreateInSparkAsync(string name, string columns, string rest = "")
    {
        await SqlAsync($"CREATE NAMESPACE IF NOT EXISTS {sparkCatalog}.{Namespace}");
        await SqlAsync($"CREATE TABLE {InSpark(name)} {columns} USING iceberg LOCATION '{Location}/spark/{name}' {rest}");
    }

    /// <summary>Takes the table as Spark has it now into our catalog.</summary>
    public async Task<Table> AdoptAsync(string name) => await AdoptAsync(name, await Spark.MetadataLocationAsync($"{Namespace}.{name}", Token));

    public async Task<Table> AdoptAsync(string name, string metadataLocation)
    {
        if (await Catalog.LoadTableAsync(Identifier(name), ICatalog.MainBranch, Token) is not null)
            await Catalog.DropTableAsync(ICatalog.MainBranch, Identifier(name), Info, Token);
        await Catalog.RegisterTableAsync(ICatalog.MainBranch, Identifier(name), metadataLocation, Info, Token);
        return await LoadAsync(name);
    }

    /// <summary>Both sides read the same rows; gives them.</summary>
    public async Task<List<string>> AssertSameRowsAsync(string name)
    {
        var ours = await OurRowsAsync(name);
        Assert.Equal(ours, await SparkRowsAsync(name));
        return ours;
    }
}
