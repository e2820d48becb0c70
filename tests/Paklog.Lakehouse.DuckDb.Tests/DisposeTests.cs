namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class DisposeTests
{
    [Fact]
    public void Everything_may_be_disposed_of_twice_and_in_any_order()
    {
        var database = DuckDbDatabase.OpenInMemory();
        var connection = database.Connect();
        var statement = connection.Prepare("SELECT range FROM range(1000000)");
        var result = statement.Query();
        Assert.True(result.Read());

        database.Dispose();
        connection.Dispose();
        statement.Dispose();
        result.Dispose();
        database.Dispose();
        connection.Dispose();
        statement.Dispose();
        result.Dispose();
    }

    [Fact]
    public void Nothing_works_after_it_is_disposed_of()
    {
        var database = DuckDbDatabase.OpenInMemory();
        var connection = database.Connect();
        var statement = connection.Prepare("SELECT 1");
        var result = statement.Query();
        Assert.True(result.Read());

        result.Dispose();
        Assert.Throws<ObjectDisposedException>(() => result.GetInt32(0));
        Assert.Throws<ObjectDisposedException>(() => result.Read());

        statement.Dispose();
        Assert.Throws<ObjectDisposedException>(() => statement.Query());

        connection.Dispose();
        Assert.Throws<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Prepare("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.CreateAppender("t"));
        Assert.Throws<ObjectDisposedException>(connection.Interrupt);
        Assert.Throws<ObjectDisposedException>(() => connection.Progress);

        database.Dispose();
        Assert.Throws<ObjectDisposedException>(database.Connect);
    }

    [Fact]
    public void A_connection_takes_its_open_result_along()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        var connection = database.Connect();
        var result = connection.Query("SELECT range FROM range(1000000)");
        Assert.True(result.Read());

        connection.Dispose();

        Assert.Throws<ObjectDisposedException>(() => result.GetInt64(0));
    }

    [Fact]
    public void A_statement_does_not_outlive_its_connection()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        var connection = database.Connect();
        using var statement = connection.Prepare("SELECT 1");

        connection.Dispose();

        Assert.Throws<ObjectDisposedException>(() => statement.Execute());
    }

    [Fact]
    public void A_connection_outlives_its_database()
    {
        var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t AS SELECT 1 AS i");

        database.Dispose();

        Assert.Equal(1L, connection.QueryScalar("SELECT count(*) FROM t"));
    }

    [Fact]
    public void A_file_can_be_opened_again_once_all_is_disposed_of()
    {
        var folder = Directory.CreateTempSubdirectory("duckdb-file-");
        try
        {
            var path = Path.Combine(folder.FullName, "nhà kho.duckdb");
            for (var run = 1; run <= 3; run++)
            {
                using var database = DuckDbDatabase.Open(path);
                using var connection = database.Connect();
                connection.Execute("CREATE TABLE IF NOT EXISTS runs (i INTEGER)");
                connection.Execute("INSERT INTO runs VALUES (?)", run);
                Assert.Equal((long)run, connection.QueryScalar("SELECT count(*) FROM runs"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_is_forgotten_is_freed_by_the_collector()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        for (var i = 0; i < 50; i++)
            Forget(database);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        using var connection = database.Connect();
        Assert.Equal(1, connection.QueryScalar("SELECT 1"));

        static void Forget(DuckDbDatabase database)
        {
            var connection = database.Connect();
            Assert.True(connection.Query("SELECT range FROM range(100000)").Read());
        }
    }
}
