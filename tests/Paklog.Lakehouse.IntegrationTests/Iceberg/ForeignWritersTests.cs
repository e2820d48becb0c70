using System.Text.Json.Nodes;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Generated;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Our own tables after other writers have been there, made to look so by changing the bytes of their metadata.</summary>
public sealed class ForeignWritersTests
{
    private static readonly CommitInfo Info = new("tests", "a test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>PyIceberg until August 2026 has equality_ids as a list of longs in every manifest that it writes, also in tables that we serve.</summary>
    [Fact]
    public async Task A_lakehouse_whose_manifests_have_longs_for_ids_runs_and_is_maintained()
    {
        var definition = ScenarioTables.Define(ScenarioTables.Items, ScenarioTables.Prices);
        var lines = new[] { "items", "prices" }.SelectMany(kind => Enumerable.Range(0, 2), (kind, number) => new EventGenerator($"{kind}{number}", kind, new Random(number)).Make(steps: 12)).SelectMany(scenario => scenario.Lines).ToArray();
        using var folder = new TemporaryFolder();
        using var expected = await TestLakehouse.OpenAsync(definition);
        var warehouse = Path.Combine(folder.Path, "warehouse");
        var half = lines.Length / 2;
        using (var first = await TestLakehouse.OpenAsync(definition, warehouse))
        {
            await LandAsync(first, lines[..half]);
            await first.RunAsync();
        }

        Assert.NotEqual(0, WidenEqualityIds(warehouse));
        using var lakehouse = await TestLakehouse.OpenAsync(definition, warehouse);
        await LandAsync(lakehouse, lines[half..]);
        await lakehouse.RunAsync();
        await LandAsync(expected, lines);
        await expected.RunAsync();

        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
        Assert.NotEqual(0, WidenEqualityIds(warehouse));
        using var maintained = await TestLakehouse.OpenAsync(definition, warehouse);
        var request = new MaintenanceRequest(null, MaintenanceSteps.All, 1_000_000, 2, RewriteAll: true, TimeSpan.Zero, 1, DryRun: false);
        await foreach (var report in new Maintainer(maintained.Workspace, ICatalog.MainBranch).RunAsync(request, null, Token))
            Assert.Equal((null, 0), (report.Refused, report.Compaction?.Skipped.Count ?? 0));
        (await TableDifferences.FindAsync(expected, maintained)).AssertNone();

        async Task LandAsync(TestLakehouse into, IReadOnlyList<ChangeLine> part)
        {
            var file = Path.Combine(folder.Path, $"{Guid.NewGuid():N}.jsonl");
            await File.WriteAllLinesAsync(file, part.Select(line => line.Record), Token);
            await into.LandAsync(file);
        }
    }

    [Fact]
    public async Task A_table_of_format_1_with_its_manifests_in_the_metadata_is_read_changed_and_compacted()
    {
        var folder = new TemporaryFolder();
        using var lake = new OurLake(folder, await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token));
        await lake.CreateAsync("made", new SchemaBuilder().Required("id", IcebergType.Long).Optional("v", IcebergType.String).Build());
        await lake.AppendAsync("made", "SELECT range AS id, 'a' AS v FROM range(5)");
        var made = await lake.AppendAsync("made", "SELECT 10 + range AS id, 'b' AS v FROM range(5)");
        var rows = await lake.OurRowsAsync("made");
        var manifests = Directory.GetFiles(Path.Combine(Location.ToLocalPath(made.Metadata.Location), "metadata"), "*-m0.avro").Select(path => (JsonNode)Location.OfLocalPath(path)).ToArray();
        Assert.Equal(2, manifests.Length);
        var old = ForeignMetadata.Rewrite(made, "v1", json =>
        {
            json["format-version"] = 1;
            json.Remove("refs");
            json.Remove("last-sequence-number");
            var snapshot = json["snapshots"]![1]!.AsObject();
            json["snapshots"] = new JsonArray(new JsonObject { ["snapshot-id"] = (long)snapshot["snapshot-id"]!, ["timestamp-ms"] = (long)snapshot["timestamp-ms"]!, ["manifests"] = new JsonArray(manifests) });
        });
        await lake.Catalog.RegisterTableAsync(ICatalog.MainBranch, lake.Identifier("old"), old, Info, Token);

        Assert.Equal(rows, await lake.OurRowsAsync("old"));
        Assert.Equal(2, (await TableFigures.ReadAsync(await lake.LoadAsync("old"), new ManifestCache(), Token)).DataFiles);
        await lake.DeleteAsync("old", "SELECT 3 AS id", "id");
        var grown = await lake.AppendAsync("old", "SELECT 20 AS id, 'c' AS v");
        Assert.Equal(2, grown.Metadata.FormatVersion);
        Assert.Equal(rows.Count, (await lake.OurRowsAsync("old")).Count);
        await new TableCompaction(lake.Workspace(), ICatalog.MainBranch, lake.Identifier("old")).CompactAsync(new CompactionOptions(1_000_000_000, 2), null, Token);
        await lake.ApplyAsync("old", new RewriteManifests());
        Assert.Equal([.. rows.Where(row => !row.StartsWith("3 |", StringComparison.Ordinal)), "20 | \"c\""], (await lake.OurRowsAsync("old")).OrderBy(row => row.StartsWith("20", StringComparison.Ordinal)));
    }

    /// <summary>In place: the one letter that the schema is longer by is taken from a comment. Values are encoded alike.</summary>
    private static int WidenEqualityIds(string warehouse)
    {
        var narrow = "\"items\":\"int\",\"element-id\":136}],\"doc\":\"Equality comparison field IDs\""u8.ToArray();
        var wide = "\"items\":\"long\",\"element-id\":136}],\"doc\":\"Equality comparison field ID\""u8.ToArray();
        Assert.Equal(narrow.Length, wide.Length);
        var changed = 0;
        foreach (var path in Directory.EnumerateFiles(warehouse, "*.avro", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.AsSpan().IndexOf(narrow) is not (>= 0 and var place))
                continue;
            wide.CopyTo(bytes, place);
            File.WriteAllBytes(path, bytes);
            changed++;
        }

        return changed;
    }
}
