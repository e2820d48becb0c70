using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Tests.Transactions;
using Paklog.Lakehouse.Iceberg.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Scans;

/// <summary>Snapshots as others leave them: without a manifest list, without totals, or with files that are gone.</summary>
public sealed class ForeignSnapshotsTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task Manifests_in_the_metadata_are_read_by_scans_changes_and_figures()
    {
        await FillAsync();
        var manifests = (await warehouse.ManifestsAsync()).Select(manifest => manifest.ManifestPath).ToList();
        var table = Changed(snapshot => snapshot with { ManifestList = null, Manifests = manifests });

        Assert.Equal(["a", "b"], await warehouse.LiveAsync(table.NewScan(new ManifestCache())));
        Assert.Equal(new TableFigures(2, 1, 2010, 20), await TableFigures.ReadAsync(Without(table, "total-"), new ManifestCache(), Cancel));
        Assert.Equal(["b"], (await SnapshotChanges.ReadAsync(table, new ManifestCache(), null, warehouse.Head, Cancel).ToListAsync(Cancel)).SelectMany(step => step.AddedDataFiles.Where(file => Name(file) == "b")).Select(Name).Distinct());
    }

    [Fact]
    public async Task Figures_are_counted_where_a_total_lacks()
    {
        await FillAsync();
        var expected = await TableFigures.ReadAsync(warehouse.Table, new ManifestCache(), Cancel);

        Assert.Equal(new TableFigures(2, 1, 2010, 20), expected);
        foreach (var key in (string[])["total-data-files", "total-delete-files", "total-records", "total-files-size", "total-", ""])
            Assert.Equal(expected, await TableFigures.ReadAsync(Without(warehouse.Table, key), new ManifestCache(), Cancel));
    }

    /// <summary>For Avro it is a list of nothing: the table would seem empty, and an append would make it so.</summary>
    [Fact]
    public async Task A_manifest_list_that_ends_behind_its_header_is_truncated_and_no_empty_table()
    {
        await FillAsync();
        var path = Location.ToLocalPath(warehouse.Metadata.CurrentSnapshot!.ManifestList!);
        var content = File.ReadAllBytes(path);
        File.WriteAllBytes(path, content[..(content.AsSpan().IndexOf(content.AsSpan(content.Length - 16)) + 16)]);
        var table = warehouse.Table;

        foreach (var read in (Func<Task>[])[
            () => warehouse.LiveAsync(table.NewScan(new ManifestCache())), () => SnapshotChanges.ReadAsync(table, new ManifestCache(), null, warehouse.Head, Cancel).ToListAsync(Cancel).AsTask(), FreshAppendAsync])
        {
            var error = await Assert.ThrowsAsync<IcebergException>(read);
            Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
            Assert.Contains($"of table {Orders} names no manifest", error.Message);
            Assert.EndsWith("is truncated.", error.Message);
        }

        async Task FreshAppendAsync()
        {
            warehouse.Options = warehouse.Options with { Manifests = new ManifestCache() };
            await warehouse.AppendAsync(Data("c", "eu"));
        }
    }

    [Theory]
    [InlineData("list", "is missing at")]
    [InlineData("manifest", "is missing at")]
    [InlineData("cut list", "cannot be read from")]
    [InlineData("cut manifest", "cannot be read from")]
    [InlineData("text manifest", "cannot be read from")]
    public async Task A_file_that_is_gone_or_damaged_is_told_with_the_table_the_file_and_its_writer(string what, string sentence)
    {
        await FillAsync();
        var table = Changed(snapshot => snapshot with { Summary = new Dictionary<string, string>(snapshot.Summary) { ["engine-name"] = "spark", ["iceberg-version"] = "Apache Iceberg 1.5.0" } });
        var location = what.EndsWith("list", StringComparison.Ordinal) ? table.Metadata.CurrentSnapshot!.ManifestList! : (await warehouse.ManifestsAsync())[0].ManifestPath;
        var path = Location.ToLocalPath(location);
        var content = File.ReadAllBytes(path);
        File.Delete(path);
        if (what.Contains(' '))
            File.WriteAllBytes(path, what.StartsWith("cut", StringComparison.Ordinal) ? content[..^9] : "no Avro"u8.ToArray());

        foreach (var read in new Func<Task>[]
        {
            () => warehouse.LiveAsync(table.NewScan(new ManifestCache())),
            () => TableFigures.ReadAsync(Without(table, "total-"), new ManifestCache(), Cancel),
            async () => await SnapshotChanges.ReadAsync(table, new ManifestCache(), null, warehouse.Head, Cancel).ToListAsync(Cancel),
            async () => await table.NewScan(new ManifestCache()).ListFilesAsync(new ManifestCache(), Cancel).ToListAsync(Cancel),
        })
        {
            var error = await Assert.ThrowsAsync<IcebergException>(read);
            Assert.StartsWith($"The manifest {(location.Contains("snap-") ? "list " : "")}of table silver.orders {sentence} {location}: ", error.Message);
            Assert.EndsWith("written by engine-name spark, iceberg-version Apache Iceberg 1.5.0.", error.Message);
        }
    }

    private async Task FillAsync()
    {
        await warehouse.CreateAsync();
        var file = Data("a", "eu");
        await warehouse.AppendAsync(file);
        await warehouse.AppendAsync(Data("b", "us"));
        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DeleteFiles = [PositionDeletes("d", file)] });
    }

    private Table Without(Table table, string key) => Changed(table, snapshot => snapshot with { Summary = snapshot.Summary.Where(entry => !entry.Key.StartsWith(key, StringComparison.Ordinal)).ToDictionary() });

    private Table Changed(Func<Snapshot, Snapshot> change) => Changed(warehouse.Table, change);

    /// <summary>The table with every snapshot changed.</summary>
    private static Table Changed(Table table, Func<Snapshot, Snapshot> change)
    {
        var metadata = table.Metadata;
        var changed = new TableMetadata
        {
            FormatVersion = metadata.FormatVersion,
            TableUuid = metadata.TableUuid,
            Location = metadata.Location,
            LastSequenceNumber = metadata.LastSequenceNumber,
            LastUpdatedMs = metadata.LastUpdatedMs,
            LastColumnId = metadata.LastColumnId,
            Schemas = metadata.Schemas,
            CurrentSchemaId = metadata.CurrentSchemaId,
            PartitionSpecs = metadata.PartitionSpecs,
            DefaultSpecId = metadata.DefaultSpecId,
            LastPartitionId = metadata.LastPartitionId,
            SortOrders = metadata.SortOrders,
            DefaultSortOrderId = metadata.DefaultSortOrderId,
            Properties = metadata.Properties,
            Snapshots = [.. metadata.Snapshots.Select(change)],
            SnapshotLog = metadata.SnapshotLog,
            MetadataLog = metadata.MetadataLog,
            Refs = metadata.Refs,
        };
        return new Table(table.Identifier, changed, table.MetadataLocation, table.IO);
    }
}
