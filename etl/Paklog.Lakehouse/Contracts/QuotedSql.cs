using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Contracts;

/// <summary><see cref="QuotedName.Write"/> in SQL.</summary>
internal static class QuotedSql
{
    /// <param name="part">An expression; NULL gives NULL.</param>
    public static string Write(string part, char separator) =>
        $"case when contains({part}, '{separator}') or starts_with({part}, '\"') then '\"' || replace({part}, '\"', '\"\"') || '\"' else {part} end";
}
