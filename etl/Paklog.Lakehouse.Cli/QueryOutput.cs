using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Queries;

namespace Paklog.Lakehouse.Cli;

/// <summary>The rows of a query, for people and as JSON.</summary>
internal static class QueryOutput
{
    internal static Grid Grid(DuckDbResult result, int most)
    {
        var grid = new Grid([.. result.Columns.Select(column => new GridColumn(column.Name, KindOf(column.Type.Kind)))]);
        while (grid.Count < most && result.Read())
            grid.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => JsonValue.Display(result.GetValue(column)))]);
        return grid;
    }

    private static GridColumnKind KindOf(DuckDbTypeKind kind) => kind switch
    {
        DuckDbTypeKind.Varchar or DuckDbTypeKind.Blob or DuckDbTypeKind.Bit or DuckDbTypeKind.Enum or DuckDbTypeKind.Uuid
            or DuckDbTypeKind.List or DuckDbTypeKind.Array or DuckDbTypeKind.Struct or DuckDbTypeKind.Map or DuckDbTypeKind.Union => GridColumnKind.Text,
        DuckDbTypeKind.Decimal or DuckDbTypeKind.Float or DuckDbTypeKind.Double
            or DuckDbTypeKind.TinyInt or DuckDbTypeKind.SmallInt or DuckDbTypeKind.Integer or DuckDbTypeKind.BigInt or DuckDbTypeKind.HugeInt
            or DuckDbTypeKind.UTinyInt or DuckDbTypeKind.USmallInt or DuckDbTypeKind.UInteger or DuckDbTypeKind.UBigInt or DuckDbTypeKind.UHugeInt => GridColumnKind.Number,
        _ => GridColumnKind.Whole,
    };
}
