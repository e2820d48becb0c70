using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// A session: its transaction, its settings, its temporary tables. It runs one statement at a time and belongs to one thread
/// at a time; only <see cref="Interrupt"/> and <see cref="Progress"/> may be called from another. Work in parallel takes
/// several connections.
/// </summary>
public sealed unsafe partial class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;
    private DuckDbResult? _openResult;

    internal DuckDbConnection(ConnectionHandle handle) => _handle = handle;

    /// <summary>How far the running statement is; known only when <see cref="DuckDbOptions.TrackProgress"/> is set.</summary>
    public DuckDbProgress Progress
    {
        get
        {
            var progress = NativeMethods.QueryProgress(_handle);
            return new DuckDbProgress(progress.Percentage, progress.RowsProcessed, progress.TotalRows);
        }
    }

    /// <summary>
    /// Runs a statement with values for its ? or $1, $2, ...; or, without values, several statements separated by semicolons.
    /// Rows that they give are dropped.
    /// </summary>
    /// <returns>The number of rows that the last statement inserted, updated, deleted, merged or copied; 0 for any other, CREATE TABLE AS too.</returns>
    /// <exception cref="DuckDbException">The engine refused or failed a statement; those before it have run.</exception>
    /// <exception cref="InvalidOperationException">A result of this connection is still open.</exception>
    public long Execute(string sql, params object?[] values) => Execute(sql, values, CancellationToken.None);

    /// <summary>As <see cref="Execute(string, object?[])"/>, interrupted when the token is cancelled.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public long Execute(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        using var result = Run(sql, values, streaming: false, cancellationToken);
        return (long)NativeMethods.RowsChanged(result.Pointer);
    }

    /// <summary>
    /// Runs a statement and streams its rows, which are computed while they are read; of several statements the last one's.
    /// The result must be read to its end or disposed of before the connection's next statement.
    /// </summary>
    /// <exception cref="DuckDbException">The engine refused or failed the statement.</exception>
    /// <exception cref="InvalidOperationException">A result of this connection is still open.</exception>
    public DuckDbResult Query(string sql, params object?[] values) => Query(sql, values, CancellationToken.None);

    /// <summary>As <see cref="Query(string, object?[])"/>; the token stops the reading of the rows too.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DuckDbResult Query(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Open(Run(sql, values, streaming: true, cancellationToken), sql, cancellationToken);

    /// <summary>The first column of the first row as <see cref="DuckDbResult.GetValue"/> gives it; null when there is no row.</summary>
    public object? QueryScalar(string sql, params object?[] values)
    {
        using var result = Query(sql, values);
        return result.Read() ? result.GetValue(0) : null;
    }

    /// <summary>Prepares one statement to be run many times.</summary>
    /// <exception cref="DuckDbException">The statement cannot be parsed or bound.</exception>
    /// <exception cref="ArgumentException">The text holds no statement or several.</exception>
    /// <exception cref="InvalidOperationException">A result of this connection is still open: the engine would cut it off.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        ThrowIfResultIsOpen();
        using var extracted = Extract(sql, out var count);
        return count == 1
            ? new DuckDbStatement(this, sql, PrepareExtracted(extracted, 0, sql))
            : throw new ArgumentException($"The text to prepare holds {count} statements where one is wanted.", nameof(sql));
    }

    /// <summary>Opens an appender, which adds rows to a table much faster than INSERT.</summary>
    /// <param name="table">The table, unquoted.</param>
    /// <param name="schema">Its schema, unquoted; the current one when null.</param>
    /// <exception cref="DuckDbException">There is no such table.</exception>
    /// <exception cref="InvalidOperationException">A result of this connection is still open, or is when the appender writes.</exception>
    public DuckDbAppender CreateAppender(string table, string? schema = null)
    {
        ThrowIfResultIsOpen();
        return new DuckDbAppender(this, _handle, schema, table);
    }

    /// <summary>Stops the running statement, which then fails with <see cref="DuckDbErrorKind.Interrupt"/>. Any thread may call it.</summary>
    public void Interrupt() => NativeMethods.Interrupt(_handle);

    public void Dispose()
    {
        _openResult?.Dispose();
        _handle.Dispose();
    }

    internal DuckDbResult Open(ResultHandle result, string sql, CancellationToken cancellationToken) =>
        _openResult = new DuckDbResult(this, _handle, result, sql, cancellationToken);

    internal void Closed(DuckDbResult result)
    {
        if (ReferenceEquals(_openResult, result))
            _openResult = null;
    }

    /// <summary>
    /// Preparing any statement ends the one before, and so its transaction, where it has one of its own; one of BEGIN goes on. Why it must not be left to the next statement: see the remarks
    /// at <see cref="RegisterScalarFunction"/>.
    /// </summary>
    internal void EndLeftStream()
    {
        if (_handle.IsClosed)
            return;
        using var extracted = Extract("SELECT 1", out _);
        PrepareExtracted(extracted, 0, "SELECT 1").Dispose();
    }

    /// <summary>Binds and runs a prepared statement. A stream that is still open would be cut off by it, so that is refused.</summary>
    internal ResultHandle Run(StatementHandle statement, string sql, IReadOnlyList<object?> values, bool streaming, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        ThrowIfResultIsOpen();
        cancellationToken.ThrowIfCancellationRequested();
        StatementBinder.Bind(statement, sql, values);
        var result = new ResultHandle();
        int state;
        using (InterruptOnCancel.Begin(_handle, cancellationToken))
        {
            state = streaming
                ? NativeMethods.ExecutePreparedStreaming(statement, result.Pointer)
                : NativeMethods.ExecutePrepared(statement, result.Pointer);
        }

        if (state == NativeMethods.Success)
            return result;
        using (result)
            throw NativeErrors.OfResult(result, sql, cancellationToken);
    }

    private ResultHandle Run(string sql, IReadOnlyList<object?> values, bool streaming, CancellationToken cancellationToken)
    {
        ThrowIfResultIsOpen();
        using var extracted = Extract(sql, out var count);
        if (count == 0)
            throw new ArgumentException("The text holds no statement.", nameof(sql));
        if (count > 1 && values.Count > 0)
            throw new ArgumentException($"Values can be bound to one statement only, and the text holds {count}.", nameof(values));

        // Each statement is prepared when its turn comes, since it may name what the one before has made.
        for (ulong index = 0; ; index++)
        {
            using var statement = PrepareExtracted(extracted, index, sql);
            var last = index == count - 1;
            var result = Run(statement, sql, values, streaming && last, cancellationToken);
            if (last)
                return result;
            result.Dispose();
        }
    }

    private ExtractedHandle Extract(string sql, out ulong count)
    {
        ArgumentNullException.ThrowIfNull(sql);
        count = NativeMethods.ExtractStatements(_handle, NativeText.Terminated(sql, "statement"), out var raw);
        var extracted = new ExtractedHandle(raw);
        var error = NativeMethods.ExtractStatementsError(raw);
        if (error == null)
            return extracted;
        using (extracted)
            throw DuckDbException.FromMessage(NativeText.Read(error), sql);
    }

    private StatementHandle PrepareExtracted(ExtractedHandle extracted, ulong index, string sql)
    {
        var state = NativeMethods.PrepareExtracted(_handle, extracted, index, out var raw);
        var statement = new StatementHandle(raw);
        if (state == NativeMethods.Success)
            return statement;
        using (statement)
            throw NativeErrors.OfStatement(statement, sql);
    }

    /// <summary>What is done while a stream is open would be done in its transaction, or cut it off.</summary>
    internal void ThrowIfResultIsOpen()
    {
        if (_openResult is not null)
        {
            throw new InvalidOperationException(
                "A result of this connection is still open: read it to its end or dispose of it first, or use another connection.");
        }
    }
}
