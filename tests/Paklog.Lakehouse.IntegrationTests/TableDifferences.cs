using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests;

/// <summary>Compares all silver and gold tables of two lakehouses row for row, every column, those that begin with an underscore too.</summary>
internal static class TableDifferences
{
    /// <summary>Facts of the run and not of the events: when a value was rejected, by which run, and when it was accepted.</summary>
    private static readonly string[] OfTheRun = ["failed_at", "run_id", "resolved_at"];

    public static Task<Differences> FindAsync(TestLakehouse expected, TestLakehouse actual) => FindAsync(expected, ICatalog.MainBranch, actual, ICatalog.MainBranch);

    public static async Task<Differences> FindAsync(TestLakehouse expected, string expectedBranch, TestLakehouse actual, string actualBranch)
    {
        var theirs = await expected.DerivedTablesAsync(expectedBranch);
        var ours = await actual.DerivedTablesAsync(actualBranch);
        var found = new List<Difference>();
        found.AddRange(theirs.Keys.Except(ours.Keys).Where(name => name != "silver.dead_letters").Select(name => new Difference(name, "missing table", name, null)));
        found.AddRange(ours.Keys.Except(theirs.Keys).Where(name => name != "silver.dead_letters").Select(name => new Difference(name, "extra table", null, name)));
        var rows = 0L;
        foreach (var (name, table) in theirs.Where(pair => ours.ContainsKey(pair.Key)))
            rows += await CompareAsync(expected, name, table, ours[name], NotCompared(name), found);
        return new Differences("silver and gold", (int)rows, found);
    }

    /// <summary>Count and sum of hashes of each table's rows: equal for equal tables, and a scan cheaper than a comparison.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DigestsAsync(TestLakehouse lakehouse)
    {
        var digests = new Dictionary<string, string>();
        foreach (var (name, table) in await lakehouse.DerivedTablesAsync())
        {
            var names = Compared(table, NotCompared(name)).ToList();
            var relation = await lakehouse.RelationAsync(table);
            var sums = Assert.Single(await lakehouse.QueryAsync($"select count(*) as n, cast(coalesce(sum(hash({string.Join(", ", names.Select(DuckDbIdentifier.Quote))})), 0) as varchar) as h from {relation}"));
            if (name != "silver.dead_letters" || sums.GetProperty("n").GetInt64() > 0)
                digests.Add(name, $"{string.Join(' ', names)} {sums.GetRawText()}");
        }

        return digests;
    }

    /// <summary>Adds the differences of two tables; returns how many rows are expected.</summary>
    /// <param name="lakehouse">Its engine compares.</param>
    /// <param name="without">Columns that are not compared.</param>
    public static async Task<long> CompareAsync(TestLakehouse lakehouse, string name, Table expected, Table actual, string[] without, List<Difference> found)
    {
        string Columns(Table table) => string.Join(", ", table.Metadata.CurrentSchema.Fields.Select(field => $"{field.Name} {field.Type}"));
        if (Columns(expected) != Columns(actual))
        {
            found.Add(new Difference(name, "columns", Columns(expected), Columns(actual)));
            return 0;
        }

        var columns = string.Join(", ", Compared(expected, without).Select(DuckDbIdentifier.Quote));
        var theirs = $"(select {columns} from {await lakehouse.RelationAsync(expected)})";
        var ours = $"(select {columns} from {await lakehouse.RelationAsync(actual)})";
        await AddAsync(lakehouse, name, "missing row", $"{theirs} except all {ours}", found);
        await AddAsync(lakehouse, name, "extra row", $"{ours} except all {theirs}", found);
        return lakehouse.Count($"select count(*) from {theirs}");
    }

    private static string[] NotCompared(string name) => name == "silver.dead_letters" ? OfTheRun : [];

    private static IEnumerable<string> Compared(Table table, string[] without) => table.Metadata.CurrentSchema.Fields.Select(field => field.Name).Where(column => !without.Contains(column));

    private static async Task AddAsync(TestLakehouse lakehouse, string name, string what, string sql, List<Difference> found)
    {
        var rows = await lakehouse.QueryAsync(sql);
        found.AddRange(rows.Select(row => what == "missing row"
            ? new Difference(name, what, row.GetRawText(), null)
            : new Difference(name, what, null, row.GetRawText())));
    }
}
