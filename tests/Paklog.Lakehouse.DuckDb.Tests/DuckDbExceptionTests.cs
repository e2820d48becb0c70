namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class DuckDbExceptionTests(InMemory memory) : IClassFixture<InMemory>
{
    [Theory]
    [InlineData("SELEC 1", DuckDbErrorKind.Parser)]
    [InlineData("SELECT 1; SELEC 2", DuckDbErrorKind.Parser)]
    [InlineData("SELECT * FROM nowhere", DuckDbErrorKind.Catalog)]
    [InlineData("SELECT nothing", DuckDbErrorKind.Binder)]
    [InlineData("SELECT 'x'::INTEGER", DuckDbErrorKind.Conversion)]
    [InlineData("SELECT 200::TINYINT", DuckDbErrorKind.Conversion)]
    [InlineData("SELECT 9223372036854775807 + 1::BIGINT", DuckDbErrorKind.OutOfRange)]
    [InlineData("SELECT error('no such luck')", DuckDbErrorKind.InvalidInput)]
    [InlineData("SELECT * FROM read_csv('/no/such/file.csv')", DuckDbErrorKind.IO)]
    [InlineData("CREATE TEMP TABLE c (i INTEGER CHECK (i > 0)); INSERT INTO c VALUES (0)", DuckDbErrorKind.Constraint)]
    [InlineData("COMMIT", DuckDbErrorKind.Transaction)]
    public void Tells_the_kind_and_shows_the_statement(string sql, DuckDbErrorKind kind)
    {
        var error = Assert.Throws<DuckDbException>(() => memory.Connection.Execute(sql));

        Assert.Equal(kind, error.Kind);
        Assert.Equal(sql, error.Statement);
        Assert.Equal($"{error.EngineMessage}\nStatement: {sql}", error.Message);
        Assert.Contains("Error: ", error.EngineMessage);
    }

    [Fact]
    public void Shows_the_head_of_a_long_statement_on_one_line()
    {
        var error = Assert.Throws<DuckDbException>(() => memory.Connection.Execute($"SELECT\n    nothing,\n    '{new string('x', 5000)}'"));

        Assert.StartsWith("SELECT nothing, 'xxx", error.Statement);
        Assert.EndsWith("xxx...", error.Statement);
        Assert.Equal(203, error.Statement!.Length);
    }

    [Fact]
    public void Names_the_failing_value_of_a_bound_statement()
    {
        var error = Assert.Throws<DuckDbException>(() => memory.Connection.Query("SELECT ?::INTEGER", "twelve").Dispose());

        Assert.Equal(DuckDbErrorKind.Conversion, error.Kind);
        Assert.Contains("'twelve'", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -- nothing\n ; ")]
    public void A_text_without_a_statement_is_a_bad_argument(string sql) =>
        Assert.Contains("no statement", Assert.Throws<ArgumentException>(() => memory.Connection.Execute(sql)).Message);

    [Fact]
    public void Values_go_to_one_statement_only() =>
        Assert.Contains("one statement only", Assert.Throws<ArgumentException>(() => memory.Connection.Execute("SELECT ?; SELECT ?", 1)).Message);

    [Fact]
    public void A_NUL_in_a_statement_is_refused_instead_of_ending_it() =>
        Assert.Contains("NUL", Assert.Throws<ArgumentException>(() => memory.Connection.Execute("SELECT 1\0; DROP TABLE t")).Message);

    [Fact]
    public void The_statements_before_the_failing_one_have_run()
    {
        Assert.Throws<DuckDbException>(() => memory.Connection.Execute("CREATE TABLE kept (i INTEGER); SELECT nothing; DROP TABLE kept"));

        Assert.Equal(0L, memory.Value("count(*) FROM kept"));
    }
}
