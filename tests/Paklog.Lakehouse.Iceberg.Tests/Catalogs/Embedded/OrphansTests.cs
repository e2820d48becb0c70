using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

public sealed class OrphansTests : IDisposable
{
    private static readonly CommitInfo Info = new("ana", "a test");
    private static readonly TableIdentifier Orders = new("silver", "orders");
    private static readonly TableIdentifier Items = new("silver", "items");
    private static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryWarehouse warehouse = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task Exactly_what_no_branch_tag_or_ancestor_leads_to_is_an_orphan()
    {
        var catalog = await warehouse.OpenAsync();
        await CreateAsync(catalog, Orders, Items);
        await AppendAsync(catalog, "main", Orders);
        var early = await HeadAsync(catalog, "main");
        await catalog.CreateReferenceAsync("v1", ReferenceKind.Tag, early, Token);
        await catalog.CreateReferenceAsync("dev", ReferenceKind.Branch, early, Token);
        await AppendAsync(catalog, "dev", Orders);
        await AppendAsync(catalog, "main", Items);
        await catalog.DropTableAsync("main", Items, Info, Token);
        var kept = Files();

        await catalog.CreateReferenceAsync("gone", ReferenceKind.Branch, early, Token);
        await AppendAsync(catalog, "gone", Orders);
        await catalog.DeleteReferenceAsync("gone", await HeadAsync(catalog, "gone"), Token);
        var table = Location.ToLocalPath((await catalog.LoadTableAsync(Orders, "main", Token))!.Metadata.Location);
        Write(table, "data", "day=2026-01-31", $"{Guid.NewGuid()}.parquet");
        Write(table, "metadata", $".snap-1.avro.{Guid.NewGuid():N}.unfinished");
        Write(warehouse.PathOf("refs", "branches"), $".main.{Guid.NewGuid():N}.unfinished");
        Write(warehouse.PathOf("objects", "ab"), new string('c', 62) + ".json");
        var expected = Files().Except(kept).Order().ToList();
        Write(Path.GetDirectoryName(warehouse.CatalogFolder)!, "notes.txt");
        Write(Path.GetDirectoryName(warehouse.CatalogFolder)!, "others", "table", "data", "0.parquet");
        Write(warehouse.CatalogFolder, "mine.json");

        var orphans = await catalog.FindOrphansAsync(Later, [], cancellationToken: Token);

        Assert.Equal(expected, orphans.Select(orphan => Location.ToLocalPath(orphan.Location)).Order());
        Assert.Equal((2, 2), (orphans.Count(orphan => orphan.Kind == OrphanKind.Data), orphans.Count(orphan => orphan.Kind == OrphanKind.Unfinished)));
        Assert.Empty(await catalog.FindOrphansAsync(LongAgo, [], cancellationToken: Token));
        await catalog.RemoveOrphansAsync(orphans, _ => { }, Token);
        Assert.Equal(kept.Order(), Files().Where(file => kept.Contains(file)).Order());
        Assert.Empty(await (await warehouse.OpenAsync()).FindOrphansAsync(Later, [], cancellationToken: Token));
    }

    [Fact]
    public async Task What_only_old_commits_name_is_marked_and_deleted_a_grace_period_later()
    {
        var clock = new FixedClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var catalog = await warehouse.OpenAsync(new EmbeddedCatalogOptions { Clock = clock });
        await CreateAsync(catalog, Orders, Items);
        var (dropped, saved) = (await AppendAsync(catalog, "main", Orders), await AppendAsync(catalog, "main", Items));
        var old = await HeadAsync(catalog, "main");
        await catalog.DropTableAsync("main", Orders, Info, Token);
        await catalog.DropTableAsync("main", Items, Info, Token);

        Assert.Equal((0, 0), await SweepAsync(days: 4));
        var marked = await SweepAsync(days: 2);
        Assert.Equal((true, 0), (marked.Waiting > 4, marked.Removed));
        Assert.Equal(0, (await SweepAsync(days: 1)).Removed);
        Assert.True(File.Exists(dropped));
        await catalog.CreateReferenceAsync("back", ReferenceKind.Branch, old, Token);
        Assert.Equal((0, 0), await SweepAsync(days: 0.5));
        await catalog.DeleteReferenceAsync("back", await HeadAsync(catalog, "back"), Token);

        // It was needed in between, so it waits anew.
        Assert.Equal(0, (await SweepAsync(days: 2.5)).Removed);
        Assert.True(File.Exists(dropped) && File.Exists(saved));
        var (waiting, removed) = await SweepAsync(days: 3);
        Assert.Equal((0, true), (waiting, removed > 4));
        Assert.False(File.Exists(dropped) || File.Exists(saved));

        // The log is whole, its old tables are not, and orphans are found again with what is left.
        Assert.Equal(6, (await catalog.LogAsync("main", 100, Token)).Count);
        Assert.Equal(IcebergErrorKind.NotFound, (await Assert.ThrowsAsync<IcebergException>(() => catalog.LoadTableAsync(Orders, old, Token))).Kind);
        Assert.Empty(await (await warehouse.OpenAsync()).FindOrphansAsync(LongAgo, [], cancellationToken: Token));
        Assert.Equal((0, 0), await SweepAsync(days: 10));

        async Task<(int Waiting, int Removed)> SweepAsync(double days)
        {
            clock.Milliseconds += (long)TimeSpan.FromDays(days).TotalMilliseconds;
            var plan = await catalog.PlanSweepAsync(TimeSpan.FromDays(3), clock.GetUtcNow().AddDays(-5), Token);
            var gone = 0;
            await catalog.SweepAsync(plan, _ => gone++, Token);
            Assert.Equal(plan.Removable.Count, gone);
            return (plan.Waiting.Count, gone);
        }
    }

    [Fact]
    public async Task A_reference_that_counts_as_deleted_keeps_nothing()
    {
        var catalog = await warehouse.OpenAsync();
        await CreateAsync(catalog, Orders);
        await catalog.CreateReferenceAsync("run/1", ReferenceKind.Branch, await HeadAsync(catalog, "main"), Token);
        var file = await AppendAsync(catalog, "run/1", Orders);
        var branch = (await catalog.LoadReferenceAsync("run/1", Token))!;

        Assert.Empty(await catalog.FindOrphansAsync(Later, [], cancellationToken: Token));
        Assert.Contains(Location.OfLocalPath(file), (await catalog.FindOrphansAsync(Later, [branch], cancellationToken: Token)).Select(orphan => orphan.Location));
    }

    [Fact]
    public async Task Where_the_warehouse_was_moved_or_is_reached_by_a_link_nothing_named_is_an_orphan()
    {
        var catalog = await warehouse.OpenAsync();
        await CreateAsync(catalog, Orders);
        await AppendAsync(catalog, "main", Orders);
        var link = Path.Combine(Path.GetTempPath(), $"paklog-link-{Guid.NewGuid():N}");
        Directory.CreateSymbolicLink(link, Location.ToLocalPath(warehouse.Location));
        try
        {
            Assert.Empty(await (await EmbeddedCatalog.OpenAsync(Location.OfLocalPath(link), cancellationToken: Token)).FindOrphansAsync(Later, [], cancellationToken: Token));
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Fact]
    public async Task What_is_written_again_after_it_was_found_stays()
    {
        var catalog = await warehouse.OpenAsync();
        await CreateAsync(catalog, Orders);
        var metadata = (await catalog.LoadTableAsync(Orders, "main", Token))!.MetadataLocation;
        var start = await HeadAsync(catalog, "main");
        await catalog.CreateReferenceAsync("gone", ReferenceKind.Branch, start, Token);
        await catalog.RegisterTableAsync("gone", Items, metadata, Info, Token);
        await catalog.DeleteReferenceAsync("gone", await HeadAsync(catalog, "gone"), Token);
        foreach (var file in Files())
            File.SetLastWriteTimeUtc(file, LongAgo.UtcDateTime);
        var orphans = await catalog.FindOrphansAsync(Later, [], cancellationToken: Token);
        Assert.NotEmpty(orphans);

        // The same entries make the same tree nodes, which are there already.
        await catalog.RegisterTableAsync("main", Items, metadata, Info, Token);
        var removed = new List<OrphanFile>();
        await catalog.RemoveOrphansAsync(orphans, removed.Add, Token);

        Assert.InRange(removed.Count, 1, orphans.Count - 1);
        Assert.NotNull(await (await warehouse.OpenAsync()).LoadTableAsync(Items, "main", Token));
    }

    [Fact]
    public async Task A_table_whose_metadata_is_lost_stops_the_search()
    {
        var catalog = await warehouse.OpenAsync();
        await CreateAsync(catalog, Orders);
        File.Delete(Location.ToLocalPath((await catalog.LoadTableAsync(Orders, "main", Token))!.MetadataLocation));

        var error = await Assert.ThrowsAsync<IcebergException>(() => catalog.FindOrphansAsync(Later, [], cancellationToken: Token));

        Assert.StartsWith("Which files table 'orders' names cannot be told, so no file can be called an orphan: ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Also where Avro reads it without an error, as an empty file.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_or_list_that_ends_behind_its_header_stops_the_search(bool list)
    {
        var catalog = await warehouse.OpenAsync();
        await CreateAsync(catalog, Orders);
        await AppendAsync(catalog, "main", Orders);
        var path = Assert.Single(Files(), file => file.EndsWith(".avro", StringComparison.Ordinal) && list == Path.GetFileName(file).StartsWith("snap-", StringComparison.Ordinal));
        var content = File.ReadAllBytes(path);
        File.WriteAllBytes(path, content[..(content.AsSpan().IndexOf(content.AsSpan(content.Length - 16)) + 16)]);
        var unreadable = new List<IcebergException>();

        var error = await Assert.ThrowsAsync<IcebergException>(() => catalog.FindOrphansAsync(Later, [], cancellationToken: Token));

        Assert.Contains("truncated", error.Message, StringComparison.Ordinal);
        Assert.Empty(await catalog.FindOrphansAsync(Later, [], unreadable: unreadable, cancellationToken: Token));
        Assert.Contains("truncated", Assert.Single(unreadable).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_beside_writers_takes_nothing_that_they_commit()
    {
        var catalog = await warehouse.OpenAsync();
        await CreateAsync(catalog, Orders, Items);
        var folder = Location.ToLocalPath((await catalog.LoadTableAsync(Orders, "main", Token))!.Metadata.Location);
        using var written = new CancellationTokenSource();
        var removed = 0;
        var sweeper = Task.Run(
            async () =>
            {
                var own = await warehouse.OpenAsync();
                while (!written.IsCancellationRequested)
                {
                    File.SetLastWriteTimeUtc(Write(folder, "data", $"{Guid.NewGuid()}.parquet"), LongAgo.UtcDateTime);
                    await own.RemoveOrphansAsync(await own.FindOrphansAsync(LongAgo.AddDays(1), [], cancellationToken: Token), _ => removed++, Token);
                }
            },
            Token);

        var files = await Task.WhenAll(new[] { Orders, Items, Orders, Items }.Select((table, index) => Task.Run(
            async () =>
            {
                var own = await warehouse.OpenAsync();
                await own.CreateReferenceAsync($"run/{index}", ReferenceKind.Branch, await HeadAsync(own, "main"), Token);
                var all = new List<string>();
                for (var commit = 0; commit < 15; commit++)
                {
                    all.Add(await AppendAsync(own, commit % 3 == 0 ? $"run/{index}" : "main", table));

                    // From its commit on only its name keeps a file.
                    File.SetLastWriteTimeUtc(all[^1], LongAgo.UtcDateTime);
                }

                return all;
            },
            Token)));
        await written.CancelAsync();
        await sweeper;

        Assert.All(files.SelectMany(all => all), file => Assert.True(File.Exists(file)));
        Assert.NotEqual(0, removed);
    }

    private async Task CreateAsync(EmbeddedCatalog catalog, params TableIdentifier[] tables)
    {
        var transaction = Begin(catalog, "main");
        foreach (var table in tables)
            transaction.Table(table).Create(new SchemaBuilder().Required("id", IcebergType.Long).Build(), PartitionSpec.Unpartitioned);
        await transaction.CommitAsync(Info, Token);
    }

    /// <summary>Appends a file, which need be no Parquet; gives its path.</summary>
    private async Task<string> AppendAsync(EmbeddedCatalog catalog, string branch, TableIdentifier identifier)
    {
        var location = (await catalog.LoadTableAsync(identifier, branch, Token))!.Metadata.Location;
        var path = Write(Location.ToLocalPath(location), "data", $"{Guid.NewGuid()}.parquet");
        var transaction = Begin(catalog, branch);

        // As Hadoop spells it.
        transaction.Table(identifier).Append([new DataFile { FilePath = "file:" + path, RecordCount = 1, FileSizeInBytes = 1 }]);
        await transaction.CommitAsync(Info, Token);
        return path;
    }

    private Transaction Begin(EmbeddedCatalog catalog, string branch) => new(
        catalog, branch, new TransactionOptions { IO = new LocalFileIO(), Warehouse = warehouse.Location, Clock = TimeProvider.System, Random = Random.Shared, MaxAttempts = 1000 });

    private static async Task<string> HeadAsync(EmbeddedCatalog catalog, string branch) => (await catalog.LoadReferenceAsync(branch, Token))!.Hash;

    private static string Write(params string[] path)
    {
        var file = Path.Combine(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "x");
        return file;
    }

    private List<string> Files() =>
        [.. new DirectoryInfo(Location.ToLocalPath(warehouse.Location)).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Select(file => file.FullName)];
}
