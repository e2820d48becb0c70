using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Steps;

/// <summary>The range of keys as a filter: files whose bounds lie outside hold none of them, and of no keys no file does.</summary>
internal static class KeyRange
{
    /// <param name="keys">A relation with the columns <paramref name="key"/>; the first of them counts.</param>
    public static async Task<Expression> OfAsync(ISqlSession sql, Schema schema, string keys, IReadOnlyList<string> key, CancellationToken cancellationToken)
    {
        var field = ColumnSql.InSql(schema).Fields.First(column => column.Name.Equals(key[0], StringComparison.OrdinalIgnoreCase));
        if (field.Type.TypeId is not (TypeId.Long or TypeId.Int or TypeId.String or TypeId.Date))
            return Expression.AlwaysTrue;
        var column = DuckDbIdentifier.Quote(field.Name);
        var path = schema.FindPath(field.Id)!;
        return await sql.SingleAsync(
            $"select min({column}), max({column}), count(*) = count({column}), count(*) = 0 from {keys}",
            row => row.GetBoolean(3) ? Expression.AlwaysFalse
                : row.IsNull(0) || !row.GetBoolean(2) ? Expression.AlwaysTrue
                : Expression.GreaterThanOrEqual(path, Value(row, 0, field.Type)).And(Expression.LessThanOrEqual(path, Value(row, 1, field.Type))),
            cancellationToken);
    }

    private static object Value(ISqlRow row, int column, IcebergType type) => type.TypeId switch
    {
        TypeId.Int => row.GetInt32(column),
        TypeId.Long => row.GetInt64(column),
        TypeId.Date => row.GetDays(column),
        _ => row.GetString(column),
    };
}
