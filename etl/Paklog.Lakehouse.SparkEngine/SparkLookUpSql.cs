using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>
/// Point-in-time look-ups without ASOF: rows and versions stand in one order of time for each member, and each row takes the last version before it. The rules are those of <see cref="LookUp"/>.
/// </summary>
internal static class SparkLookUpSql
{
    /// <summary>The input with the columns of its look-ups, one after the other.</summary>
    /// <param name="columns">Of the input.</param>
    /// <param name="dimension">The relation of each look-up's dimension.</param>
    public static string Widen(string input, IReadOnlyList<string> columns, IReadOnlyList<LookUp> lookUps, Func<LookUp, string> dimension)
    {
        foreach (var lookUp in lookUps)
        {
            input = Widen(input, columns, lookUp, dimension(lookUp));
            columns = [.. columns, .. lookUp.Columns.Select(pair => pair.Column)];
        }

        return input;
    }

    /// <summary>A first version counts from the beginning of time (NULL stands before all), a row stands behind the versions that open with it, and of these the last in order counts.</summary>
    private static string Widen(string input, IReadOnlyList<string> columns, LookUp lookUp, string dimension)
    {
        // The rows' own columns go by number, so that none is one of those that stand beside them.
        var keys = string.Join(", ", lookUp.DimensionKey.Select((_, index) => $"key_{index}"));
        var rows = string.Join(", ", columns.Select((column, index) => $"{Name(column)} as column_{index}"));
        var again = string.Join(", ", columns.Select((column, index) => $"column_{index} as {Name(column)}"));
        var found = lookUp.Columns.Select((pair, index) => $"case when row_at is not null and (found.valid_to is null or row_at < found.valid_to) then found.taken_{index} end as {Name(pair.Column)}");
        var version = "{valid_to: valid_to, " + string.Join(", ", lookUp.Columns.Select((pair, index) => $"taken_{index}: {Name(pair.DimensionColumn)}")) + "}";
        var member = string.Join(", ", lookUp.DimensionKey.Select(Name));
        return $"""
            (select {again}, {string.Join(", ", found)} from (
              select *, last_value(version_row ignore nulls) over (partition by {keys} order by row_at nulls first, is_row, number rows between unbounded preceding and current row) as found
              from (
                select {rows}, true as is_row, cast({Name(lookUp.At)} as timestamptz) as row_at, {Keys(lookUp.InputKey)}, null as version_row, 0 as number from {input}
                union all
                select {string.Join(", ", columns.Select(_ => "null"))}, false, case when version > min(version) over (partition by {member}) then valid_from end, {Keys(lookUp.DimensionKey)}, {version}, version
                from {dimension} where version > 0
              )
            ) where is_row)
            """;
    }

    private static string Keys(IEnumerable<string> columns) => string.Join(", ", columns.Select((column, index) => $"{Name(column)} as key_{index}"));

    private static string Name(string column) => DuckDbIdentifier.Quote(column);
}
