namespace Paklog.Lakehouse.Engine;

/// <summary>What steps ask of a session most.</summary>
public static class SqlSessionExtensions
{
    /// <inheritdoc cref="ISqlSession.KeepAsync"/>
    public static Task<WorkTable> KeepAsync(this ISqlSession sql, string name, string select, CancellationToken cancellationToken) => sql.KeepAsync(name, select, [], cancellationToken);

    /// <inheritdoc cref="ISqlSession.AppendAsync"/>
    public static Task AppendAsync(this ISqlSession sql, WorkTable table, string select, CancellationToken cancellationToken) => sql.AppendAsync(table, select, [], cancellationToken);

    /// <inheritdoc cref="ISqlSession.ListAsync"/>
    public static Task<IReadOnlyList<T>> ListAsync<T>(this ISqlSession sql, string select, Func<ISqlRow, T> read, CancellationToken cancellationToken) => sql.ListAsync(select, [], read, cancellationToken);

    /// <summary>The texts of a SELECT of one column without NULLs.</summary>
    public static Task<IReadOnlyList<string>> ListAsync(this ISqlSession sql, string select, CancellationToken cancellationToken) => sql.ListAsync(select, [], row => row.GetString(0), cancellationToken);

    /// <summary>The only row of a SELECT, an aggregate for example.</summary>
    /// <exception cref="InvalidOperationException">There is none, or there are several.</exception>
    public static async Task<T> SingleAsync<T>(this ISqlSession sql, string select, Func<ISqlRow, T> read, CancellationToken cancellationToken) =>
        (await sql.ListAsync(select, [], read, cancellationToken)).Single();

    /// <summary>The first row of a SELECT; the type's default where there is none.</summary>
    public static async Task<T?> FirstOrDefaultAsync<T>(this ISqlSession sql, string select, Func<ISqlRow, T> read, CancellationToken cancellationToken) =>
        (await sql.ListAsync($"select * from ({select}) limit 1", [], read, cancellationToken)).FirstOrDefault();

    /// <summary>Whether a relation has rows.</summary>
    /// <param name="relation">As it stands behind FROM, with or without WHERE behind it.</param>
    public static async Task<bool> AnyAsync(this ISqlSession sql, string relation, CancellationToken cancellationToken) =>
        (await sql.ListAsync($"select 1 from {relation} limit 1", [], _ => true, cancellationToken)).Count > 0;

    /// <summary>The number of a relation's rows.</summary>
    /// <inheritdoc cref="AnyAsync"/>
    public static Task<long> CountAsync(this ISqlSession sql, string relation, CancellationToken cancellationToken) =>
        sql.SingleAsync($"select count(*) from {relation}", row => row.GetInt64(0), cancellationToken);
}
