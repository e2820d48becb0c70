using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>
/// A database of DuckDB in which every table and view of the session stands without rows. Each SELECT runs here first: so what is wrong with it is said in the same words on both engines, and the
/// columns of work tables have the types that they have on the embedded engine, whatever Spark makes of a sum or a quotient.
/// </summary>
internal sealed class Mirror : IDisposable
{
    private readonly DuckDbDatabase database;

    public Mirror()
    {
        database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { Threads = 1, SessionSettings = new Dictionary<string, string> { ["TimeZone"] = "UTC" } });
        Connection = database.Connect();
    }

    public DuckDbConnection Connection { get; }

    /// <summary>A table with the columns of a SELECT.</summary>
    public void Keep(WorkTable table, string select, IReadOnlyList<object?> values) => Connection.Execute($"create table {table} as {select}", values, CancellationToken.None);

    /// <summary>Tries to add the rows of a SELECT by name.</summary>
    /// <returns>The columns of the SELECT.</returns>
    public IReadOnlyList<DuckDbField> Append(WorkTable table, string select, IReadOnlyList<object?> values)
    {
        Connection.Execute($"insert into {table} by name {select}", values, CancellationToken.None);
        return Describe(select, values);
    }

    public void Drop(WorkTable table) => Connection.Execute($"drop table if exists {table}");

    /// <summary>A table of that name with the columns of a SELECT; in place of an earlier one.</summary>
    public void Bind(TableName name, string select)
    {
        Connection.Execute($"create schema if not exists {DuckDbIdentifier.Quote(name.Schema!)}");
        Connection.Execute($"create or replace table {DuckDbIdentifier.Quote(name.Schema!)}.{DuckDbIdentifier.Quote(name.Name)} as {select}");
    }

    public void SetTimeZone(string timeZone) => Connection.Execute($"set TimeZone = {DuckDbLiteral.Quote(timeZone)}");

    /// <summary>An empty table with these columns.</summary>
    public void Create(string name, IEnumerable<NestedField> columns) =>
        Connection.Execute($"create or replace table {DuckDbIdentifier.Quote(name)} ({string.Join(", ", columns.Select(column => $"{DuckDbIdentifier.Quote(column.Name)} {DuckDbTypes.Name(column.Type)}"))})");

    public IReadOnlyList<DuckDbField> ColumnsOf(TableName table) =>
        Describe($"select * from {(table.Schema is null ? "" : DuckDbIdentifier.Quote(table.Schema) + ".")}{DuckDbIdentifier.Quote(table.Name)}");

    /// <summary>The columns of a SELECT.</summary>
    public IReadOnlyList<DuckDbField> Describe(string select, params IReadOnlyList<object?> values)
    {
        using var result = Connection.Query($"select * from ({select}) limit 0", values, CancellationToken.None);
        return result.Columns;
    }

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
    }
}
