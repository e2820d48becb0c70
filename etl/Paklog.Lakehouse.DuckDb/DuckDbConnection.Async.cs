namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// The same on a thread of the pool, since the engine's calls block. The connection must not be used until the task is over;
/// a cancelled token interrupts the engine.
/// </summary>
public sealed partial class DuckDbConnection
{
    /// <inheritdoc cref="Execute(string, IReadOnlyList{object?}, CancellationToken)"/>
    public Task<long> ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Task.Run(() => Execute(sql, values, cancellationToken), cancellationToken);

    /// <inheritdoc cref="Execute(string, IReadOnlyList{object?}, CancellationToken)"/>
    public Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken = default) => ExecuteAsync(sql, [], cancellationToken);

    /// <inheritdoc cref="Query(string, IReadOnlyList{object?}, CancellationToken)"/>
    public Task<DuckDbResult> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Task.Run(() => Query(sql, values, cancellationToken), cancellationToken);

    /// <inheritdoc cref="Query(string, IReadOnlyList{object?}, CancellationToken)"/>
    public Task<DuckDbResult> QueryAsync(string sql, CancellationToken cancellationToken = default) => QueryAsync(sql, [], cancellationToken);

    /// <inheritdoc cref="QueryScalar"/>
    public Task<object?> QueryScalarAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var result = Query(sql, values, cancellationToken);
            return result.Read() ? result.GetValue(0) : null;
        },
        cancellationToken);

    /// <inheritdoc cref="QueryScalar"/>
    public Task<object?> QueryScalarAsync(string sql, CancellationToken cancellationToken) => QueryScalarAsync(sql, [], cancellationToken);
}
