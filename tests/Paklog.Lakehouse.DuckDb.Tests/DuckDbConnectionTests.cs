namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class DuckDbConnectionTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection _connection;

    public DuckDbConnectionTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Loads_the_pinned_version() => Assert.Equal("v1.5.6", DuckDbDatabase.LibraryVersion);

    [Fact]
    public void Runs_several_statements_and_counts_the_rows_of_the_last()
    {
        var changed = _connection.Execute("CREATE TABLE t (i INTEGER); INSERT INTO t VALUES (1), (2); INSERT INTO t SELECT range FROM range(5);");

        Assert.Equal(5, changed);
        Assert.Equal(7L, _connection.QueryScalar("SELECT count(*) FROM t"));
    }

    [Fact]
    public void Gives_columns_and_rows()
    {
        using var result = _connection.Query("SELECT 1 AS a, 'x' AS \"b c\" UNION ALL SELECT 2, NULL ORDER BY 1");

        Assert.Equal(["a", "b c"], result.Columns.Select(column => column.Name));
        Assert.Equal(["INTEGER", "VARCHAR"], result.Columns.Select(column => column.Type.ToString()));
        Assert.True(result.Read());
        Assert.Equal((1L, "x"), (result.GetInt64(0), result.GetString(1)));
        Assert.True(result.Read());
        Assert.Equal(2, result.GetInt32(0));
        Assert.True(result.IsNull(1));
        Assert.Null(result.GetValue(1));
        Assert.False(result.Read());
        Assert.False(result.Read());
    }
}
