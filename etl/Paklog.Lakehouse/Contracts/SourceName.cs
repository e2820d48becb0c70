using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Contracts;

/// <summary>
/// A source table's name as contracts and Bronze write it: <c>owner.table</c>. A part that has a dot, or begins with a double quote, stands between double quotes, those within it doubled (SQL's delimited identifier),
/// so that no two tables have one text: <c>shop."order.items"</c> is not <c>"shop.order".items</c>.
/// </summary>
/// <param name="Owner">The database of MySQL and MariaDB, the schema of PostgreSQL.</param>
public sealed partial record SourceName(string Owner, string Table)
{
    /// <summary>Reads both parts; quotes that a part does not need may be there. Null where the text is no such name.</summary>
    public static SourceName? Parse(string text) => Parts(text) is [var owner, var table] ? new SourceName(owner, table) : null;

    public override string ToString() => $"{Quoted(Owner)}.{Quoted(Table)}";

    /// <summary>The same text of two expressions.</summary>
    internal static string Sql(string owner, string table) => $"{QuotedSql(owner)} || '.' || {QuotedSql(table)}";

    /// <summary>The parts of a name of as many as there are; none where the text is no name.</summary>
    internal static IReadOnlyList<string> Parts(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = Part().Match(text).Groups["part"].Captures;
        return [.. parts.Select(part => part.Value is ['"', .., '"'] ? part.Value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : part.Value)];
    }

    private static string Quoted(string part) => part.Contains('.', StringComparison.Ordinal) || part.StartsWith('"') ? $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : part;

    private static string QuotedSql(string part) => $"case when contains({part}, '.') or starts_with({part}, '\"') then '\"' || replace({part}, '\"', '\"\"') || '\"' else {part} end";

    [GeneratedRegex("""^(?:(?:^|[.])(?<part>"(?:[^"]|"")+"|[^".][^.]*))+\z""", RegexOptions.Singleline)]
    private static partial Regex Part();
}
