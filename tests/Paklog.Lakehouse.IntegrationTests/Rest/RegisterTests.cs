using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Rest;

/// <summary>Tables that one catalog takes over from another by their metadata files (register_table), in both directions.</summary>
public sealed class RegisterTests(SparkFixture spark)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip", "none")]
    [InlineData("snappy", "gzip")]
    [InlineData("zstd", "none")]
    [InlineData("uncompressed", "gzip")]
    public async Task A_table_of_Spark_is_registered_through_our_server_and_read_and_changed_by_both(string manifests, string metadata)
    {
        await using var served = await ServedLake.OpenAsync(spark);
        var lake = served.Lake;
        var foreign = await CreateForeignAsync(lake, $"'write.avro.compression-codec'='{manifests}', 'write.manifest.compression-codec'='{manifests}', 'write.metadata.compression-codec'='{metadata}'");
        var table = lake.InSpark("t");
        await lake.SqlAsync($"CREATE NAMESPACE {table[..table.LastIndexOf('.')]}");

        await lake.SqlAsync($"CALL {table[..table.IndexOf('.')]}.system.register_table(table => '{lake.Namespace}.t', metadata_file => '{await lake.Spark.MetadataLocationAsync(foreign, Token)}')");
        Assert.Equal(4, (await lake.AssertSameRowsAsync("t")).Count);

        await lake.AppendAsync("t", "SELECT 10 AS id, 'ours' AS v, DATE '2026-03-01' AS day");
        await lake.SqlAsync($"INSERT INTO {table} VALUES (11, 'spark', DATE '2026-03-02')");
        await lake.MergeAsync("t", "SELECT 2 AS id, 'merged' AS v, DATE '2026-01-02' AS day", "id");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id = 3");
        Assert.Equal(["1 | \"a\" | 2026-01-01", "10 | \"ours\" | 2026-03-01", "11 | \"spark\" | 2026-03-02", "2 | \"merged\" | 2026-01-02", "4 | null | null"], await lake.AssertSameRowsAsync("t"));
    }

    [Fact]
    public async Task A_table_of_ours_is_registered_elsewhere_and_read_there()
    {
        await using var served = await ServedLake.OpenAsync(spark);
        var lake = served.Lake;
        await lake.CreateAsync("t", new SchemaBuilder().Required("id", IcebergType.Long).Optional("v", IcebergType.String).Build());
        await lake.AppendAsync("t", "SELECT range AS id, 'a' AS v FROM range(5)");
        await lake.DeleteAsync("t", "SELECT 3 AS id", "id");
        var elsewhere = $"{lake.Namespace}.ours";

        await lake.Spark.RegisterAsync(elsewhere, (await lake.LoadAsync("t")).MetadataLocation, Token);
        Assert.Equal("4", await lake.ValueAsync($"SELECT count(*) FROM {SparkSession.Catalog}.{elsewhere}"));
        await lake.SqlAsync($"INSERT INTO {SparkSession.Catalog}.{elsewhere} VALUES (9, 'spark')");

        // What is committed there is another branch of history: here nothing has moved until that is registered in turn.
        Assert.Equal(4, (await lake.AssertSameRowsAsync("t")).Count);
        await served.Catalog.RegisterTableAsync(ICatalog.MainBranch, lake.Identifier("back"), await lake.Spark.MetadataLocationAsync(elsewhere, Token), new CommitInfo("tests", "a test"), Token);
        Assert.Contains("9 | \"spark\"", await lake.AssertSameRowsAsync("back"));
    }

    /// <summary>In Spark's own catalog, which is not ours; gives its name there.</summary>
    private static async Task<string> CreateForeignAsync(Lake lake, string properties)
    {
        var name = $"{lake.Namespace}.foreign";
        await lake.SqlAsync($"CREATE NAMESPACE IF NOT EXISTS {SparkSession.Catalog}.{lake.Namespace}");
        await lake.SqlAsync(
            $"CREATE TABLE {SparkSession.Catalog}.{name} (id BIGINT, v STRING, day DATE) USING iceberg PARTITIONED BY (months(day)) LOCATION '{lake.Location}/foreign' "
            + $"TBLPROPERTIES ('write.delete.mode'='merge-on-read', {properties})");
        await lake.SqlAsync($"INSERT INTO {SparkSession.Catalog}.{name} VALUES (1, 'a', DATE '2026-01-01'), (2, 'b', DATE '2026-01-02'), (3, 'c', DATE '2026-01-03')");
        await lake.SqlAsync($"INSERT INTO {SparkSession.Catalog}.{name} VALUES (4, NULL, NULL), (5, 'e', DATE '2026-02-01')");
        await lake.SqlAsync($"DELETE FROM {SparkSession.Catalog}.{name} WHERE id = 5");
        return name;
    }
}
