using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Tables of PyIceberg, whose manifests have longs for ints, read, changed and maintained by us, and then read by Spark. Of one with a type that we cannot write the files stay as they are.</summary>
public sealed class PyIcebergTests(SparkFixture spark)
{
    private static readonly CommitInfo Info = new("tests", "a test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("types")]
    [InlineData("evolved")]
    [InlineData("omitted")]
    public async Task A_table_of_PyIceberg_is_read_as_PyIceberg_reads_it_before_and_after_maintenance(string name)
    {
        var metadata = PyIcebergTables.MetadataOf(name);
        var folder = new TemporaryFolder();
        using var lake = new OurLake(folder, await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token));
        await lake.Catalog.CreateNamespaceAsync(ICatalog.MainBranch, lake.Namespace, new Dictionary<string, string>(), Info, Token);
        await lake.Catalog.RegisterTableAsync(ICatalog.MainBranch, lake.Identifier(name), metadata, Info, Token);
        var table = await lake.LoadAsync(name);
        var expected = PyIcebergTables.RowsOf(name, table.Metadata.CurrentSchema);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, await lake.OurRowsAsync(name));
        Assert.Equal(expected.Count, (await TableFigures.ReadAsync(table, new ManifestCache(), Token)).Records);

        await lake.ApplyAsync(name, new RewriteManifests());
        Assert.Equal(expected, await lake.OurRowsAsync(name));
        var compaction = new TableCompaction(lake.Workspace(), ICatalog.MainBranch, lake.Identifier(name));
        var options = new CompactionOptions(1_000_000_000, 2, RewriteAll: true);
        if (name == "types")
            Assert.Contains("'fx' of type fixed[3]", (await Assert.ThrowsAsync<IcebergException>(() => compaction.CompactAsync(options, null, Token))).Message, StringComparison.Ordinal);
        else
            Assert.NotEqual(0, (await compaction.CompactAsync(options, null, Token)).FilesRead);
        Assert.Equal(expected, await lake.OurRowsAsync(name));
    }

    [Fact]
    public async Task A_table_of_PyIceberg_that_we_changed_is_read_by_Spark()
    {
        var metadata = PyIcebergTables.MetadataOf("evolved");
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateInSparkAsync("other", "(id BIGINT)");
        await lake.AdoptAsync("evolved", metadata);
        var expected = PyIcebergTables.RowsOf("evolved", (await lake.LoadAsync("evolved")).Metadata.CurrentSchema);
        Assert.Equal(expected, await lake.OurRowsAsync("evolved"));

        await lake.DeleteAsync("evolved", "SELECT 1::BIGINT AS id", "id");
        await lake.ApplyAsync("evolved", new RewriteManifests());
        await lake.PublishAsync("evolved");

        Assert.Equal(expected.Count - 1, (await lake.AssertSameRowsAsync("evolved")).Count);
    }
}
