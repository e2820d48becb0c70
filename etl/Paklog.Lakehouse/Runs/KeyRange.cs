using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Runs;

/// <summary>The range of keys as a filter: files whose bounds lie outside hold none of them, and of no keys no file does.</summary>
internal static class KeyRange
{
    /// <param name="keys">A relation with the columns <paramref name="key"/>; the first of them counts.</param>
    public static Expression Of(ISqlSession sql, Schema schema, string keys, IReadOnlyList<string> key)
    {
        var field = ColumnSql.InSql(schema).Fields.First(column => column.Name.Equals(key[0], StringComparison.OrdinalIgnoreCase));
        if (field.Type.TypeId is not (TypeId.Long or TypeId.Int or TypeId.String or TypeId.Date))
            return Expression.AlwaysTrue;
        var column = DuckDbIdentifier.Quote(field.Name);
        using var range = sql.Query($"select min({column}), max({column}), count(*) = count({column}), count(*) = 0 from {keys}");
        if (range.Read() && range.GetBoolean(3))
            return Expression.AlwaysFalse;
        if (range.IsNull(0) || !range.GetBoolean(2))
            return Expression.AlwaysTrue;
        var (least, greatest) = field.Type.TypeId switch
        {
            TypeId.Int => ((object)range.GetInt32(0), (object)range.GetInt32(1)),
            TypeId.Long => (range.GetInt64(0), range.GetInt64(1)),
            TypeId.Date => (range.GetDays(0), range.GetDays(1)),
            _ => (range.GetString(0), range.GetString(1)),
        };
        var path = schema.FindPath(field.Id)!;
        return Expression.GreaterThanOrEqual(path, least).And(Expression.LessThanOrEqual(path, greatest));
    }
}
