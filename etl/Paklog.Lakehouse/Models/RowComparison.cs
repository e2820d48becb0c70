using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Models;

/// <summary>
/// Compares the tables <c>expected</c> and <c>actual</c> of a connection as multisets of typed rows, and tells the differences
/// as a person wants to read them.
/// </summary>
internal sealed class RowComparison(DuckDbConnection connection, Model model, ModelTestCase one)
{
    private const int Shown = 20;

    internal IReadOnlyList<string> Differences(CancellationToken cancellationToken)
    {
        var (missing, surplus) = UnequalRows(cancellationToken);
        if (one.AllowsMore)
            surplus.RemoveAll(row => !missing.Exists(other => SameGrain(row, other)));

        var differences = new List<string>();
        foreach (var row in missing)
        {
            // A row of the same grain is taken to be the same row with other values; without the grain nothing tells which it would be.
            var other = surplus.Find(candidate => SameGrain(row, candidate));
            if (other is null)
            {
                differences.Add($"There is no row {Text(row, one.Columns)}.");
                continue;
            }

            surplus.Remove(other);
            var changed = one.Columns.Where(column => row[column] != other[column]);
            differences.Add($"Row {Text(row, model.Grain)}: {string.Join(", ", changed.Select(column => $"{column} is {other[column]}, expected {row[column]}"))}.");
        }

        differences.AddRange(surplus.Select(row => $"There is a row too many: {Text(row, one.Columns)}."));
        return differences.Count <= Shown ? differences : [.. differences.Take(Shown), $"... and {differences.Count - Shown} differences more."];
    }

    private (List<Dictionary<string, string>> Missing, List<Dictionary<string, string>> Surplus) UnequalRows(CancellationToken cancellationToken)
    {
        // Under names of ours, so that none is that of the count.
        var columns = one.Columns.Select((_, index) => $"c{index}").ToList();
        var named = string.Join(", ", one.Columns.Select((column, index) => $"{DuckDbIdentifier.Quote(column)} as c{index}"));
        var sql = $"""
            with wanted as (select {named}, count(*) as n from expected group by all),
                 found as (select {named}, count(*) as n from actual group by all)
            select coalesce(w.n, 0) - coalesce(f.n, 0),
              {string.Join(", ", columns.Select(column => $"coalesce(cast(case when w.n is null then f.{column} else w.{column} end as varchar), 'NULL')"))}
            from wanted w full join found f on {string.Join(" and ", columns.Select(column => $"w.{column} is not distinct from f.{column}"))}
            where w.n is distinct from f.n
            order by all
            """;
        var (missing, surplus) = (new List<Dictionary<string, string>>(), new List<Dictionary<string, string>>());
        using var result = connection.Query(sql, [], cancellationToken);
        while (result.Read())
        {
            var row = one.Columns.Select((column, index) => (column, Value: result.GetString(index + 1))).ToDictionary(pair => pair.column, pair => pair.Value);
            var lacking = result.GetInt64(0);
            (lacking > 0 ? missing : surplus).AddRange(Enumerable.Repeat(row, (int)Math.Abs(lacking)));
        }

        return (missing, surplus);
    }

    private bool SameGrain(Dictionary<string, string> row, Dictionary<string, string> other) =>
        model.Grain.All(column => one.Columns.Contains(column) && row[column] == other[column]);

    private static string Text(Dictionary<string, string> row, IEnumerable<string> columns) =>
        $"({string.Join(", ", columns.Select(column => $"{column}: {row[column]}"))})";
}
