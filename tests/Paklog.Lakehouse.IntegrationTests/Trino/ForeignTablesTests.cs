using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.Maintenance;

namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>Tables of others, as Trino and we read them, before and after each of us has changed and maintained them: files without columns or without ids, tables of PyIceberg, and Trino's own.</summary>
[Collection(TrinoCollection.Name)]
public sealed class ForeignTablesTests(TrinoFixture trino)
{
    private static readonly CommitInfo Info = new("tests", "a test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_that_lack_columns_or_ids_in_a_table_whose_columns_have_changed()
    {
        var lake = await trino.LakeAsync();
        var schema = new SchemaBuilder()
            .Optional("id", IcebergType.Int).Optional("region", IcebergType.String).Optional("v", IcebergType.String).Optional("gone", IcebergType.Int)
            .Optional("s", new StructType(NestedField.Optional(0, "a", IcebergType.Int), NestedField.Optional(0, "b", IcebergType.String)))
            .Build();
        const string mapping = """[{"field-id": 1, "names": ["id", "key"]}, {"field-id": 2, "names": ["region"]}, {"field-id": 3, "names": ["v"]}, {"field-id": 4, "names": ["gone"]}, {"field-id": 5, "names": ["s"], "fields": [{"field-id": 6, "names": ["a"]}, {"field-id": 7, "names": ["b"]}]}]""";
        await lake.CreateAsync("lacking", schema, new PartitionSpecBuilder(schema).Identity("region").Build(), ForeignFile.Mapping(mapping));
        await lake.ApplyAsync("lacking", new AppendFiles([
            .. new[] { "eu", "a'b/c=d ü", null }.Select((region, index) => ForeignFile.Write(lake, $"ids{index}", $"SELECT range::INTEGER AS id, 'v' || range AS v FROM range({index * 10}, {(index * 10) + 3})", "id: 1, v: 3", PartitionValues.Of(region))),
            ForeignFile.Write(lake, "names", "SELECT 40 AS \"key\", 'named' AS v, 1 AS gone, {'a': 1, 'b': 'x'} AS s UNION ALL SELECT 41, NULL, 2, NULL", null, PartitionValues.Of("us")),
            ForeignFile.Write(lake, "more", "SELECT 42 AS id, 'us' AS region, 'junk' AS extra", null, PartitionValues.Of("us"))]));
        await AssertSameAsync(lake, "lacking", 12);

        await lake.ApplyAsync("lacking", new UpdateSchema().AddColumn("w", IcebergType.Date).RenameColumn("v", "text").AddColumn("n", IcebergType.Long).DropColumn("gone").PromoteColumn("id", IcebergType.Long).RenameColumn("s.a", "aa"));
        await lake.ApplyAsync("lacking", new AppendFiles([ForeignFile.Write(lake, "later", "SELECT 50 AS id, 'late' AS text, 7::BIGINT AS n, DATE '2026-01-01' AS w, {'aa': 9} AS s", null, PartitionValues.Of("us"))]));
        var rows = await AssertSameAsync(lake, "lacking", 13);
        Assert.Contains("50 | \"us\" | \"late\" | {aa: 9, b: null} | 2026-01-01 | 7", rows);
        Assert.Contains("0 | \"eu\" | \"v0\" | null | null | null", rows);

        await lake.SqlAsync($"INSERT INTO {lake.InTrino("lacking")} (id, region, text) VALUES (60, 'eu', 'trino')");
        await lake.SqlAsync($"UPDATE {lake.InTrino("lacking")} SET text = 'changed' WHERE id = 11");
        await lake.SqlAsync($"DELETE FROM {lake.InTrino("lacking")} WHERE id IN (41, 2)");
        rows = await AssertSameAsync(lake, "lacking", 12);
        Assert.Contains($"11 | {JsonSerializer.Serialize("a'b/c=d ü")} | \"changed\" | null | null | null", rows);
        await lake.MergeAsync("lacking", "SELECT 21::BIGINT AS id, NULL::VARCHAR AS region, 'ours' AS text, NULL::STRUCT(aa INTEGER, b VARCHAR) AS s, NULL::DATE AS w, 1::BIGINT AS n", "id");
        rows = await AssertSameAsync(lake, "lacking", 12);
        await MaintainAsync(lake, "lacking");
        Assert.Equal(rows, await AssertSameAsync(lake, "lacking", 12));
    }

    [Theory]
    [InlineData("types")]
    [InlineData("evolved")]
    [InlineData("omitted")]
    public async Task A_table_of_PyIceberg(string name)
    {
        var metadata = PyIcebergTables.MetadataOf(name);
        var lake = await trino.LakeAsync();
        var table = "py_" + name;
        await lake.Catalog.RegisterTableAsync(ICatalog.MainBranch, lake.Identifier(table), metadata, Info, Token);
        var expected = PyIcebergTables.RowsOf(name, (await lake.LoadAsync(table)).Metadata.CurrentSchema);

        Assert.Equal(expected, await AssertSameAsync(lake, table, expected.Count));
        await lake.ApplyAsync(table, new RewriteManifests());
        if (name != "types")
            await MaintainAsync(lake, table);
        Assert.Equal(expected, await AssertSameAsync(lake, table, expected.Count));
    }

    [Fact]
    public async Task A_table_of_Trino_that_has_changed_its_columns_and_partitions()
    {
        var lake = await trino.LakeAsync();
        var table = lake.InTrino("evolving");
        await lake.SqlAsync($"CREATE TABLE {table} (id integer, region varchar, \"at\" timestamp(6), gone integer, s row(a integer, b varchar)) WITH (format_version = 2, partitioning = ARRAY['region'])");
        await lake.SqlAsync($"INSERT INTO {table} SELECT n, IF(n % 2 = 0, 'eu', 'us'), TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1' HOUR, 1, ROW(n, 'b') FROM UNNEST(sequence(0, 39)) x(n)");
        foreach (var change in (string[])
        [
            "ADD COLUMN more array(row(k integer))", "RENAME COLUMN gone TO old", "DROP COLUMN old", "ADD COLUMN gone varchar", "ALTER COLUMN id SET DATA TYPE bigint",
            "RENAME COLUMN s.a TO aa", "ADD COLUMN s.c date", "DROP COLUMN s.b", "SET PROPERTIES partitioning = ARRAY['day(at)', 'bucket(id, 4)']",
        ])
        {
            await lake.SqlAsync($"ALTER TABLE {table} {change}");
        }

        await lake.SqlAsync($"INSERT INTO {table} SELECT n, NULL, TIMESTAMP '2026-01-02 00:00:00' + n * INTERVAL '1' HOUR, ROW(n, DATE '2026-01-01'), ARRAY[ROW(n)], 'new' FROM UNNEST(sequence(40, 59)) x(n)");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id % 10 = 3");
        await lake.SqlAsync($"MERGE INTO {table} t USING (VALUES (BIGINT '4', 'merged'), (BIGINT '99', 'added')) m(id, v) ON t.id = m.id WHEN MATCHED THEN UPDATE SET gone = m.v WHEN NOT MATCHED THEN INSERT (id, gone) VALUES (m.id, m.v)");
        await lake.SqlAsync($"ALTER TABLE {table} SET PROPERTIES partitioning = ARRAY['region']");
        var rows = await AssertSameAsync(lake, "evolving", 55);
        Assert.Contains("4 | \"eu\" | 2026-01-01T04:00:00.000000 | {aa: 4, c: null} | null | \"merged\"", rows);

        await lake.DeleteAsync("evolving", "SELECT 5::BIGINT AS id UNION ALL SELECT 45", "id");
        await lake.MergeAsync("evolving", "SELECT 6::BIGINT AS id, 'eu' AS region, TIMESTAMP '2026-01-01 06:00:00' AS \"at\", {'aa': 6, 'c': NULL::DATE} AS s, NULL AS more, 'ours' AS gone", "id");
        rows = await AssertSameAsync(lake, "evolving", 53);
        await MaintainAsync(lake, "evolving");
        Assert.Equal(rows, await AssertSameAsync(lake, "evolving", 53));
        Assert.Equal(2, (await lake.LoadAsync("evolving")).Metadata.PartitionSpecs.Count);

        // Trino goes on, and finds what it looks for by columns and partitions.
        await lake.SqlAsync($"DELETE FROM {table} WHERE region = 'us' AND id < 20");
        await lake.SqlAsync($"ALTER TABLE {table} DROP COLUMN more");
        Assert.Equal(["[6,\"ours\"]"], await lake.JsonAsync($"SELECT id, gone FROM {table} WHERE s.aa = 6 AND \"at\" = TIMESTAMP '2026-01-01 06:00:00' AND region = 'eu'"));
        await AssertSameAsync(lake, "evolving", 46);
    }

    [Fact]
    public async Task Files_that_Trino_added()
    {
        var lake = await trino.LakeAsync();
        var table = lake.InTrino("added");
        DataFile[] files =
        [
            ForeignFile.Write(lake, "added/a", "SELECT range AS id, 'v' || range AS v, {'a': range::INTEGER} AS s FROM range(20)", null),
            ForeignFile.Write(lake, "added/b", "SELECT range AS id, 'junk' AS extra FROM range(20, 30)", null),
        ];
        foreach (var name in (string[])["added", "listed"])
            await lake.SqlAsync($"CREATE TABLE {lake.InTrino(name)} (id bigint, v varchar, s row(a integer)) WITH (format_version = 2)");

        // On local files Trino lists local:///..., which is a scheme of its own: so the mapping is Trino's, and the files are named by us.
        await lake.SqlAsync($"ALTER TABLE {lake.InTrino("listed")} EXECUTE add_files(location => '{files[0].FilePath.Replace("file://", "local://", StringComparison.Ordinal)[..^"/a.parquet".Length]}', format => 'PARQUET')");
        Assert.Equal(["[30]"], await lake.JsonAsync($"SELECT count(*) FROM {lake.InTrino("listed")}"));
        Assert.Contains("'local:///", (await Assert.ThrowsAsync<IcebergException>(() => lake.OurRowsAsync("listed"))).Message, StringComparison.Ordinal);
        await lake.ApplyAsync("added", new UpdateProperties(ForeignFile.Mapping((await lake.LoadAsync("listed")).Metadata.Properties[TableProperties.NameMapping]), []), new AppendFiles(files));

        var rows = await AssertSameAsync(lake, "added", 30);
        Assert.Contains("0 | \"v0\" | {a: 0}", rows);

        // Each of us changes columns: the mapping follows, and the files have what they had.
        await lake.ApplyAsync("added", new UpdateSchema().RenameColumn("v", "text").AddColumn("more", IcebergType.Int));
        await lake.SqlAsync($"ALTER TABLE {table} RENAME COLUMN id TO key");
        await lake.SqlAsync($"ALTER TABLE {table} RENAME COLUMN s.a TO b");
        Assert.Contains("""["id","key"]""", (await lake.LoadAsync("added")).Metadata.Properties[TableProperties.NameMapping].Replace("\"key\",\"id\"", "\"id\",\"key\"", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(rows.Select(row => row.Replace("{a:", "{b:", StringComparison.Ordinal) + " | null"), await AssertSameAsync(lake, "added", 30));
        await lake.MergeAsync("added", "SELECT 3::BIGINT AS \"key\", 'ours' AS text, {'b': 3} AS s, 1 AS more", "key");
        await lake.SqlAsync($"DELETE FROM {table} WHERE key = 25");
        rows = await AssertSameAsync(lake, "added", 29);
        await MaintainAsync(lake, "added");
        Assert.Equal(rows, await AssertSameAsync(lake, "added", 29));
    }

    [Fact]
    public async Task Tables_that_Trino_registered()
    {
        var lake = await trino.LakeAsync();
        await lake.SqlAsync($"CREATE TABLE {lake.InTrino("origin")} WITH (format_version = 2, partitioning = ARRAY['part']) AS SELECT * FROM (VALUES (1, 'a', 'x'), (2, 'b', 'y'), (3, 'c', NULL)) t(id, v, part)");
        await lake.SqlAsync($"DELETE FROM {lake.InTrino("origin")} WHERE id = 2");
        var rows = await AssertSameAsync(lake, "origin", 2);

        foreach (var (name, source) in (IEnumerable<(string, string)>)[("adopted", "origin"), ("adopted_ours", "made")])
        {
            if (source == "made")
            {
                await lake.CreateAsync("made", new SchemaBuilder().Optional("id", IcebergType.Int).Optional("v", IcebergType.String).Optional("part", IcebergType.String).Build());
                await lake.AppendAsync("made", "SELECT 1 AS id, 'a' AS v, 'x' AS part UNION ALL SELECT 3, 'c', NULL UNION ALL SELECT 4, 'd', NULL");
                await lake.DeleteAsync("made", "SELECT 4 AS id", "id");
            }

            await lake.SqlAsync($"CALL lake.system.register_table('{lake.Namespace}', '{name}', '{(await lake.LoadAsync(source)).Metadata.Location}', '{Location.FileName((await lake.LoadAsync(source)).MetadataLocation)}')");
            Assert.Equal(rows, await AssertSameAsync(lake, name, 2));
            await lake.SqlAsync($"INSERT INTO {lake.InTrino(name)} VALUES (7, 'trino', 'z')");
            await lake.MergeAsync(name, "SELECT 1 AS id, 'ours' AS v, 'y' AS part", "id");
            await MaintainAsync(lake, name);
            Assert.Equal(["1 | \"ours\" | \"y\"", "3 | \"c\" | null", "7 | \"trino\" | \"z\""], await AssertSameAsync(lake, name, 3));
            Assert.Equal(rows, await AssertSameAsync(lake, source, 2));
        }
    }

    /// <summary>All steps but the sweep, of files of any size.</summary>
    private static async Task MaintainAsync(TrinoLake lake, string name)
    {
        var request = new MaintenanceRequest([lake.Identifier(name)], MaintenanceSteps.All, 1_000_000_000, 2, RewriteAll: true, TimeSpan.Zero, 1, DryRun: false);
        var reports = await new Maintainer(lake.Workspace(), ICatalog.MainBranch).RunAsync(request, null, Token).ToListAsync(Token);
        Assert.All(reports, report => Assert.Equal((null, 0), (report.Refused, report.Compaction?.Skipped.Count ?? 0)));
        Assert.Contains(reports, report => report.Compaction is { FilesRead: > 0 });
    }

    /// <summary>Both read the same rows, so many; gives them.</summary>
    private static async Task<List<string>> AssertSameAsync(TrinoLake lake, string name, int count)
    {
        var ours = await lake.OurRowsAsync(name);
        Assert.Equal(ours, await lake.TrinoRowsAsync(name));
        Assert.Equal(count, ours.Count);
        return ours;
    }
}
