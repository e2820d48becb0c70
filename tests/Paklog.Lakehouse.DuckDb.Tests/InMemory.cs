namespace Paklog.Lakehouse.DuckDb.Tests;

/// <summary>A database in memory with one connection, whose time zone is not the machine's.</summary>
public sealed class InMemory : IDisposable
{
    public InMemory()
    {
        Database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { SessionSettings = new Dictionary<string, string> { ["TimeZone"] = "Asia/Ho_Chi_Minh" } });
        Connection = Database.Connect();
    }

    public DuckDbDatabase Database { get; }

    public DuckDbConnection Connection { get; }

    /// <summary>The one value of a SELECT without FROM.</summary>
    public object? Value(string expression, params object?[] values) => Connection.QueryScalar("SELECT " + expression, values);

    public void Dispose()
    {
        Connection.Dispose();
        Database.Dispose();
    }
}
