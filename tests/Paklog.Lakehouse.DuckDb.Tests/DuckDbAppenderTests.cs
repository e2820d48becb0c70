using System.Text;

namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class DuckDbAppenderTests : IDisposable
{
    private readonly InMemory _memory = new();

    private DuckDbConnection Connection => _memory.Connection;

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Appends_every_type_and_null()
    {
        Connection.Execute("CREATE TABLE t (v VARCHAR, b BLOB, l BIGINT, i INTEGER, f BOOLEAN, d DOUBLE, ts TIMESTAMP, tz TIMESTAMPTZ, m DECIMAL(18,2))");
        using (var appender = Connection.CreateAppender("t"))
        {
            Assert.Equal(9, appender.ColumnCount);
            appender.Append("it's\0 längër than twelve");
            appender.Append(new byte[] { 0, 255 });
            appender.Append(long.MinValue);
            appender.Append(int.MaxValue);
            appender.Append(true);
            appender.Append(0.1);
            appender.AppendTimestampMicros(-1);
            appender.AppendTimestampMicros(1);
            appender.AppendValue(12.34m);
            appender.EndRow();
            appender.Append((string?)null);
            appender.Append((byte[]?)null);
            for (var column = 2; column < 9; column++)
                appender.AppendNull();
            appender.EndRow();
            appender.Append("");
            appender.Append([]);
            appender.Append(0L);
            appender.Append(0);
            appender.Append(false);
            appender.Append(double.NaN);
            appender.AppendTimestampMicros(0);
            appender.AppendTimestampMicros(0);
            appender.AppendValue(DuckDbDecimal.From(-0.5m));
            appender.EndRow();
            appender.Close();
        }

        using var result = Connection.Query("FROM t");
        var rows = new List<object?[]>();
        while (result.Read())
            rows.Add([.. Enumerable.Range(0, 9).Select(result.GetValue)]);
        var epoch = DateTime.UnixEpoch;
        Assert.Equal(
            [
                "it's\0 längër than twelve", new byte[] { 0, 255 }, long.MinValue, int.MaxValue, true, 0.1,
                DateTime.SpecifyKind(epoch.AddMicroseconds(-1), DateTimeKind.Unspecified), new DateTimeOffset(epoch.AddMicroseconds(1)), new DuckDbDecimal(1234, 18, 2),
            ],
            rows[0]);
        Assert.All(rows[1], Assert.Null);
        Assert.Equal(["", Array.Empty<byte>(), 0L, 0, false, double.NaN], rows[2][..6]);
        Assert.Equal("-0.50", rows[2][8]!.ToString());
    }

    [Fact]
    public void Appends_text_that_is_bytes_already_and_refuses_what_is_no_UTF8()
    {
        Connection.Execute("CREATE TABLE t (v VARCHAR)");
        using var appender = Connection.CreateAppender("t");
        appender.AppendUtf8("Đà Nẵng"u8);
        appender.EndRow();
        appender.AppendUtf8([]);
        appender.EndRow();
        Assert.Throws<ArgumentException>(() => appender.AppendUtf8([0xC3, 0x28]));
        appender.AppendUtf8(Encoding.UTF8.GetBytes(new string('x', 100_000)));
        appender.EndRow();
        appender.Close();

        Assert.Equal(new object?[] { "Đà Nẵng", "", new string('x', 100_000) }, _memory.Value("list(v) FROM t"));
    }

    [Fact]
    public void Appends_a_million_rows()
    {
        Connection.Execute("CREATE TABLE t (i BIGINT, v VARCHAR)");
        using (var appender = Connection.CreateAppender("t"))
        {
            for (var i = 0L; i < 1_000_000; i++)
            {
                appender.Append(i);
                appender.Append(i % 2 == 0 ? "even" : null);
                appender.EndRow();
            }

            appender.Close();
        }

        Assert.Equal("1000000 499999500000 500000", _memory.Value("concat(count(*), ' ', sum(i), ' ', count(v)) FROM t"));
    }

    [Fact]
    public void Drops_what_was_not_closed()
    {
        Connection.Execute("CREATE TABLE t (i INTEGER)");
        using (var appender = Connection.CreateAppender("t"))
        {
            appender.Append(1);
            appender.EndRow();
            appender.Flush();
            appender.Append(2);
            appender.EndRow();
            appender.Append(3);
        }

        Assert.Equal(new object?[] { 1 }, _memory.Value("list(i) FROM t"));
    }

    [Fact]
    public void Finds_the_table_by_its_bare_name_in_a_schema()
    {
        Connection.Execute("CREATE SCHEMA \"a b\"; CREATE TABLE \"a b\".\"T \"\"x\" (i INTEGER)");
        using (var appender = Connection.CreateAppender("T \"x", "a b"))
        {
            appender.Append(1);
            appender.EndRow();
            appender.Close();
        }

        Assert.Equal(1L, _memory.Value("count(*) FROM \"a b\".\"T \"\"x\""));
    }

    [Fact]
    public void Says_which_table_is_missing()
    {
        var error = Assert.Throws<DuckDbException>(() => Connection.CreateAppender("nowhere"));

        Assert.Equal(DuckDbErrorKind.Catalog, error.Kind);
        Assert.Contains("nowhere", error.Message);
    }

    [Fact]
    public void A_row_with_too_few_or_too_many_values_is_an_error()
    {
        Connection.Execute("CREATE TABLE t (i INTEGER, j INTEGER)");
        using var few = Connection.CreateAppender("t");
        few.Append(1);
        Assert.Contains("EndRow", Assert.Throws<DuckDbException>(few.EndRow).Message);
        Assert.Throws<InvalidOperationException>(() => few.Append(2));

        using var many = Connection.CreateAppender("t");
        many.Append(1);
        many.Append(2);
        Assert.Contains("'t'", Assert.Throws<DuckDbException>(() => many.Append(3)).Message);
    }

    [Fact]
    public void A_broken_constraint_is_told_at_the_end()
    {
        Connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY)");
        using var appender = Connection.CreateAppender("t");
        for (var i = 0; i < 2; i++)
        {
            appender.Append(7);
            appender.EndRow();
        }

        var error = Assert.Throws<DuckDbException>(appender.Close);

        Assert.Equal(DuckDbErrorKind.Constraint, error.Kind);
        Assert.Contains("7", error.Message);
    }

    [Fact]
    public void A_value_that_cannot_be_cast_is_an_error()
    {
        Connection.Execute("CREATE TABLE t (i INTEGER)");
        using var appender = Connection.CreateAppender("t");

        Assert.Contains("twelve", Assert.Throws<DuckDbException>(() => appender.Append("twelve")).Message);
    }

    [Fact]
    public void Is_closed_for_good()
    {
        Connection.Execute("CREATE TABLE t (i INTEGER)");
        var appender = Connection.CreateAppender("t");
        appender.Close();
        Assert.Throws<InvalidOperationException>(() => appender.Append(1));
        appender.Dispose();
        appender.Dispose();
        Assert.Throws<ObjectDisposedException>(() => appender.Append(1));
    }
}
