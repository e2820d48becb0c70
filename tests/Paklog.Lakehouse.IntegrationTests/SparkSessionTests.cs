using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests;

/// <summary>The pipe to Spark itself: values arrive exactly, errors arrive as errors, and a registered table can be changed.</summary>
public sealed class SparkSessionTests(SparkFixture spark)
{
    [Fact]
    public async Task Values_arrive_exactly()
    {
        var session = await spark.SessionAsync(TestContext.Current.CancellationToken);

        var row = Assert.Single(await session.SqlAsync("""
            SELECT CAST('1234567890123456789012345678.0100000000' AS DECIMAL(38,10)) AS d, 9007199254740993 AS big, TIMESTAMP '2026-01-01 00:00:00.000001' AS tz,
                TIMESTAMP_NTZ '0999-01-01 00:00:00' AS ntz, DATE '2026-01-02' AS day, X'00FF' AS bytes, array(1, NULL) AS list, map('k', 1.5) AS m,
                named_struct('x', 0.1D, 'y', NULL) AS s, double('NaN') AS nan, 'Đỏ 😀' AS text, NULL AS nothing
            """, TestContext.Current.CancellationToken));

        Assert.Equal("""
            {"d":1234567890123456789012345678.0100000000,"big":9007199254740993,"tz":"2026-01-01T00:00:00.000001Z","ntz":"0999-01-01T00:00:00.000000","day":"2026-01-02","bytes":"AP8=","list":[1,null],"m":[{"key":"k","value":1.5}],"s":{"x":0.1,"y":null},"nan":"NaN","text":"Đỏ \uD83D\uDE00","nothing":null}
            """, row.GetRawText());
    }

    [Fact]
    public async Task A_refused_statement_is_an_error_and_the_session_lives_on()
    {
        var session = await spark.SessionAsync(TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<SparkSqlException>(() => session.SqlAsync("SELECT nope", TestContext.Current.CancellationToken));

        Assert.Contains("UNRESOLVED_COLUMN", error.Message);
        Assert.Single(await session.SqlAsync("SELECT 1", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_table_registered_by_its_metadata_is_changed_beside_it()
    {
        var session = await spark.SessionAsync(TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        await session.SqlAsync("CREATE NAMESPACE IF NOT EXISTS lake.pipe", TestContext.Current.CancellationToken);
        await session.SqlAsync($"CREATE TABLE lake.pipe.made (id BIGINT, v STRING) USING iceberg LOCATION '{folder.Location}/made'", TestContext.Current.CancellationToken);
        await session.SqlAsync("INSERT INTO lake.pipe.made VALUES (1, 'a'), (2, 'b')", TestContext.Current.CancellationToken);
        var before = await session.MetadataLocationAsync("pipe.made", TestContext.Current.CancellationToken);

        await session.RegisterAsync("pipe.again", before, TestContext.Current.CancellationToken);
        await session.SqlAsync("DELETE FROM lake.pipe.again WHERE id = 1", TestContext.Current.CancellationToken);
        var after = await session.MetadataLocationAsync("pipe.again", TestContext.Current.CancellationToken);

        Assert.NotEqual(before, after);
        Assert.True(File.Exists(after["file:".Length..]));
        Assert.Equal("""{"id":2,"v":"b"}""", Assert.Single(await session.SqlAsync("SELECT * FROM lake.pipe.again", TestContext.Current.CancellationToken)).GetRawText());
        Assert.Equal(before, await session.MetadataLocationAsync("pipe.made", TestContext.Current.CancellationToken));
    }
}
