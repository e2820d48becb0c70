using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>What a run on Spark prints beside its own output, with Spark's log as it is by default.</summary>
public sealed class RunLogTests(SubmittedHome home) : IClassFixture<SubmittedHome>
{
    [Fact]
    public async Task No_warning_comes_with_each_statement()
    {
        Shared.RequireProgram("java", "openjdk-17-jdk-headless");
        using var run = await home.StartAsync([], "silver.products");
        var result = await run.WaitAsync();
        var log = result.Error + result.Output;
        Assert.True(result.ExitCode == 0, log);
        Assert.Contains("WARN", log, StringComparison.Ordinal); // Spark's own start: the log is there.
        Assert.DoesNotContain("deprecated", log, StringComparison.Ordinal);
        var repeated = log.Split('\n').Where(line => line.Contains(" WARN ", StringComparison.Ordinal)).GroupBy(line => line[line.IndexOf(" WARN ", StringComparison.Ordinal)..]).Where(group => group.Count() > 5);
        Assert.Empty(repeated.Select(group => $"{group.Count()} times{group.Key}"));
    }
}
