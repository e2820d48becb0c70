using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>A prepared statement of one connection, with ? or $1, $2, ... for values.</summary>
public sealed unsafe class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly string _sql;
    private readonly StatementHandle _handle;

    internal DuckDbStatement(DuckDbConnection connection, string sql, StatementHandle handle)
    {
        _connection = connection;
        _sql = sql;
        _handle = handle;
    }

    public int ParameterCount => (int)NativeMethods.ParameterCount(_handle);

    /// <inheritdoc cref="DuckDbConnection.Execute(string, object?[])"/>
    public long Execute(params object?[] values) => Execute(values, CancellationToken.None);

    /// <inheritdoc cref="DuckDbConnection.Execute(string, IReadOnlyList{object?}, CancellationToken)"/>
    public long Execute(IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        using var result = _connection.Run(_handle, _sql, values, streaming: false, cancellationToken);
        return (long)NativeMethods.RowsChanged(result.Pointer);
    }

    /// <inheritdoc cref="DuckDbConnection.Query(string, object?[])"/>
    public DuckDbResult Query(params object?[] values) => Query(values, CancellationToken.None);

    /// <inheritdoc cref="DuckDbConnection.Query(string, IReadOnlyList{object?}, CancellationToken)"/>
    public DuckDbResult Query(IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        _connection.Open(_connection.Run(_handle, _sql, values, streaming: true, cancellationToken), _sql, cancellationToken);

    public void Dispose() => _handle.Dispose();
}
