using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Contracts;

/// <summary>
/// A source table's name as contracts and Bronze write it: <c>owner.table</c>, by the rule of <see cref="QuotedName"/>: a part that has a dot, or begins with a double quote, stands between double quotes, those within it doubled,
/// so that no two tables have one text: <c>shop."order.items"</c> is not <c>"shop.order".items</c>.
/// </summary>
/// <param name="Owner">The database of MySQL and MariaDB, the schema of PostgreSQL.</param>
public sealed record SourceName(string Owner, string Table)
{
    /// <summary>Reads both parts; quotes that a part does not need may be there. Null where the text is no such name.</summary>
    public static SourceName? Parse(string text) => Parts(text) is [var owner, var table] ? new SourceName(owner, table) : null;

    public override string ToString() => $"{QuotedName.Write(Owner)}.{QuotedName.Write(Table)}";

    /// <summary>The same text of two expressions.</summary>
    internal static string Sql(string owner, string table) => $"{QuotedSql.Write(owner, '.')} || '.' || {QuotedSql.Write(table, '.')}";

    /// <summary>The parts of a name of as many as there are; none where the text is no name, for example since a quote that begins a part is never closed.</summary>
    internal static IReadOnlyList<string> Parts(string text) =>
        QuotedName.Parts(text) is { } parts && parts.All(part => part.IsQuoted || !part.Text.StartsWith('"')) ? [.. parts.Select(part => part.Text)] : [];
}
