using System.Text.RegularExpressions;
using Apache.Arrow.Ipc;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Queries;

/// <summary>The rows of a query in a format for programs.</summary>
public static partial class QueryExport
{
    /// <param name="format">JSON or Arrow.</param>
    internal static async Task WriteRowsAsync(DuckDbResult result, QueryFormat format, Stream output, CancellationToken cancellationToken)
    {
        if (format == QueryFormat.Json)
        {
            WriteLines(output, result);
            return;
        }

        using var writer = new ArrowStreamWriter(output, result.ArrowSchema, leaveOpen: true);
        await writer.WriteStartAsync(cancellationToken);
        while (result.ReadBatch() is { } batch)
        {
            using (batch)
                await writer.WriteRecordBatchAsync(batch, cancellationToken);
        }

        await writer.WriteEndAsync(cancellationToken);
    }

    /// <param name="format">CSV or Parquet.</param>
    /// <exception cref="LakehouseException">The statement's rows cannot be copied.</exception>
    internal static async Task CopyAsync(DuckDbConnection connection, string sql, QueryFormat format, string file, CancellationToken cancellationToken)
    {
        var names = SqlNames.Read(sql);
        if (names.LeadingWords.FirstOrDefault() == "EXPLAIN")
            throw new LakehouseException($"EXPLAIN gives no rows that {format.ToString().ToUpperInvariant()} has: use --json, or neither.") { Kind = LakehouseErrorKind.InvalidRequest };

        // A comment may end the statement, so that what follows stands on a line of its own.
        var rows = $"from ({sql[..names.End]}\n)";
        var selected = format == QueryFormat.Parquet ? $"select {await ColumnsAsync(connection, rows, cancellationToken)} {rows}" : rows;
        var options = format == QueryFormat.Parquet ? "format parquet, compression zstd" : "format csv, header";
        await connection.ExecuteAsync($"copy ({selected}) to {DuckDbLiteral.Quote(file)} ({options})", cancellationToken);
    }

    /// <summary>DuckDB writes its integers of 128 bits, which each sum is, to Parquet as doubles: as decimals they stay what they are, and one that is too long is refused.</summary>
    private static async Task<string> ColumnsAsync(DuckDbConnection connection, string rows, CancellationToken cancellationToken)
    {
        var columns = new List<string>();
        using var described = await connection.QueryAsync($"describe {rows}", cancellationToken);
        while (described.Read())
        {
            var (name, type) = (DuckDbIdentifier.Quote(described.GetString(0)), described.GetString(1));
            var exact = HugeInteger().Replace(type, "DECIMAL(38,0)");
            columns.Add(exact == type ? name : $"cast({name} as {exact}) as {name}");
        }

        return string.Join(", ", columns);
    }

    /// <summary>One object a row, written as the rows are computed.</summary>
    public static void WriteLines(Stream output, DuckDbResult result)
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

    [GeneratedRegex(@"\bU?HUGEINT\b")]
    private static partial Regex HugeInteger();
}
