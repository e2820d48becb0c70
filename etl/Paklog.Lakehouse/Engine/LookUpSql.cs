using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Point-in-time look-ups on DuckDB, by ASOF joins. The version that counts is the last one in order that is valid at the time; a member's first version counts as valid from the beginning of time;
/// in a gap, without the member, or without a time, the columns are NULL.
/// </summary>
internal static class LookUpSql
{
    /// <summary>The input with the columns of its look-ups.</summary>
    /// <param name="dimension">The relation of each look-up's dimension.</param>
    public static string Widen(string input, IReadOnlyList<LookUp> lookUps, Func<LookUp, string> dimension)
    {
        // NULL is the greatest value to ASOF, so a row without a time would get the member's last version.
        var columns = lookUps.SelectMany((lookUp, index) => lookUp.Columns.Select((pair, taken) =>
            $"case when {At(lookUp)} is not null and (d{index}.closes_at is null or {At(lookUp)} < d{index}.closes_at) then d{index}.taken_{taken} end as {Name(pair.Column)}"));
        var joins = lookUps.Select((lookUp, index) =>
        {
            var keys = lookUp.InputKey.Select((left, part) => $"d{index}.key_{part} = i.{Name(left)}");
            return $" asof left join ({Versions(lookUp, dimension(lookUp))}) d{index} on {string.Join(" and ", keys)} and {At(lookUp)} >= d{index}.opens_at";
        });
        return $"(select i.*, {string.Join(", ", columns)} from {input} i{string.Concat(joins)})";
    }

    /// <summary>Of versions that open in one instant the last stands for all. The dimension's columns get names of ours, so that none is one that stands beside them.</summary>
    private static string Versions(LookUp lookUp, string dimension)
    {
        var keys = lookUp.DimensionKey.Select((_, part) => $"key_{part}").ToList();
        var columns = lookUp.DimensionKey.Select((column, part) => $"{Name(column)} as key_{part}").Concat(lookUp.Columns.Select((pair, taken) => $"{Name(pair.DimensionColumn)} as taken_{taken}"));
        var key = string.Join(", ", keys);
        return $"""
            select * from (
              select *, case when number = min(number) over (partition by {key}) then timestamptz '-infinity' else opened_at end as opens_at
              from (select {string.Join(", ", columns)}, version as number, valid_from as opened_at, valid_to as closes_at from {dimension} where version > 0)
            ) qualify row_number() over (partition by {key}, opens_at order by number desc) = 1
            """;
    }

    private static string At(LookUp lookUp) => $"cast(i.{Name(lookUp.At)} as timestamptz)";

    private static string Name(string column) => DuckDbIdentifier.Quote(column);
}
