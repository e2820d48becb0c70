using System.Diagnostics;

namespace Paklog.Lakehouse.DuckDb.Tests;

/// <summary>A stream that is left before its end has an open transaction inside the engine. Nothing that is done after it may go with it.</summary>
public sealed class LeftStreamTests : IDisposable
{
    private readonly InMemory _memory = new();

    public LeftStreamTests() => _memory.Connection.Execute("CREATE TABLE t (i INTEGER)");

    public static TheoryData<string> Leavings => ["scalar", "query", "prepared", "unread", "async", "failed", "cancelled"];

    public static TheoryData<string, string> LeavingsAndStatements
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var leaving in Leavings.Select(row => row.Data))
            {
                foreach (var next in new[] { "select", "fails to parse", "fails to bind", "fails to run", "transaction", "rolled back", "prepared", "none" })
                    data.Add(leaving, next);
            }

            return data;
        }
    }

    public void Dispose() => _memory.Dispose();

    [Theory]
    [MemberData(nameof(LeavingsAndStatements))]
    public void A_function_registered_after_a_stream_that_was_left_stays(string leaving, string next)
    {
        Leave(leaving);
        _memory.Connection.RegisterScalarFunction("seven", (_, results) => results.Fill(7));
        Run(next);

        Assert.Equal(7, _memory.Value("seven(1)"));
    }

    [Theory]
    [MemberData(nameof(LeavingsAndStatements))]
    public void Rows_appended_after_a_stream_that_was_left_stay(string leaving, string next)
    {
        Leave(leaving);
        Append();
        Run(next);

        Assert.Equal(3L, _memory.Connection.QueryScalar("SELECT count(*) FROM t"));
    }

    [Theory]
    [MemberData(nameof(Leavings))]
    public void Rows_of_an_appender_that_is_older_than_the_stream_stay(string leaving)
    {
        using var appender = _memory.Connection.CreateAppender("t");
        appender.Append(1);
        appender.EndRow();
        Leave(leaving);
        appender.Append(2);
        appender.EndRow();
        appender.Close();
        Run("fails to run");

        Assert.Equal(2L, _memory.Connection.QueryScalar("SELECT count(*) FROM t"));
    }

    [Theory]
    [MemberData(nameof(Leavings))]
    public void What_a_statement_does_after_a_stream_that_was_left_stays(string leaving)
    {
        Leave(leaving);
        _memory.Connection.Execute("INSERT INTO t VALUES (1)");
        Leave(leaving);
        using (var statement = _memory.Connection.Prepare("INSERT INTO t VALUES ($1)"))
        {
            Leave(leaving);
            statement.Execute(2);
            Leave(leaving);
            statement.Execute(3);
        }

        Leave(leaving);
        Assert.Equal(3L, _memory.Connection.QueryScalar("SELECT count(*) FROM t"));
    }

    [Theory]
    [InlineData("scalar")]
    [InlineData("query")]
    [InlineData("prepared")]
    [InlineData("unread")]
    [InlineData("async")]
    public void A_stream_that_was_left_leaves_the_transaction_that_it_is_in(string leaving)
    {
        foreach (var (end, expected) in new[] { ("ROLLBACK", 0L), ("COMMIT", 2L) })
        {
            _memory.Connection.Execute("BEGIN");
            _memory.Connection.Execute("INSERT INTO t VALUES (1)");
            Leave(leaving);
            _memory.Connection.Execute("INSERT INTO t VALUES (2)");
            Leave(leaving);
            _memory.Connection.Execute(end);

            Assert.Equal(expected, _memory.Connection.QueryScalar("SELECT count(*) FROM t"));
        }
    }

    [Theory]
    [InlineData("ROLLBACK")]
    [InlineData("COMMIT")]
    public void A_function_registered_in_a_transaction_stays_whatever_becomes_of_it(string end)
    {
        _memory.Connection.Execute("BEGIN");
        _memory.Connection.Execute("INSERT INTO t VALUES (1)");
        _memory.Connection.RegisterScalarFunction("seven", (_, results) => results.Fill(7));
        _memory.Connection.Execute(end);

        Assert.Equal(7, _memory.Value("seven(1)"));
    }

    [Fact]
    public void A_function_registered_while_a_stream_is_open_stays_and_the_stream_goes_on()
    {
        using (var result = _memory.Connection.Query("SELECT range FROM range(100000)"))
        {
            Assert.True(result.Read());
            _memory.Connection.RegisterScalarFunction("seven", (_, results) => results.Fill(7));
            var rows = 1;
            while (rows < 50_000 && result.Read())
                rows++;
            Assert.Equal(50_000, rows);
        }

        Assert.Equal(7, _memory.Value("seven(1)"));
    }

    [Fact]
    public void Rows_are_not_appended_while_a_stream_is_open()
    {
        using var appender = _memory.Connection.CreateAppender("t");
        appender.Append(1);
        using (var result = _memory.Connection.Query("SELECT range FROM range(100000)"))
        {
            Assert.True(result.Read());
            Assert.Throws<InvalidOperationException>(appender.EndRow);
            Assert.Throws<InvalidOperationException>(appender.Close);
            Assert.Throws<InvalidOperationException>(() => _memory.Connection.CreateAppender("t"));
        }

        appender.EndRow();
        appender.Close();
        Assert.Equal(1L, _memory.Connection.QueryScalar("SELECT count(*) FROM t"));
    }

    [Fact]
    public void No_statement_is_prepared_while_a_stream_is_open()
    {
        using var result = _memory.Connection.Query("SELECT range FROM range(100000)");
        Assert.True(result.Read());
        Assert.Throws<InvalidOperationException>(() => _memory.Connection.Prepare("SELECT 1"));
        var rows = 1;
        while (result.Read())
            rows++;

        Assert.Equal(100_000, rows);
    }

    /// <summary>Rows of what changes something are not streamed, so it has been done before the first is read, and stays when none is.</summary>
    [Theory]
    [InlineData("INSERT INTO t SELECT range FROM range(100000) RETURNING i", "SELECT count(*) = 100000 FROM t")]
    [InlineData("MERGE INTO t USING (SELECT range::INTEGER AS i FROM range(100000)) s ON t.i = s.i WHEN NOT MATCHED THEN INSERT VALUES (s.i) RETURNING merge_action, i", "SELECT count(*) = 100000 FROM t")]
    [InlineData("CREATE TABLE made AS SELECT range FROM range(100000)", "SELECT count(*) = 100000 FROM made")]
    [InlineData("CREATE TEMP VIEW seen AS SELECT 1 AS i", "SELECT i = 1 FROM seen")]
    [InlineData("CREATE MACRO next(i) AS i + 1", "SELECT next(1) = 2")]
    [InlineData("SET TimeZone = 'Asia/Tokyo'", "SELECT current_setting('TimeZone') = 'Asia/Tokyo'")]
    [InlineData("SET VARIABLE x = 5", "SELECT getvariable('x') = 5")]
    [InlineData("ATTACH ':memory:' AS other", "SELECT count(*) = 1 FROM duckdb_databases() WHERE database_name = 'other'")]
    [InlineData("PREPARE p AS INSERT INTO t VALUES (1) RETURNING i; EXECUTE p", "SELECT count(*) = 1 FROM t")]
    [InlineData("EXPLAIN ANALYZE INSERT INTO t VALUES (1)", "SELECT count(*) = 1 FROM t")]
    public void What_a_statement_changes_stays_when_its_rows_are_left(string sql, string holds)
    {
        using (var unread = _memory.Connection.Query(sql))
        {
        }

        Assert.Throws<DuckDbException>(() => _memory.Connection.Execute("SELECT error('no') FROM range(3)"));
        Assert.Equal(true, _memory.Connection.QueryScalar(holds));
    }

    [Fact]
    public void A_function_is_registered_after_its_database_was_disposed_of()
    {
        DuckDbConnection connection;
        using (var database = DuckDbDatabase.OpenInMemory())
            connection = database.Connect();
        using (connection)
        {
            connection.RegisterScalarFunction("seven", (_, results) => results.Fill(7));
            Assert.Equal(7, connection.QueryScalar("SELECT seven(1)"));
        }
    }

    private void Run(string next)
    {
        switch (next)
        {
            case "select":
                _memory.Connection.Execute("SELECT 1");
                break;
            case "fails to parse":
                Assert.Throws<DuckDbException>(() => _memory.Connection.Execute("SELEKT"));
                break;
            case "fails to bind":
                Assert.Throws<DuckDbException>(() => _memory.Connection.Execute("SELECT no_such_column"));
                break;
            case "fails to run":
                Assert.Throws<DuckDbException>(() => _memory.Connection.Execute("SELECT error('no') FROM range(3)"));
                break;
            case "transaction":
                _memory.Connection.Execute("BEGIN; SELECT 1; COMMIT");
                break;
            case "rolled back":
                _memory.Connection.Execute("BEGIN; SELECT 1; ROLLBACK");
                break;
            case "prepared":
                using (var statement = _memory.Connection.Prepare("SELECT $1::INTEGER"))
                    statement.Execute(1);
                break;
            default:
                break;
        }
    }

    private void Append()
    {
        using var appender = _memory.Connection.CreateAppender("t");
        for (var i = 0; i < 3; i++)
        {
            appender.Append(i);
            appender.EndRow();
        }

        appender.Close();
    }

    private void Leave(string leaving)
    {
        const string Long = "SELECT range FROM range(1000000)";
        switch (leaving)
        {
            case "scalar":
                Assert.Equal(0L, _memory.Connection.QueryScalar(Long));
                break;
            case "query":
                using (var result = _memory.Connection.Query(Long))
                    Assert.True(result.Read());
                break;
            case "prepared":
                using (var statement = _memory.Connection.Prepare(Long))
                using (var result = statement.Query())
                    Assert.True(result.Read());
                break;
            case "unread":
                _memory.Connection.Query(Long).Dispose();
                break;
            case "async":
                using (var result = _memory.Connection.QueryAsync(Long, TestContext.Current.CancellationToken).GetAwaiter().GetResult())
                    Assert.True(result.ReadAsync().AsTask().GetAwaiter().GetResult());
                break;
            case "failed":
                using (var result = _memory.Connection.Query("SELECT CASE WHEN range = 900000 THEN error('no') ELSE 1 END FROM range(1000000)"))
                {
                    Assert.Throws<DuckDbException>(() =>
                    {
                        while (result.Read())
                        {
                        }
                    });
                }

                break;
            case "cancelled":
                using (var source = new CancellationTokenSource())
                using (var result = _memory.Connection.Query(Long, [], source.Token))
                {
                    Assert.True(result.Read());
                    source.Cancel();
                    Assert.Throws<OperationCanceledException>(() =>
                    {
                        while (result.Read())
                        {
                        }
                    });
                }

                break;
            default:
                throw new UnreachableException(leaving);
        }
    }
}
