using System.Text.RegularExpressions;
using Apache.Arrow.Ipc;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Cli;

/// <summary>The rows of a query in a format for programs, to the standard output or to a file that is there only when it is whole.</summary>
internal static partial class QueryExport
{
    /// <param name="file">Null for the standard output.</param>
    /// <exception cref="LakehouseException">The file's folder is missing.</exception>
    /// <exception cref="UsageException">A terminal would be given bytes, or the statement's rows cannot be copied.</exception>
    internal static async Task WriteAsync(CommandSession session, string sql, QueryFormat format, string? file, CancellationToken cancellationToken)
    {
        var isBinary = format is QueryFormat.Arrow or QueryFormat.Parquet;
        if (file is null && isBinary && session.Host.OutputWidth is not null)
            throw new UsageException($"--format {format.ToString().ToLowerInvariant()} gives bytes, which a terminal does not show: name a file by --output FILE, or lead the output into one.");
        if (file is not null && Path.GetDirectoryName(session.FullPath(file)) is { } folder && !Directory.Exists(folder))
            throw new LakehouseException($"There is no folder '{folder}' for the file of --output: make it, or name another.");
        var target = file is null ? Path.Combine(Path.GetTempPath(), $"lakehouse-query-{Guid.NewGuid():N}") : $"{session.FullPath(file)}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (format is QueryFormat.Csv or QueryFormat.Parquet)
                await CopyAsync(session.Engine.Connection, sql, format, target, cancellationToken);
            else if (file is null)
                await WriteRowsAsync(session, sql, format, session.Host.Output, cancellationToken);
            else
                await WriteRowsAsync(session, sql, format, target, cancellationToken);
            if (file is not null)
                File.Move(target, session.FullPath(file), overwrite: true);
            else if (File.Exists(target))
                await SendAsync(target, session.Host.Output, cancellationToken);
        }
        finally
        {
            File.Delete(target);
        }
    }

    private static async Task WriteRowsAsync(CommandSession session, string sql, QueryFormat format, string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        await WriteRowsAsync(session, sql, format, stream, cancellationToken);
    }

    private static async Task WriteRowsAsync(CommandSession session, string sql, QueryFormat format, Stream output, CancellationToken cancellationToken)
    {
        using var result = await session.Engine.Connection.QueryAsync(sql, cancellationToken);
        if (format == QueryFormat.Json)
        {
            QueryOutput.WriteLines(output, result);
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

    private static async Task CopyAsync(DuckDbConnection connection, string sql, QueryFormat format, string file, CancellationToken cancellationToken)
    {
        var names = SqlNames.Read(sql);
        if (names.LeadingWords.FirstOrDefault() == "EXPLAIN")
            throw new UsageException($"EXPLAIN gives no rows that {format.ToString().ToUpperInvariant()} has: use --json, or neither.");

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

    private static async Task SendAsync(string file, Stream output, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        await stream.CopyToAsync(output, cancellationToken);
    }

    [GeneratedRegex(@"\bU?HUGEINT\b")]
    private static partial Regex HugeInteger();
}
