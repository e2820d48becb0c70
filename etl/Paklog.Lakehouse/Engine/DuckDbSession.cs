using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Engine;

/// <summary>SQL on DuckDB in this process, as it stands.</summary>
internal sealed class DuckDbSession(DuckDbConnection connection) : ISqlSession
{
    public Task ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) => connection.ExecuteAsync(sql, values, cancellationToken);

    public void Execute(string sql, params IReadOnlyList<object?> values) => connection.Execute(sql, values, CancellationToken.None);

    public Task UpdateAsync(string table, string key, string column, string values, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"update {table} set {column} = v.value from ({values}) v where {table}.{key} = v.id", cancellationToken);

    public ISqlRows Query(string sql) => new DuckDbRows(connection.Query(sql));

    public async Task<ISqlRows> QueryAsync(string sql, CancellationToken cancellationToken) => new DuckDbRows(await connection.QueryAsync(sql, cancellationToken));

    public object? QueryScalar(string sql) => connection.QueryScalar(sql);

    public Schema Describe(string sql)
    {
        using var result = connection.Query($"select * from ({sql}) limit 0");
        return DuckDbTypes.SchemaOf(result.Columns);
    }

    public Task SetTimeZoneAsync(string timeZone, CancellationToken cancellationToken) => connection.ExecuteAsync($"set TimeZone = {DuckDbLiteral.Quote(timeZone)}", cancellationToken);

    private sealed class DuckDbRows(DuckDbResult result) : ISqlRows
    {
        public bool Read() => result.Read();

        public bool IsNull(int column) => result.IsNull(column);

        public bool GetBoolean(int column) => result.GetBoolean(column);

        public int GetInt32(int column) => result.GetInt32(column);

        public long GetInt64(int column) => result.GetInt64(column);

        public string GetString(int column) => result.GetString(column);

        public int GetDays(int column) => result.GetDate(column).Days;

        public void Dispose() => result.Dispose();
    }
}
