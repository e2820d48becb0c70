using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.IntegrationTests.Publishing;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Maintenance;

/// <summary>Compaction puts the same rows into fewer files: as we read them and as Spark reads them, whoever deletes rows before, meanwhile and afterwards.</summary>
public sealed class CompactionTests(SparkFixture spark)
{
    private const long Target = 1_000_000;

    private static readonly CompactionOptions Options = new(Target, MinFiles: 2);
    private static readonly Schema Columns = new SchemaBuilder().Required("id", IcebergType.Long).Optional("v", IcebergType.String).Optional("day", IcebergType.Date).Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("file")]
    [InlineData("partition")]
    public async Task Deletes_are_folded_in_and_each_partition_becomes_one_file(string granularity)
    {
        using var lake = await Lake.OpenAsync(spark);
        var table = lake.InSpark("t");
        await lake.CreateInSparkAsync("t", "(id BIGINT, v STRING, day DATE)", $"PARTITIONED BY (months(day), bucket(2, id)) TBLPROPERTIES ('write.delete.mode'='merge-on-read', 'write.update.mode'='merge-on-read', 'write.delete.granularity'='{granularity}')");
        for (var part = 0; part < 3; part++)
            await lake.SqlAsync($"INSERT INTO {table} SELECT id, concat('v', id), date_add(DATE '2025-12-01', CAST(id AS INT)) FROM range({part * 40}, {(part + 1) * 40})");
        await lake.SqlAsync($"ALTER TABLE {table} DROP PARTITION FIELD bucket(2, id)");
        await lake.SqlAsync($"INSERT INTO {table} SELECT id, NULL, date_add(DATE '2026-01-01', CAST(id % 3 AS INT)) FROM range(500, 520)");
        await lake.SqlAsync($"INSERT INTO {table} SELECT id, NULL, date_add(DATE '2026-01-01', CAST(id % 3 AS INT)) FROM range(520, 540)");
        await lake.SqlAsync($"DELETE FROM {table} WHERE id % 10 = 3");
        await lake.SqlAsync($"UPDATE {table} SET v = 'updated' WHERE id % 10 = 4");
        await lake.AdoptAsync("t");
        var rows = await lake.AssertSameRowsAsync("t");
        var before = (await FilesAsync(lake)).Count(file => file.Content == FileContent.Data);

        var report = await new TableCompaction(lake.Workspace(), "main", lake.Identifier("t")).CompactAsync(Options, null, Token);
        await lake.PublishAsync("t");

        Assert.Empty(report.Skipped);
        Assert.Equal(rows, await lake.AssertSameRowsAsync("t"));
        var files = await FilesAsync(lake);
        Assert.Equal(files.Count, files.Select(file => (file.SpecId, file.Partition)).Distinct().Count());
        Assert.All(files, file => Assert.Equal(FileContent.Data, file.Content));
        Assert.Equal(before - report.FilesRead + report.FilesWritten, files.Count);
        Assert.Equal(SnapshotOperation.Replace, (await lake.LoadAsync("t")).Metadata.CurrentSnapshot!.Operation);
        Assert.True((await new TableCompaction(lake.Workspace(), "main", lake.Identifier("t")).CompactAsync(Options, null, Token)).IsEmpty);

        // Spark goes on from there.
        await lake.SqlAsync($"DELETE FROM {table} WHERE id IN (8, 505)");
        await lake.AdoptAsync("t");
        Assert.Equal(rows.Count - 2, (await lake.AssertSameRowsAsync("t")).Count);
    }

    [Fact]
    public async Task Rows_are_sorted_by_the_order_of_the_table()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns);
        await lake.PublishAsync("t");
        await lake.SqlAsync($"ALTER TABLE {lake.InSpark("t")} WRITE ORDERED BY v DESC NULLS LAST, id");
        await lake.AdoptAsync("t");
        for (var part = 0; part < 3; part++)
            await lake.AppendAsync("t", $"SELECT range AS id, CASE WHEN range % 7 <> 0 THEN 'v' || (range * 7919) % 1000 END AS v, NULL::DATE AS day FROM range({part * 70_000}, {(part + 1) * 70_000})");

        await new TableCompaction(lake.Workspace(), "main", lake.Identifier("t")).CompactAsync(new CompactionOptions(1_000_000_000, 2), null, Token);
        await lake.PublishAsync("t");

        var file = Assert.Single((await lake.LoadAsync("t")).NewScan(lake.Engine.Reader.Manifests).PlanFilesAsync(Token).ToBlockingEnumerable(Token)).DataFile;
        Assert.Equal((1, 210_000L), (file.SortOrderId, file.RecordCount));
        var unsorted = lake.Connection.QueryScalar($"""
            SELECT count(*) FROM (SELECT v, id, lag(v) OVER (ORDER BY file_row_number) AS pv, lag(id) OVER (ORDER BY file_row_number) AS pid, file_row_number AS n
            FROM read_parquet('{Location.ToLocalPath(file.FilePath)}', file_row_number = true))
            WHERE n > 0 AND NOT ((v IS NULL AND (pv IS NOT NULL OR pid < id)) OR coalesce(v < pv, false) OR coalesce(v = pv AND pid < id, false))
            """);
        Assert.Equal(0L, unsorted);
        Assert.Equal("210000", await lake.ValueAsync($"SELECT count(DISTINCT id) FROM {lake.InSpark("t")}"));
    }

    [Fact]
    public async Task Rows_that_a_writer_deletes_meanwhile_stay_deleted()
    {
        using var lake = await Lake.OpenAsync(spark);
        await CreateAsync(lake);
        var times = 0;
        var catalog = CatalogInterceptor.Of(lake.Catalog, async method =>
        {
            if (method == "CommitAsync" && times++ == 0)
            {
                await DeleteByPositionAsync(lake, 3);
                await DeleteByPositionAsync(lake, 1400);
                await lake.AppendAsync("t", "SELECT 10000 AS id, 'new' AS v, DATE '2026-02-01' AS day");
            }
        });

        var report = await new TableCompaction(lake.Workspace(catalog), "main", lake.Identifier("t")).CompactAsync(Options, null, Token);
        await lake.PublishAsync("t");

        Assert.Equal((true, 0), (times > 1, report.Skipped.Count));
        var rows = await lake.AssertSameRowsAsync("t");
        Assert.Equal(3999, rows.Count);
        Assert.DoesNotContain(rows, row => row.StartsWith("3 |", StringComparison.Ordinal) || row.StartsWith("1400 |", StringComparison.Ordinal));
        Assert.Single(await FilesAsync(lake));
    }

    [Fact]
    public async Task Who_is_always_faster_is_left_alone_and_named()
    {
        using var lake = await Lake.OpenAsync(spark);
        await CreateAsync(lake);
        var next = 0;
        var catalog = CatalogInterceptor.Of(lake.Catalog, async method =>
        {
            if (method == "CommitAsync")
                await DeleteByPositionAsync(lake, next++);
        });
        var before = Directory.EnumerateFiles(Location.ToLocalPath(lake.Location), "*.parquet", SearchOption.AllDirectories).Count();

        var report = await new TableCompaction(lake.Workspace(catalog), "main", lake.Identifier("t")).CompactAsync(Options, null, Token);

        Assert.Equal((0, 3), (report.FilesRead, next));
        Assert.Contains("have been deleted by", Assert.Single(report.Skipped), StringComparison.Ordinal);
        Assert.Equal(3997, (await lake.OurRowsAsync("t")).Count);
        Assert.Equal(before + 3, Directory.EnumerateFiles(Location.ToLocalPath(lake.Location), "*.parquet", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task Appends_of_others_in_between_disturb_nothing()
    {
        using var lake = await Lake.OpenAsync(spark);
        await CreateAsync(lake);
        var times = 0;
        var catalog = CatalogInterceptor.Of(lake.Catalog, async method =>
        {
            if (method == "CommitAsync" && times++ == 0)
                await lake.AppendAsync("t", "SELECT 10000 AS id, 'new' AS v, DATE '2026-02-01' AS day");
        });

        var report = await new TableCompaction(lake.Workspace(catalog), "main", lake.Identifier("t")).CompactAsync(Options, null, Token);
        await lake.PublishAsync("t");

        Assert.Equal((4, 0), (report.FilesRead, report.Skipped.Count));
        Assert.Equal(4001, (await lake.AssertSameRowsAsync("t")).Count);
        Assert.Equal(2, (await FilesAsync(lake)).Count);
    }

    [Fact]
    public async Task What_was_committed_before_an_interruption_stays_and_the_rest_is_done_next_time()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns, new PartitionSpecBuilder(Columns).Add("day", Transform.Parse("day"), "day_day").Build());
        for (var part = 0; part < 3; part++)
            await lake.AppendAsync("t", "SELECT range AS id, repeat(md5(range::VARCHAR), 20) AS v, DATE '2026-01-01' + CAST(range % 4 AS INTEGER) AS day FROM range(800)");
        var rows = await lake.OurRowsAsync("t");
        var largest = (await FilesAsync(lake)).Max(file => file.FileSizeInBytes);
        var options = new CompactionOptions(largest * 4, MinFiles: 2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new TableCompaction(lake.Workspace(), "main", lake.Identifier("t")).CompactAsync(options, done => stop.CancelAsync().Wait(Token), stop.Token));
        var afterwards = await FilesAsync(lake);
        Assert.Equal(rows, await lake.OurRowsAsync("t"));
        Assert.InRange(afterwards.Count, 5, 11);

        var report = await new TableCompaction(lake.Workspace(), "main", lake.Identifier("t")).CompactAsync(options, null, Token);
        await lake.PublishAsync("t");
        Assert.Equal(rows, await lake.AssertSameRowsAsync("t"));
        Assert.Equal(4, (await FilesAsync(lake)).Count);
        Assert.Equal(afterwards.Count - 4, report.FilesRead - report.FilesWritten);
    }

    private static async Task CreateAsync(Lake lake)
    {
        await lake.CreateAsync("t", Columns);
        for (var part = 0; part < 4; part++)
            await lake.AppendAsync("t", $"SELECT range AS id, 'v' || range AS v, DATE '2026-01-01' AS day FROM range({part * 1000}, {(part + 1) * 1000})");
    }

    /// <summary>Deletes the row of an id by a position delete file, however small the data file is.</summary>
    private static async Task DeleteByPositionAsync(Lake lake, long id)
    {
        var table = await lake.LoadAsync("t");
        var file = table.NewScan(lake.Engine.Reader.Manifests).PlanFilesAsync(Token).ToBlockingEnumerable(Token)
            .Single(task => (long)SingleValue.FromBytes(task.DataFile.LowerBounds![1], IcebergType.Long) <= id && (long)SingleValue.FromBytes(task.DataFile.UpperBounds![1], IcebergType.Long) >= id).DataFile;
        var position = $"SELECT '{file.FilePath}' AS file_path, file_row_number AS pos FROM read_parquet('{Location.ToLocalPath(file.FilePath)}', file_row_number = true) WHERE id = {id}";
        var deletes = await lake.Engine.Writer.WritePositionDeletesAsync(WriteTarget.Of(table), file, position, Token);
        await lake.ApplyAsync("t", new RowDelta(table.Metadata.CurrentSnapshotId) { DeleteFiles = [deletes!] });
    }

    private static async Task<IReadOnlyList<ListedFile>> FilesAsync(Lake lake)
    {
        var files = new List<ListedFile>();
        await foreach (var file in (await lake.LoadAsync("t")).NewScan(lake.Engine.Reader.Manifests).ListFilesAsync(lake.Engine.Reader.Manifests, Token))
            files.Add(file);
        return files;
    }
}
