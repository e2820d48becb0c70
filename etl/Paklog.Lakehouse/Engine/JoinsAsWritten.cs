using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Statements whose joins look up in their right side. DuckDB (1.5) takes what is read by field id for 1,000 rows a file, and so turns a join of a large table with a few keys round:
/// all of the table becomes a hash table, and no row group is passed over.
/// </summary>
internal static class JoinsAsWritten
{
    public static async Task ExecuteAsWrittenAsync(this DuckDbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync("SET disabled_optimizers = 'build_side_probe_side'", cancellationToken);
        try
        {
            await connection.ExecuteAsync(sql, cancellationToken);
        }
        finally
        {
            await connection.ExecuteAsync("RESET disabled_optimizers", CancellationToken.None);
        }
    }
}
