using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using Apache.Arrow;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Queries;

/// <summary>One statement of the embedded engine that reads, over the catalog's tables as <c>silver.orders</c>. It is computed each time that its rows are asked for.</summary>
public sealed partial class Query : IAsyncEnumerable<QueryRow>
{
    private readonly Func<CancellationToken, Task<ICatalog>> open;
    private readonly Func<EmbeddedEngine> start;
    private readonly TimeZoneInfo zone;
    private readonly string sql;
    private readonly QueryOptions options;
    private readonly SqlNames names;

    /// <exception cref="LakehouseException">It is no statement that reads.</exception>
    internal Query(Func<CancellationToken, Task<ICatalog>> open, Func<EmbeddedEngine> start, TimeZoneInfo zone, string sql, QueryOptions options)
    {
        (this.open, this.start, this.zone, this.sql, this.options) = (open, start, zone, sql, options);
        names = SqlNames.Read(sql);
        QueryViews.RequireReading(names, sql);
    }

    /// <summary>Whether the statement lists what there is (SHOW), so that tables that cannot be read are part of the answer.</summary>
    public bool Lists => names.LeadingWords.FirstOrDefault() == "SHOW";

    /// <summary>Tables that the statement may mean and that cannot be read, as the last computing found them.</summary>
    public IReadOnlyList<UnreadTable> Unread { get; private set; } = [];

    /// <summary>The rows, one after the other as they are computed.</summary>
    /// <exception cref="LakehouseException">A table is not there, or cannot be read.</exception>
    /// <exception cref="DuckDbException">The engine refuses the statement.</exception>
    public async IAsyncEnumerator<QueryRow> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var result = await ExecuteAsync(cancellationToken);
        while (result.Rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new QueryRow(result.Rows);
        }
    }

    /// <summary>The rows as batches of Arrow, over DuckDB's C data interface; the caller disposes of each.</summary>
    /// <inheritdoc cref="GetAsyncEnumerator" path="/exception"/>
    public async IAsyncEnumerable<RecordBatch> BatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var result = await ExecuteAsync(cancellationToken);
        while (result.Rows.ReadBatch() is { } batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return batch;
        }
    }

    /// <summary>The result of the engine, with columns and their types; the caller disposes of it.</summary>
    /// <inheritdoc cref="GetAsyncEnumerator" path="/exception"/>
    public async Task<QueryResult> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        var session = start().Ask();
        try
        {
            return new QueryResult(session, await WithTablesAsync(session, (connection, statement) => connection.QueryAsync(statement, cancellationToken), cancellationToken));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Writes all rows.</summary>
    /// <param name="output">Stays open.</param>
    /// <inheritdoc cref="GetAsyncEnumerator" path="/exception"/>
    public async Task WriteAsync(QueryFormat format, Stream output, CancellationToken cancellationToken)
    {
        if (format is QueryFormat.Arrow or QueryFormat.Json)
        {
            using var result = await ExecuteAsync(cancellationToken);
            await QueryExport.WriteRowsAsync(result.Rows, format, output, cancellationToken);
            return;
        }

        var file = Path.Combine(Path.GetTempPath(), $"lakehouse-query-{Guid.NewGuid():N}");
        try
        {
            await CopyAsync(format, file, cancellationToken);
            await using var stream = File.OpenRead(file);
            await stream.CopyToAsync(output, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Writes all rows to a file, which is there only when it is whole; one that is there is replaced then.</summary>
    /// <inheritdoc cref="GetAsyncEnumerator" path="/exception"/>
    public async Task WriteAsync(QueryFormat format, string file, CancellationToken cancellationToken)
    {
        var target = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (format is QueryFormat.Arrow or QueryFormat.Json)
            {
                await using var stream = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
                await WriteAsync(format, stream, cancellationToken);
            }
            else
            {
                await CopyAsync(format, target, cancellationToken);
            }

            File.Move(target, file, overwrite: true);
        }
        finally
        {
            File.Delete(target);
        }
    }

    private async Task CopyAsync(QueryFormat format, string file, CancellationToken cancellationToken)
    {
        using var session = start().Ask();
        await WithTablesAsync(
            session,
            async (connection, statement) =>
            {
                await QueryExport.CopyAsync(connection, statement, format, file, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Gives the engine the tables that the statement names, and lets it work.</summary>
    private async Task<T> WithTablesAsync<T>(QuestionSession session, Func<DuckDbConnection, string, Task<T>> work, CancellationToken cancellationToken)
    {
        var (catalog, reference) = (await open(cancellationToken), options.Reference ?? ICatalog.MainBranch);
        var views = new QueryViews(catalog, session, reference, options);
        var statement = await views.BindAsync(names, sql, cancellationToken);
        Unread = views.Unread;
        await session.Connection.ExecuteAsync($"set TimeZone = {DuckDbLiteral.Quote(zone.Id)}", cancellationToken);
        try
        {
            return await work(session.Connection, statement);
        }
        catch (DuckDbException error) when (error.Kind == DuckDbErrorKind.Catalog && MissingTable().Match(error.EngineMessage) is { Success: true } missing)
        {
            if (views.WhyMissing(missing.Groups["name"].Value) is { } why)
                ExceptionDispatchInfo.Throw(why);
            throw await MissingAsync(catalog, reference, missing.Groups["name"].Value, error, cancellationToken);
        }
    }

    /// <summary>The engine knows only the tables that were given to it; the catalog knows them all.</summary>
    private static async Task<LakehouseException> MissingAsync(ICatalog catalog, string reference, string name, DuckDbException error, CancellationToken cancellationToken)
    {
        var all = await TableNames.ListAsync(catalog, reference, cancellationToken);
        var alike = all.Where(table => table.PlainName.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var sentence = alike.Count > 0
            ? $"There is no table '{name}' where the query looks for it: write {string.Join(" or ", alike.Select(table => table.Show()))}."
            : $"There is no table '{name}' on '{reference}'; there are {TableNames.Show(all)}.";
        return new LakehouseException(sentence, error) { Kind = LakehouseErrorKind.NotFound };
    }

    [GeneratedRegex("Table with name \"?(?<name>.+?)\"? does not exist")]
    private static partial Regex MissingTable();
}
