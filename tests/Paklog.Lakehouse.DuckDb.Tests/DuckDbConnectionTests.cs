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

    [Fact]
    public void Runs_the_statements_before_a_query()
    {
        using var result = _connection.Query("CREATE TABLE t AS SELECT 7 AS i; FROM t");

        Assert.True(result.Read());
        Assert.Equal(7, result.GetInt32(0));
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (4), (5)", 2)]
    [InlineData("UPDATE t SET i = i + 1", 3)]
    [InlineData("DELETE FROM t WHERE i > 1", 2)]
    [InlineData("MERGE INTO t USING (SELECT 3 AS i UNION ALL SELECT 9) AS s ON t.i = s.i WHEN NOT MATCHED THEN INSERT WHEN MATCHED THEN DELETE", 2)]
    [InlineData("CREATE TABLE other AS FROM t", 0)]
    [InlineData("SET threads = 2", 0)]
    [InlineData("FROM t", 0)]
    public void Counts_changed_rows(string sql, long expected)
    {
        _connection.Execute("CREATE TABLE t AS SELECT unnest([1, 2, 3]) AS i");

        Assert.Equal(expected, _connection.Execute(sql));
    }

    [Fact]
    public void Counts_copied_rows()
    {
        var path = Path.GetTempFileName();
        try
        {
            Assert.Equal(3, _connection.Execute($"COPY (SELECT range FROM range(3)) TO {DuckDbLiteral.Quote(path)} (FORMAT csv)"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Pivots_whose_columns_the_data_decide() // the engine makes two statements of one
    {
        _connection.Execute("CREATE TABLE t AS SELECT * FROM (VALUES ('a', 1), ('b', 2)) AS v(k, n)");

        using var result = _connection.Query("PIVOT t ON k USING sum(n)");

        Assert.Equal(["a", "b"], result.Columns.Select(column => column.Name));
    }

    [Fact]
    public void A_prepared_statement_runs_many_times()
    {
        _connection.Execute("CREATE TABLE t (i INTEGER, v VARCHAR)");
        using (var insert = _connection.Prepare("INSERT INTO t VALUES (?, ?)"))
        {
            Assert.Equal(2, insert.ParameterCount);
            for (var i = 0; i < 100; i++)
                Assert.Equal(1, insert.Execute(i, $"it's {i}"));
        }

        using var select = _connection.Prepare("SELECT v FROM t WHERE i = ?");
        foreach (var i in new[] { 99, 0 })
        {
            using var result = select.Query(i);
            Assert.True(result.Read());
            Assert.Equal($"it's {i}", result.GetString(0));
        }
    }

    [Fact]
    public void One_statement_is_prepared() =>
        Assert.Contains("2 statements", Assert.Throws<ArgumentException>(() => _connection.Prepare("SELECT 1; SELECT 2")).Message);

    [Fact]
    public void An_open_result_is_not_cut_off_by_the_next_statement()
    {
        using var result = _connection.Query("SELECT range FROM range(100000)");
        Assert.True(result.Read());

        Assert.Contains("still open", Assert.Throws<InvalidOperationException>(() => _connection.Execute("SELECT 1")).Message);
        Assert.Throws<InvalidOperationException>(() => _connection.Query("SELECT 1"));

        var rows = 1;
        while (result.Read())
            rows++;
        Assert.Equal(100_000, rows);
        Assert.Equal(1, _connection.QueryScalar("SELECT 1"));
    }

    [Fact]
    public void A_result_given_up_early_frees_the_connection()
    {
        using (var result = _connection.Query("SELECT range FROM range(100000000)"))
            Assert.True(result.Read());

        Assert.Equal(1, _connection.QueryScalar("SELECT 1"));
    }

    [Fact]
    public void Connections_see_one_database_and_their_own_transactions()
    {
        using var other = _database.Connect();
        _connection.Execute("CREATE TABLE t (i INTEGER); BEGIN; INSERT INTO t VALUES (1)");
        Assert.Equal(0L, other.QueryScalar("SELECT count(*) FROM t"));
        _connection.Execute("COMMIT");
        Assert.Equal(1L, other.QueryScalar("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Connections_work_in_parallel()
    {
        _connection.Execute("CREATE TABLE t (worker INTEGER, i BIGINT)");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            using var connection = _database.Connect();
            for (var round = 0; round < 20; round++)
            {
                await connection.ExecuteAsync("INSERT INTO t SELECT ?, range FROM range(100)", [worker], TestContext.Current.CancellationToken);
                using var result = await connection.QueryAsync("SELECT count(*) FROM t WHERE worker = ?", [worker], TestContext.Current.CancellationToken);
                Assert.True(await result.ReadAsync());
                Assert.Equal(100 * (round + 1), result.GetInt64(0));
            }
        }));

        Assert.Equal(16_000L, _connection.QueryScalar("SELECT count(*) FROM t"));
    }
}
