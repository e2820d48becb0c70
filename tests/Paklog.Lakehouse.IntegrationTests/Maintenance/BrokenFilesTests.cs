using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Maintenance;

/// <summary>
/// A table of which something is missing or cut off: compaction, manifests and expiry leave it with one sentence, and the sweep deletes no file of a table; the others are maintained. So the way back stays:
/// the table is whole again as soon as its file is.
/// </summary>
public sealed class BrokenFilesTests
{
    private static readonly Schema Columns = new SchemaBuilder().Required("id", IcebergType.Long).Optional("v", IcebergType.String).Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("data", "gone")]
    [InlineData("data", "half")]
    [InlineData("data", "empty")]
    [InlineData("deletes", "gone")]
    [InlineData("deletes", "half")]
    [InlineData("manifest", "gone")]
    [InlineData("manifest", "half")]
    [InlineData("manifest", "empty")]
    [InlineData("manifest", "header")]
    [InlineData("list", "gone")]
    [InlineData("list", "half")]
    [InlineData("list", "header")]
    public async Task Nothing_is_deleted_for_a_table_that_is_not_whole(string what, string damage)
    {
        var folder = new TemporaryFolder();
        var catalog = await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token);
        using var lake = new OurLake(folder, catalog);
        foreach (var name in (string[])["broken", "whole"])
        {
            await lake.CreateAsync(name, Columns);

            // Texts that do not compress, so that the file is too large to be written again for one row.
            await lake.AppendAsync(name, "SELECT range AS id, md5(range::VARCHAR) || sha1(range::VARCHAR) AS v FROM range(40_000)");
            await lake.AppendAsync(name, "SELECT -1 AS id, 'a' AS v");
            await lake.DeleteAsync(name, "SELECT 7 AS id", "id");
        }

        var table = await lake.LoadAsync("broken");
        var rows = await CountAsync(lake);
        var task = await table.NewScan(new ManifestCache()).PlanFilesAsync(Token).FirstAsync(task => task.PositionDeletes.Count > 0, Token);
        var location = what switch
        {
            "data" => task.DataFile.FilePath,
            "deletes" => task.PositionDeletes[0].FilePath,
            "list" => table.Metadata.CurrentSnapshot!.ManifestList!,
            _ => Location.OfLocalPath(Directory.GetFiles(Path.Combine(Location.ToLocalPath(table.Metadata.Location), "metadata"), "*-m*.avro").OrderBy(File.GetLastWriteTimeUtc).Last()),
        };
        var path = Location.ToLocalPath(location);
        var content = File.ReadAllBytes(path);
        File.Delete(path);
        if (damage != "gone")
        {
            var length = damage switch { "empty" => 0, "half" => content.Length / 2, _ => content.AsSpan().IndexOf(content.AsSpan(content.Length - 16)) + 16 };
            File.WriteAllBytes(path, content[..length]);
        }

        var before = Files(lake, "broken").Append(path).ToHashSet();
        for (var time = 0; time < 2; time++)
        {
            var reports = await MaintainAsync(lake);
            Assert.Contains(reports, report => report.Table == lake.Identifier("whole") && report.Expiry is { Snapshots.Count: > 0 } == (time == 0));
            Assert.DoesNotContain(reports, report => report.Table == lake.Identifier("whole") && report.Refused is not null);
            var refused = reports.Where(report => report.Table == lake.Identifier("broken")).Select(report => report.Refused).OfType<string>().ToList();
            Assert.NotEmpty(refused);
            Assert.All(refused, sentence => Assert.Contains(Location.FileName(location), sentence));
            Assert.Contains(refused, sentence => sentence.Contains("snapshots that are old enough stay", StringComparison.Ordinal));
            var sweep = await (await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token)).PlanSweepAsync(TimeSpan.Zero, DateTimeOffset.UtcNow, [], Token);
            await catalog.SweepAsync(sweep, _ => { }, Token);
        }

        Assert.Empty(before.Except(Files(lake, "broken").Append(path)));
        File.WriteAllBytes(path, content);
        Assert.Equal(rows, await CountAsync(lake));
        Assert.All(await MaintainAsync(lake), report => Assert.Null(report.Refused));
        Assert.Equal(rows, await CountAsync(lake));
        Assert.Single((await lake.LoadAsync("broken")).Metadata.Snapshots);
    }

    private static async Task<long> CountAsync(OurLake lake)
    {
        using var reader = new OurLake(new TemporaryFolder(), lake.Catalog);
        return (long)reader.Connection.QueryScalar($"SELECT count(*) FROM {(await reader.Engine.Reader.ReadAsync(await lake.LoadAsync("broken"), Token)).Sql}")!;
    }

    /// <summary>As another process does, which has read nothing yet.</summary>
    private static async Task<List<MaintenanceReport>> MaintainAsync(OurLake lake)
    {
        using var process = new OurLake(new TemporaryFolder(), lake.Catalog);
        var request = new MaintenanceRequest([lake.Identifier("broken"), lake.Identifier("whole")], MaintenanceSteps.All, 100_000_000, 2, RewriteAll: true, TimeSpan.Zero, 1, DryRun: false);
        return await new Maintainer(process.Workspace(), ICatalog.MainBranch).RunAsync(request, null, Token).ToListAsync(Token);
    }

    private static List<string> Files(OurLake lake, string name) =>
        [.. Directory.GetFiles(Location.ToLocalPath(lake.LoadAsync(name).Result.Metadata.Location), "*", SearchOption.AllDirectories)];
}
