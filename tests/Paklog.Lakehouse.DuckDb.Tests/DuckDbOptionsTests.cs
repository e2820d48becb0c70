namespace Paklog.Lakehouse.DuckDb.Tests;

public sealed class DuckDbOptionsTests
{
    [Fact]
    public void Options_reach_the_engine()
    {
        var folder = Path.Combine(Path.GetTempPath(), "it's a folder");
        using var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions
        {
            MemoryLimit = "256MiB",
            TempDirectory = folder,
            Threads = 3,
            Settings = new Dictionary<string, string> { ["preserve_insertion_order"] = "false" },
            SessionSettings = new Dictionary<string, string> { ["TimeZone"] = "Asia/Ho_Chi_Minh" },
        });
        for (var connections = 0; connections < 2; connections++)
        {
            using var connection = database.Connect();
            Assert.Equal("256.0 MiB", Setting(connection, "memory_limit"));
            Assert.Equal(folder, Setting(connection, "temp_directory"));
            Assert.Equal("3", Setting(connection, "threads"));
            Assert.Equal("False", Setting(connection, "preserve_insertion_order"));
            Assert.Equal("Asia/Ho_Chi_Minh", Setting(connection, "TimeZone"));
            Assert.Equal("2026-11-21 10:00:00+07", connection.QueryScalar("SELECT TIMESTAMPTZ '2026-11-21 03:00:00Z' :: VARCHAR"));
        }
    }

    [Theory]
    [InlineData("memory_limit", "lots")]
    [InlineData("threads", "-1")]
    [InlineData("access_mode", "SOMETIMES")]
    [InlineData("search_path", "main")]
    public void A_refused_setting_is_named(string name, string value)
    {
        var options = new DuckDbOptions { Settings = new Dictionary<string, string> { [name] = value } };

        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.OpenInMemory(options));

        Assert.Equal(DuckDbErrorKind.InvalidConfiguration, error.Kind);
        Assert.StartsWith($"DuckDB refuses the setting {name} = '{value}'", error.Message);
    }

    [Fact]
    public void A_refused_memory_limit_is_named()
    {
        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.OpenInMemory(new DuckDbOptions { MemoryLimit = "half" }));

        Assert.StartsWith("DuckDB refuses the setting memory_limit = 'half'", error.Message);
    }

    [Fact]
    public void An_unknown_setting_is_named()
    {
        var options = new DuckDbOptions { Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" } };

        Assert.Contains("no_such_setting", Assert.Throws<DuckDbException>(() => DuckDbDatabase.OpenInMemory(options)).Message);
    }

    [Fact]
    public void A_refused_session_setting_is_named()
    {
        using var database = DuckDbDatabase.OpenInMemory(
            new DuckDbOptions { SessionSettings = new Dictionary<string, string> { ["TimeZone"] = "Mars/Olympus" } });

        Assert.Contains("Mars/Olympus", Assert.Throws<DuckDbException>(database.Connect).Message);
    }

    [Fact]
    public void A_file_that_is_no_database_is_named()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, new string('x', 5000));

            var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(path));

            Assert.Equal(DuckDbErrorKind.IO, error.Kind);
            Assert.Contains(path, error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string? Setting(DuckDbConnection connection, string name) => connection.QueryScalar("SELECT current_setting(?)", name)?.ToString();
}
