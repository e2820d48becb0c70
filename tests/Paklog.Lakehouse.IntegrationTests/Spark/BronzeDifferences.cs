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
            rows += await TableDifferences.CompareAsync(expected, name, await LoadAsync(expected, name), await LoadAsync(actual, name), OfTheLanding, found);

        return new Differences("bronze", (int)rows, found);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(TestLakehouse lakehouse) =>
        [.. (await lakehouse.Workspace.Catalog.ListTablesAsync("bronze", ICatalog.MainBranch, Token)).Select(table => table.ToString()).Order(StringComparer.Ordinal)];

    private static async Task<Table> LoadAsync(TestLakehouse lakehouse, string name) =>
        (await lakehouse.Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(name), ICatalog.MainBranch, Token))!;
}
