using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>Compares all tables of Bronze, dead letters and <c>_landed</c> among them, row for row.</summary>
internal static class BronzeDifferences
{
    /// <summary>Facts of the landing and not of the events.</summary>
    private static readonly string[] OfTheLanding = ["_landing_id", "landing_id", "_ingested_at", "landed_at", "failed_at"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Differences> FindAsync(TestLakehouse expected, TestLakehouse actual)
    {
        var found = new List<Difference>();
        var rows = 0L;
        var names = await NamesAsync(expected);
        Assert.Equal(names, await NamesAsync(actual));
        foreach (var name in names)
        {
            var theirs = await RelationAsync(expected, expected, name);
            var ours = await RelationAsync(expected, actual, name);
            rows += expected.Count($"select count(*) from {theirs}");
            foreach (var row in await expected.QueryAsync($"{theirs} except all {ours}"))
                found.Add(new Difference(name, "missing row", row.GetRawText(), null));
            foreach (var row in await expected.QueryAsync($"{ours} except all {theirs}"))
                found.Add(new Difference(name, "extra row", null, row.GetRawText()));
        }

        return new Differences("bronze", (int)rows, found);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(TestLakehouse lakehouse) =>
        [.. (await lakehouse.Workspace.Catalog.ListTablesAsync("bronze", ICatalog.MainBranch, Token)).Select(table => table.ToString()).Order(StringComparer.Ordinal)];

    private static async Task<string> RelationAsync(TestLakehouse reader, TestLakehouse lakehouse, string name)
    {
        var table = await lakehouse.Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(name), ICatalog.MainBranch, Token);
        var columns = table!.Metadata.CurrentSchema.Fields.Select(field => field.Name).Where(column => !OfTheLanding.Contains(column));
        return $"(select {string.Join(", ", columns.Select(DuckDbIdentifier.Quote))} from {await reader.RelationAsync(table)})";
    }
}
