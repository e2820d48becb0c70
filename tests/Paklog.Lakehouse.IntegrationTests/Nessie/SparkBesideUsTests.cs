using System.Net.Http.Json;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

/// <summary>Real Spark by Iceberg's own NessieCatalog on the same Nessie: no file is handed over, both find each other's commits in the catalog.</summary>
[Collection(NessieCollection.Name)]
public sealed class SparkBesideUsTests(NessieServer server, SparkFixture spark) : IDisposable
{
    private static readonly Schema Columns = new SchemaBuilder().Required("id", IcebergType.Long).Optional("v", IcebergType.String).Build();

    private readonly HttpClient http = new();
    private NessieCatalog? catalog;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NessieCatalog Catalog => catalog!;

    public void Dispose()
    {
        catalog?.Dispose();
        http.Dispose();
    }

    [Fact]
    public async Task Rows_and_columns_changed_in_turn()
    {
        using var lake = await OpenAsync();
        var table = lake.InSpark("t");
        await lake.CreateAsync("t", Columns);
        var id = (await ContentAsync(lake, "t")).GetProperty("id").GetString();
        await lake.AppendAsync("t", "SELECT range AS id, 'ours' AS v FROM range(10)");
        Assert.Equal(10, (await lake.AssertSameRowsAsync("t")).Count);

        await lake.SqlAsync($"INSERT INTO {table} SELECT id, 'spark' FROM range(10, 15)");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id = 3");
        await lake.SqlAsync($"ALTER TABLE {table} ADD COLUMN w INT");
        await lake.SqlAsync($"UPDATE {table} SET w = 7 WHERE id = 4");
        Assert.Equal(14, (await lake.AssertSameRowsAsync("t")).Count);

        await lake.MergeAsync("t", "SELECT * FROM (VALUES (4, 'merged', 8), (100, 'new', NULL)) m(id, v, w)", "id");
        await lake.DeleteAsync("t", "SELECT 11 AS id", "id");
        var rows = await lake.AssertSameRowsAsync("t");
        Assert.Equal(14, rows.Count);
        Assert.Contains("4 | \"merged\" | 8", rows);

        await lake.SqlAsync($"MERGE INTO {table} t USING (SELECT 100 AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE");
        Assert.Equal(13, (await lake.AssertSameRowsAsync("t")).Count);
        var metadata = (await lake.LoadAsync("t")).Metadata;
        var content = await ContentAsync(lake, "t");
        Assert.Equal(id, content.GetProperty("id").GetString());
        Assert.Equal(metadata.CurrentSnapshotId, content.GetProperty("snapshotId").GetInt64());
        Assert.Equal((metadata.CurrentSchemaId, metadata.DefaultSpecId, metadata.DefaultSortOrderId), (content.GetProperty("schemaId").GetInt32(), content.GetProperty("specId").GetInt32(), content.GetProperty("sortOrderId").GetInt32()));
    }

    [Fact]
    public async Task Tables_views_and_branches_of_one_are_seen_by_the_other()
    {
        using var lake = await OpenAsync();
        await lake.CreateInSparkAsync("theirs", "(id BIGINT NOT NULL, v STRING)", "PARTITIONED BY (bucket(2, id))");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("theirs")} VALUES (1, 'a'), (2, 'b')");
        await lake.AppendAsync("theirs", "SELECT 3 AS id, 'ours' AS v");
        Assert.Equal(3, (await lake.AssertSameRowsAsync("theirs")).Count);

        var start = (await Catalog.LoadReferenceAsync("main", Token))!.Hash;
        await Catalog.CreateReferenceAsync("run/1", ReferenceKind.Branch, start, Token);
        await Catalog.CommitAsync("run/1", [TestTable.Creation(lake.Identifier("ours"))], new CommitInfo("ana", "a test"), Token);
        var theirs = $"`theirs@run/1`";
        await lake.SqlAsync($"DELETE FROM {lake.InSpark(theirs)} WHERE id = 1");
        Assert.Equal("2", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark(theirs)}"));
        Assert.Equal("3", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("theirs")}"));
        await Catalog.AssignBranchAsync("main", start, (await Catalog.LoadReferenceAsync("run/1", Token))!.Hash, Token);
        Assert.Equal(2, (await lake.AssertSameRowsAsync("theirs")).Count);
        Assert.Equal("0", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("ours")}"));

        var before = (await Catalog.LoadReferenceAsync("main", Token))!.Hash;
        await lake.SqlAsync($"CREATE VIEW {lake.InSpark("seen")} AS SELECT id FROM {lake.InSpark("theirs")}");
        Assert.Equal(["ours", "theirs"], (await Catalog.ListTablesAsync(lake.Namespace, "main", Token)).Select(table => table.Name));
        Assert.Null(await Catalog.LoadTableAsync(lake.Identifier("seen"), "main", Token));
        var change = Assert.Single(await Catalog.DiffAsync(before, "main", Token));
        Assert.Equal((CatalogChangeKind.Added, CatalogEntryKind.View, $"{lake.Namespace}.seen"), (change.Kind, change.Entry, change.Name));
        var error = await Assert.ThrowsAsync<IcebergException>(() => Catalog.CommitAsync("main", [TestTable.Creation(lake.Identifier("seen"))], new CommitInfo("ana", "a test"), Token));
        Assert.Equal(IcebergErrorKind.AlreadyExists, error.Kind);
    }

    [Fact]
    public async Task Both_append_to_one_table_at_the_same_time_and_no_row_is_lost()
    {
        const int commits = 10;
        using var lake = await OpenAsync();
        await lake.CreateAsync("t", Columns, properties: new Dictionary<string, string> { ["commit.retry.num-retries"] = "100", ["commit.retry.min-wait-ms"] = "10" });
        await Task.WhenAll(InsertAsync(), AppendAsync());
        Assert.Equal(2 * commits, (await lake.AssertSameRowsAsync("t")).Count);
        Assert.Equal(2 * commits, (await lake.LoadAsync("t")).Metadata.AncestorsOf((await lake.LoadAsync("t")).Metadata.CurrentSnapshotId!.Value).Count());

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

    private Task<Lake> OpenAsync() => Lake.OpenAsync(spark, async (session, warehouse) =>
    {
        var uri = await server.EmptyAsync(Token);
        var name = "nessie_" + Guid.NewGuid().ToString("N");
        foreach (var (key, value) in new[]
        {
            ("", "org.apache.iceberg.spark.SparkCatalog"), (".catalog-impl", "org.apache.iceberg.nessie.NessieCatalog"), (".uri", uri.AbsoluteUri), (".ref", "main"),
            (".warehouse", warehouse), (".cache-enabled", "false"),
        })
        {
            await session.SqlAsync($"SET `spark.sql.catalog.{name}{key}`=`{value}`", Token);
        }

        catalog = await NessieCatalog.OpenAsync(uri, warehouse, new LocalFileIO(), cancellationToken: Token);
        return (catalog, name);
    });

    /// <summary>The content as Nessie has it.</summary>
    private async Task<JsonElement> ContentAsync(Lake lake, string table) =>
        (await http.GetFromJsonAsync<JsonElement>($"{server.Uri}/trees/main/contents/{lake.Namespace}.{table}", Token)).GetProperty("content");
}
