using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// SQL in DuckDB's dialect, one statement after the other. Beside SELECT there are <c>create [or replace] [temp] table|view NAME as</c>, <c>create temp table NAME (columns)</c>, <c>insert into NAME [by name]</c>,
/// <c>drop table [if exists]</c>, <c>alter table NAME rename to</c>, <c>create schema</c> and <c>set variable NAME = $1</c>. Work tables live as long as the session.
/// </summary>
public interface ISqlSession
{
    /// <param name="values">What stands for $1, $2, ...</param>
    /// <exception cref="LakehouseException">The engine refuses the statement.</exception>
    Task ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <inheritdoc cref="ExecuteAsync(string, IReadOnlyList{object?}, CancellationToken)"/>
    Task ExecuteAsync(string sql, CancellationToken cancellationToken) => ExecuteAsync(sql, [], cancellationToken);

    /// <inheritdoc cref="ExecuteAsync(string, IReadOnlyList{object?}, CancellationToken)"/>
    void Execute(string sql, params IReadOnlyList<object?> values);

    /// <summary>Sets a column of some rows of a work table.</summary>
    /// <param name="key">The column that tells the table's rows apart; where the engine numbers rows by itself, <c>rowid</c>.</param>
    /// <param name="values">A SELECT with the columns <c>id</c>, values of the key, each once, and <c>value</c>.</param>
    Task UpdateAsync(string table, string key, string column, string values, CancellationToken cancellationToken);

    /// <summary>The rows of a SELECT; few, since they come to this process.</summary>
    ISqlRows Query(string sql);

    /// <inheritdoc cref="Query(string)"/>
    Task<ISqlRows> QueryAsync(string sql, CancellationToken cancellationToken);

    /// <summary>The first value of the first row: a bool, int, long, string or null; null also where there is no row.</summary>
    object? QueryScalar(string sql);

    /// <summary>The columns of a SELECT as a new table would have them, each optional.</summary>
    Schema Describe(string sql);

    /// <summary>The time zone in which instants become dates, until it is set again; UTC at first.</summary>
    Task SetTimeZoneAsync(string timeZone, CancellationToken cancellationToken);
}
