using System.Diagnostics;
using Paklog.Lakehouse.IntegrationTests.Faults;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>What can go wrong around Spark, as a person sees it: one sentence, exit code 1, and no table and no branch of the run.</summary>
public sealed class SubmitErrorsTests(SubmittedHome home) : IClassFixture<SubmittedHome>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SPARK_HOME=", "local", "There is no Spark: set SPARK_HOME to the folder of a Spark distribution, the one that holds bin/spark-submit.")]
    [InlineData("SPARK_HOME=/nowhere", "local", "SPARK_HOME is /nowhere, and there is no such folder.")]
    [InlineData("JAVA_HOME=/nowhere", "local", "There is no Java for Spark: JAVA_HOME is /nowhere, and that folder has no bin/java.")]
    [InlineData("LANG=C", "host:7077", "'host:7077' is no master that Spark knows: --master takes local, local[4], spark://host:7077, yarn or k8s://https://host:443.")]
    public async Task What_cannot_be_started_is_said_without_starting_it(string variable, string master, string sentence)
    {
        using var run = await home.StartAsync([variable], "--master", master, "gold.greedy");
        var result = await run.WaitAsync();
        Assert.Equal((1, "", sentence + "\n"), (result.ExitCode, result.Output, result.Error));
        await home.AssertUntouchedAsync();
    }

    [Fact]
    public async Task A_wrong_warehouse_is_said_before_Spark_is_started()
    {
        using var run = await home.StartOnAsync(Path.Combine(home.Folder, "nowhere"), [], ["--master", "local[1]", "gold.greedy"]);
        var result = await run.WaitAsync();
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("There is no warehouse in", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warehouse_that_Spark_does_not_reach_is_said_before_it_is_started()
    {
        using var run = await home.StartOnAsync("s3://bucket/lake", [], ["--master", "local[1]", "gold.greedy"]);
        var result = await run.WaitAsync();
        Assert.Equal(
            (1, "", "The engine spark reaches warehouses in file systems that all nodes share, and not 's3://bucket/lake': leave out --engine, and the embedded engine computes.\n"),
            (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Without_Iceberg_a_sentence_says_what_to_add()
    {
        var spark = new DirectoryInfo(await SubmittedHome.SparkAsync());
        var bare = Directory.CreateDirectory(Path.Combine(home.Folder, "spark"));
        foreach (var entry in spark.EnumerateFileSystemInfos().Where(entry => entry.Name != "jars"))
            File.CreateSymbolicLink(Path.Combine(bare.FullName, entry.Name), entry.FullName);
        var jars = bare.CreateSubdirectory("jars");
        foreach (var jar in new DirectoryInfo(Path.Combine(spark.FullName, "jars")).EnumerateFiles().Where(jar => !jar.Name.StartsWith("iceberg", StringComparison.Ordinal)))
            File.CreateSymbolicLink(Path.Combine(jars.FullName, jar.Name), jar.FullName);
        await FailsAsync("has no Iceberg", ["SPARK_HOME=" + bare.FullName], "--master", "local[1]", "gold.greedy");
    }

    [Fact]
    public Task A_driver_that_is_given_too_little_memory_says_how_much_it_needs() =>
        FailsAsync("Spark does not start: System memory", [], "--master", "local[1]", "--engine-conf", "spark.driver.memory=256m", "gold.greedy");

    [Fact]
    public Task A_driver_that_runs_out_of_memory_is_told() => FailsAsync("Spark ran out of memory: what was not committed is undone", [], "--master", "local[1]", "--engine-conf", "spark.driver.memory=512m", "gold.greedy");

    [Fact]
    public Task Executors_that_run_out_of_memory_are_told() => FailsAsync(
        "Spark ran out of memory: what was not committed is undone", [], "--master", "local-cluster[1,1,512]", "--engine-conf", "spark.executor.memory=512m", "--engine-conf", "spark.task.maxFailures=1", "gold.greedy");

    [Fact]
    public async Task Executors_that_are_lost_too_often_are_told()
    {
        using var run = await home.StartAsync([], "--master", "local-cluster[1,1,512]", "--engine-conf", "spark.executor.memory=512m", "--engine-conf", "spark.task.maxFailures=1", "gold.slow");
        while (!run.HasExited)
        {
            // So much it has not worked before the task that takes minutes.
            foreach (var executor in JavaProcesses.Executors(run.Id).Where(executor => JavaProcesses.WorkOf(executor) > TimeSpan.FromSeconds(15)).ToList())
                JavaProcesses.Kill(executor);
            await Task.Delay(200, Token);
        }

        await AssertAsync(run, "Spark lost the executors of a job more often than it tries again: what was not committed is undone");
    }

    [Fact]
    public async Task A_run_that_is_terminated_takes_away_what_it_has_not_published()
    {
        using var run = await home.StartAsync([], "--master", "local[1]", "gold.slow");
        while (!run.HasExited && (await home.BranchesAsync()).Count == 1)
            await Task.Delay(200, Token);
        using var terminate = Process.Start("kill", ["-TERM", $"{run.Id}"]);
        var result = await run.WaitAsync();
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("Interrupted. What was committed stays; run the same command again.", result.Error, StringComparison.Ordinal);
        await home.AssertUntouchedAsync();
    }

    [Fact]
    public async Task A_driver_that_is_killed_is_told()
    {
        using var run = await home.StartAsync([], "--master", "local[1]", "gold.slow");
        while (!run.HasExited && (await home.BranchesAsync()).Count == 1)
            await Task.Delay(200, Token);
        JavaProcesses.Kill(Assert.Single(JavaProcesses.Drivers(run.Id)));
        await AssertAsync(run, "Spark's driver ended with exit code 137 (signal 9");
    }

    private async Task FailsAsync(string sentence, IReadOnlyList<string> variables, params IReadOnlyList<string> arguments)
    {
        using var run = await home.StartAsync(variables, arguments);
        await AssertAsync(run, sentence);
    }

    /// <summary>The job's own output and error stream come as one, from Spark's driver.</summary>
    private async Task AssertAsync(CommandLineProcess run, string sentence)
    {
        var result = await run.WaitAsync();
        Assert.True(result.ExitCode == 1, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        var said = (result.Output + result.Error).Split('\n').Where(line => line.Contains(sentence, StringComparison.Ordinal)).ToList();
        Assert.True(said.Count == 1, result.Output + result.Error);
        Assert.DoesNotContain("This should not have happened", result.Output + result.Error, StringComparison.Ordinal);
        await home.AssertUntouchedAsync();
    }
}
