using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Events;

namespace Paklog.Lakehouse.IntegrationTests.Publishing;

/// <summary>The figures of a comparison against the whole tables of both sides.</summary>
public sealed class BranchDiffTests : IDisposable
{
    private static readonly EventSource Items = ScenarioTables.OfItems("s");
    private static readonly EventSource Docs = ScenarioTables.OfDocs("d");

    private readonly InputFolder input = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_files_and_snapshots_of_what_a_run_changed()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        await input.LandAndRunAsync(lakehouse, Enumerable.Range(1, 40).Select(i => Items.Create(i * 10, $"{i}", $"n{i % 7}", i)));
        var before = await HeadAsync(lakehouse);
        lakehouse.Redefine(ScenarioTables.Define(ScenarioTables.Items, ScenarioTables.Docs));
        await input.LandAndRunAsync(lakehouse,
        [
            .. Enumerable.Range(1, 9).Select(i => Items.Update(1000 + (i * 10), $"{i}", $"m{i}", i)), Items.Delete(1200, "20", "n6", 20), Items.Create(1300, "99", "z", 1), Docs.Create(10, "1", "t", "b"), Docs.Create(20, "2", "t", "b"),
        ]);
        await input.LandAndRunAsync(lakehouse, [Items.Update(2000, "5", "again", 5)]);
        var after = await HeadAsync(lakehouse);

        foreach (var (from, to) in new[] { (before, after), (after, before) })
        {
            var differences = await new BranchComparison(lakehouse.Workspace).CompareAsync(from, to, Token);
            Assert.Equal(
                ["bronze._landed", "bronze.docs", "bronze.items", "silver.docs", "silver.docs_history", "silver.items", "silver.items_history"],
                differences.Select(table => table.Table.ToString()).Where(name => !name.EndsWith("dead_letters", StringComparison.Ordinal)));
            foreach (var difference in differences)
                Assert.Equal(await TruthAsync(lakehouse, difference, from, to), difference with { SchemaChanges = [] }, Same);
        }

        var items = (await new BranchComparison(lakehouse.Workspace).CompareAsync(before, after, Token)).Single(table => table.Table.ToString() == "silver.items");
        Assert.Equal((new Counts<int>(2, 0), new Counts<long>(10, 10)), (items.Snapshots, items.Rows));
    }

    [Fact]
    public async Task Changes_of_the_schema_are_told_in_words_and_change_no_rows()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        await input.LandAndRunAsync(lakehouse, [Items.Create(10, "1", "a", 1), Items.Create(20, "2", "b", 2)]);
        var before = await HeadAsync(lakehouse);
        var name = TableIdentifier.Parse("silver.items");
        var transaction = lakehouse.Workspace.Begin("main");
        transaction.Table(name).Apply(new UpdateSchema()
            .AddColumn("tags", new ListType(100, false, IcebergType.String)).AddColumn("at", new StructType(NestedField.Optional(200, "lat", PrimitiveType.Double))).RenameColumn("name", "label").PromoteColumn("size", PrimitiveType.Long).MakeOptional("id"));
        transaction.Table(name).Apply(new UpdatePartitionSpec().AddField("label", Transform.Identity));
        await transaction.CommitAsync(new CommitInfo("tests", "evolve"), Token);
        var dropping = lakehouse.Workspace.Begin("main");
        dropping.Table(name).Apply(new UpdateSchema().DropColumn("size"));
        await dropping.CommitAsync(new CommitInfo("tests", "drop"), Token);

        var table = Assert.Single(await new BranchComparison(lakehouse.Workspace).CompareAsync(before, await HeadAsync(lakehouse), Token));
        Assert.Equal((default, default, default), (table.Rows, table.Files, table.Snapshots));
        Assert.Equal(
            ["added tags list<string>", "added at struct<7: lat: optional double>", "dropped size", "id became optional", "renamed name to label", "partitioned by identity(label), was nothing"],
            table.SchemaChanges);
    }

    public void Dispose() => input.Dispose();

    private static bool Same(TableDifference expected, TableDifference actual) =>
        expected.Table == actual.Table && expected.Kind == actual.Kind && expected.Snapshots == actual.Snapshots && expected.Rows == actual.Rows && expected.Files == actual.Files;

    private static async Task<string> HeadAsync(TestLakehouse lakehouse) => (await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", Token))!.Hash;

    /// <summary>Counted over all rows and all files.</summary>
    private static async Task<TableDifference> TruthAsync(TestLakehouse lakehouse, TableDifference difference, string from, string to)
    {
        var before = await lakehouse.Workspace.Catalog.LoadTableAsync(difference.Table, from, Token);
        var after = await lakehouse.Workspace.Catalog.LoadTableAsync(difference.Table, to, Token);
        var (old, now) = (await StateAsync(lakehouse, before), await StateAsync(lakehouse, after));
        var any = after ?? before!;
        var columns = string.Join(", ", any.Metadata.CurrentSchema.Fields.Select(field => DuckDbIdentifier.Quote(field.Name)));
        var nothing = $"select {columns} from {await lakehouse.RelationAsync(any)} where false";
        var (left, right) = (before is null ? nothing : $"select {columns} from {await lakehouse.RelationAsync(before)}", after is null ? nothing : $"select {columns} from {await lakehouse.RelationAsync(after)}");
        var rows = new Counts<long>(lakehouse.Count($"select count(*) from ({right} except all {left})"), lakehouse.Count($"select count(*) from ({left} except all {right})"));
        var kind = before is null ? CatalogChangeKind.Added : after is null ? CatalogChangeKind.Removed : CatalogChangeKind.Changed;
        return new TableDifference(
            difference.Table, kind, new Counts<int>(now.Snapshots.Except(old.Snapshots).Count(), old.Snapshots.Except(now.Snapshots).Count()), rows,
            new Counts<int>(now.Files.Except(old.Files).Count(), old.Files.Except(now.Files).Count()), []);
    }

    private static async Task<(List<long> Snapshots, List<string> Files)> StateAsync(TestLakehouse lakehouse, Table? table)
    {
        var files = new List<string>();
        if (table is null)
            return ([], files);
        var manifests = lakehouse.Workspace.Transactions.Manifests;
        await foreach (var file in table.NewScan(manifests).ListFilesAsync(manifests, Token))
            files.Add(file.FilePath);
        return ([.. table.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId)], files);
    }
}
