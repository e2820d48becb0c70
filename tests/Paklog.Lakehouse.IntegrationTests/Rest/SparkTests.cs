using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Rest;

/// <summary>Real Spark by Iceberg's own REST client on the served catalog, our engine on the same catalog in process.</summary>
public sealed class SparkTests(SparkFixture spark)
{
    private static readonly Schema Columns = new SchemaBuilder().Required("id", IcebergType.Long).Optional("v", IcebergType.String).Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_and_views_are_made_changed_and_dropped_by_either_and_read_by_both()
    {
        await using var served = await ServedLake.OpenAsync(spark);
        var lake = served.Lake;
        var table = lake.InSpark("t");
        await lake.SqlAsync($"CREATE NAMESPACE {table[..table.LastIndexOf('.')]} WITH PROPERTIES (steward = 'ana')");
        await lake.SqlAsync($"CREATE TABLE {table} (id BIGINT NOT NULL, v STRING, day DATE) USING iceberg PARTITIONED BY (days(day))");
        await lake.SqlAsync($"INSERT INTO {table} VALUES (1, 'a', DATE '2026-01-31'), (2, 'b', NULL), (3, 'c', DATE '2026-02-01')");
        var first = (await lake.LoadAsync("t")).Metadata.CurrentSnapshotId!.Value;
        await lake.AppendAsync("t", "SELECT 4 AS id, 'ours' AS v, DATE '2026-02-01' AS day");
        await lake.SqlAsync($"MERGE INTO {table} t USING (SELECT 2 AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET v = 'merged'");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id = 1");
        await lake.SqlAsync($"ALTER TABLE {table} ADD COLUMN w INT");
        await lake.MergeAsync("t", "SELECT 3 AS id, 'also merged' AS v, DATE '2026-02-01' AS day, 7 AS w", "id");

        Assert.Equal(3, (await lake.AssertSameRowsAsync("t")).Count);
        Assert.Equal("3", await lake.ValueAsync($"SELECT count(*) FROM {table} VERSION AS OF {first}"));
        Assert.Equal(3, (await lake.OurRowsAsync("t", first)).Count);
        Assert.Equal("ana", (await served.Catalog.LoadNamespaceAsync(lake.Namespace, "main", Token))!["steward"]);
        Assert.Equal(ServedLake.Name, (await served.Catalog.LogAsync("main", 10, Token))[1].Author);

        await lake.SqlAsync($"CREATE VIEW {lake.InSpark("seen")} AS SELECT id, w FROM {table} WHERE w IS NOT NULL");
        Assert.Equal("3", await lake.ValueAsync($"SELECT id FROM {lake.InSpark("seen")}"));
        Assert.Equal("spark", (await served.Catalog.LoadViewAsync(lake.Identifier("seen"), "main", Token))!.Metadata.CurrentVersion.Representations[0].Dialect);
        await lake.SqlAsync($"CREATE TABLE {lake.InSpark("copied")} USING iceberg AS SELECT * FROM {table}");
        await lake.SqlAsync($"CREATE OR REPLACE TABLE {lake.InSpark("copied")} USING iceberg AS SELECT id FROM {table}");
        Assert.Equal(3, (await lake.AssertSameRowsAsync("copied")).Count);
        await lake.SqlAsync($"ALTER TABLE {lake.InSpark("copied")} RENAME TO {lake.Namespace}.moved");
        await served.Catalog.DropTableAsync("main", lake.Identifier("moved"), new CommitInfo("ana", "a test"), Token);
        await lake.SqlAsync($"DROP VIEW {lake.InSpark("seen")}");
        await lake.SqlAsync($"DROP TABLE {table}");
        await lake.SqlAsync($"DROP NAMESPACE {table[..table.LastIndexOf('.')]}");
        Assert.Empty(await served.Catalog.ListNamespacesAsync("main", Token));
    }

    [Fact]
    public async Task Both_append_to_one_table_at_the_same_time_and_no_row_is_lost()
    {
        const int commits = 10;
        await using var served = await ServedLake.OpenAsync(spark);
        var lake = served.Lake;
        await lake.CreateAsync("t", Columns, properties: new Dictionary<string, string> { ["commit.retry.num-retries"] = "100", ["commit.retry.min-wait-ms"] = "10" });
        await Task.WhenAll(InsertAsync(), AppendAsync());
        Assert.Equal(2 * commits, (await lake.AssertSameRowsAsync("t")).Count);
        var metadata = (await lake.LoadAsync("t")).Metadata;
        Assert.Equal(2 * commits, metadata.AncestorsOf(metadata.CurrentSnapshotId!.Value).Count());

        async Task AppendAsync()
        {
            for (var n = 0; n < commits; n++)
            {
                await lake.AppendAsync("t", $"SELECT {1000 + n} AS id, 'ours' AS v");
                await Task.Delay(100, Token); // Spark takes longer for each
            }
        }

        async Task InsertAsync()
        {
            for (var n = 0; n < commits; n++)
                await lake.SqlAsync($"INSERT INTO {lake.InSpark("t")} VALUES ({n}, 'spark')");
        }
    }

    [Fact]
    public async Task What_spark_expires_purges_and_calls_orphans_on_main_leaves_another_branch_whole()
    {
        await using var served = await ServedLake.OpenAsync(spark);
        var lake = served.Lake;
        foreach (var name in (string[])["kept", "freed"])
        {
            await lake.CreateAsync(name, Columns, properties: name == "freed" ? new Dictionary<string, string> { ["gc.enabled"] = "true" } : null);
            await lake.AppendAsync(name, "SELECT range AS id, 'main' AS v FROM range(10)");
        }

        await served.Catalog.CreateReferenceAsync("run/7", ReferenceKind.Branch, (await served.Catalog.LoadReferenceAsync("main", Token))!.Hash, Token);
        var (main, branch) = (lake.InSpark("kept").Split('.')[0], await served.NameAsync("run/7"));
        foreach (var name in (string[])["kept", "freed"])
        {
            await lake.SqlAsync($"INSERT INTO {branch}.{lake.Namespace}.{name} VALUES (100, 'branch')");
            await lake.SqlAsync($"INSERT OVERWRITE {lake.InSpark(name)} VALUES (1, 'rewritten')");
        }

        var kept = $"table => '{lake.Namespace}.kept', older_than => TIMESTAMP '2100-01-01 00:00:00'";
        Assert.Contains("GC is disabled", await RefusedAsync($"CALL {main}.system.expire_snapshots({kept}, retain_last => 1)"), StringComparison.Ordinal);
        Assert.Contains("GC is disabled", await RefusedAsync($"CALL {main}.system.remove_orphan_files({kept.Replace("2100", "2020", StringComparison.Ordinal)})"), StringComparison.Ordinal);
        Assert.Contains("GC is disabled", await RefusedAsync($"DROP TABLE {lake.InSpark("kept")} PURGE"), StringComparison.Ordinal);
        Assert.Contains(
            "the branch 'run/7' still has it",
            await RefusedAsync($"CALL {main}.system.expire_snapshots({kept.Replace("kept", "freed", StringComparison.Ordinal)}, retain_last => 1)"), StringComparison.Ordinal);
        await lake.SqlAsync($"DROP TABLE {lake.InSpark("kept")}");

        Assert.Single(await lake.OurRowsAsync("freed"));
        foreach (var name in (string[])["kept", "freed"])
            Assert.Equal("11", await lake.ValueAsync($"SELECT count(v) FROM {branch}.{lake.Namespace}.{name}"));

        async Task<string> RefusedAsync(string sql) => (await Assert.ThrowsAsync<SparkSqlException>(() => lake.SqlAsync(sql))).Message;
    }
}
