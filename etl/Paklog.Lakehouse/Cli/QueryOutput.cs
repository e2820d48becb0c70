using Paklog.Lakehouse.DuckDb;

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

    /// <summary>One object a row, written as the rows are computed.</summary>
    internal static void WriteLines(Stream output, DuckDbResult result)
    {
        var names = UniqueNames(result);
        using var lines = new JsonLines(output);
        while (result.Read())
        {
            lines.Write(json =>
            {
                for (var column = 0; column < names.Length; column++)
                {
                    json.WritePropertyName(names[column]);
                    JsonValue.Write(json, result.GetValue(column));
                }
            });
        }
    }

    /// <summary>The names of a JSON object must differ: of two columns called id the second becomes id_1, as in a subquery of DuckDB.</summary>
    private static string[] UniqueNames(DuckDbResult result)
    {
        var all = result.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. result.Columns.Select(column =>
        {
            var name = column.Name;
            for (var number = 1; taken.Contains(name) || (number > 1 && all.Contains(name)); number++)
                name = $"{column.Name}_{number}";
            taken.Add(name);
            return name;
        })];
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
