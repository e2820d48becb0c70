using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// SQL on DuckDB in this process, as it stands. Work tables are temporary: what is written to others makes DuckDB vacuum the whole database now and then, after which the rows of the staged lines have other rowids.
/// </summary>
internal sealed class DuckDbSession(DuckDbConnection connection) : ISqlSession
{
    private readonly HashSet<string> views = [];
    private int made;

    public Task<WorkTable> KeepAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) => CreateAsync("temp table", name, select, values, cancellationToken);

    public Task<WorkTable> ShareAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) => CreateAsync("table", name, select, values, cancellationToken);

    public async Task<WorkTable> ViewAsync(string name, string select, CancellationToken cancellationToken)
    {
        var view = await CreateAsync("temp view", name, select, [], cancellationToken);
        views.Add(view.Name);
        return view;
    }

    public Task AppendAsync(WorkTable table, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"insert into {table} by name {select}", values, cancellationToken);

    public async Task UpdateAsync(WorkTable table, string key, string column, string select, CancellationToken cancellationToken)
    {
        if (views.Contains(table.Name))
        {
            var kept = await KeepAsync("kept", $"select * from {table}", [], cancellationToken);
            await DropAsync(table, cancellationToken);
            await connection.ExecuteAsync($"alter table {kept} rename to {table}", cancellationToken);
        }

        await connection.ExecuteAsync($"update {table} set {column} = v.value from ({select}) v where {table}.{key} = v.id", cancellationToken);
    }

    public Task DropAsync(WorkTable table, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"drop {(views.Remove(table.Name) ? "view" : "table")} if exists {table}", cancellationToken);

    public async Task BindAsync(TableIdentifier table, string relation, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"create schema if not exists {DuckDbIdentifier.Quote(table.Namespace)}", cancellationToken);
        await connection.ExecuteAsync($"create or replace view {DuckDbIdentifier.Quote(table.Namespace)}.{DuckDbIdentifier.Quote(table.PlainName)} as select * from {relation}", cancellationToken);
    }

    public Task<IReadOnlyList<T>> ListAsync<T>(string select, IReadOnlyList<object?> values, Func<ISqlRow, T> read, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<T>>(
        () =>
        {
            using var result = connection.Query(select, values, cancellationToken);
            var row = new DuckDbRow(result);
            var rows = new List<T>();
            while (result.Read())
                rows.Add(read(row));
            return rows;
        },
        cancellationToken);

    public async Task<Schema> DescribeAsync(string select, CancellationToken cancellationToken)
    {
        using var result = await connection.QueryAsync($"select * from ({select}) limit 0", cancellationToken);
        return DuckDbTypes.SchemaOf(result.Columns);
    }

    public Task SetTimeZoneAsync(string timeZone, CancellationToken cancellationToken) => connection.ExecuteAsync($"set TimeZone = {DuckDbLiteral.Quote(timeZone)}", cancellationToken);

    private async Task<WorkTable> CreateAsync(string kind, string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        var table = new WorkTable($"{name}_{(++made).ToString(CultureInfo.InvariantCulture)}");
        await connection.ExecuteAsync($"create {kind} {table} as {select}", values, cancellationToken);
        return table;
    }

    private sealed class DuckDbRow(DuckDbResult result) : ISqlRow
    {
        public bool IsNull(int column) => result.IsNull(column);

        public bool GetBoolean(int column) => result.GetBoolean(column);

        public int GetInt32(int column) => result.GetInt32(column);

        public long GetInt64(int column) => result.GetInt64(column);

        public string GetString(int column) => result.GetString(column);

        public int GetDays(int column) => result.GetDate(column).Days;
    }
}
