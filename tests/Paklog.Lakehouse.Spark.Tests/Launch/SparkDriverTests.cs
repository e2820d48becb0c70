using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Launch;

namespace Paklog.Lakehouse.Spark.Tests.Launch;

/// <summary>Drivers of their own: how they start, fail to, and end.</summary>
public class SparkDriverTests
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, "Paklog.Lakehouse.Spark.DriverProgram.dll");

    [Fact]
    public async Task A_driver_ends_when_it_is_disposed_and_one_that_dies_says_how()
    {
        var token = TestContext.Current.CancellationToken;
        var command = SparkDriverFixture.Command(await SparkDriverFixture.InstallationAsync(token));
        var lines = new List<string>();
        var driver = await SparkDriver.StartAsync(command, SparkDriverFixture.Environment, Hear, token);
        var pid = Pid(driver.Gateway);
        using (driver.Gateway.PinThread(token))
            driver.Gateway.CallStatic("java.lang.Math", "abs", 1);
        using (var interrupt = Process.Start("kill", ["-INT", pid.ToString(CultureInfo.InvariantCulture)])) // as Ctrl-C in a terminal does to all of its processes
            await interrupt.WaitForExitAsync(token);
        Assert.Null(driver.HowItEnded());
        await driver.DisposeAsync();
        Assert.False(Runs(pid));
        lock (lines)
            Assert.DoesNotContain(lines, line => line.Contains("py4j", StringComparison.OrdinalIgnoreCase)); // a closed connection is no error there

        await using var other = await SparkDriver.StartAsync(command, SparkDriverFixture.Environment, Hear, token);
        using var runtime = other.Gateway.CallStatic<JvmObject>("java.lang.Runtime", "getRuntime");
        using var error = (JvmObject)other.Gateway.GetStaticField("java.lang.System", "err")!;
        error.Call("println", "my last words");
        Assert.Throws<GatewayException>(() => runtime.Call("halt", 7));
        var ending = other.HowItEnded();
        Assert.StartsWith("Spark's driver has ended with exit code 7; the end of its log:", ending, StringComparison.Ordinal);
        Assert.Contains("my last words", ending, StringComparison.Ordinal);
        Assert.Contains("Nothing answers", Assert.Throws<GatewayException>(() => runtime.Call("availableProcessors")).Message, StringComparison.Ordinal);

        void Hear(string line)
        {
            lock (lines)
                lines.Add(line);
        }
    }

    [Fact]
    public async Task A_driver_that_ends_while_starting_is_a_sentence_with_the_end_of_its_log()
    {
        var token = TestContext.Current.CancellationToken;
        var spark = await SparkDriverFixture.InstallationAsync(token);
        var wrongMaster = await Assert.ThrowsAsync<SparkLaunchException>(() => StartAsync(SparkDriverFixture.Command(spark) with { Master = "nonsense" }));
        Assert.StartsWith("Spark ended with exit code 1 while starting:\n", wrongMaster.Message, StringComparison.Ordinal);
        Assert.Contains("Master must either be yarn or start with spark", wrongMaster.Message, StringComparison.Ordinal);
        var noMemory = await Assert.ThrowsAsync<SparkLaunchException>(() => StartAsync(SparkDriverFixture.Command(spark) with { DriverMemory = "1m" }));
        Assert.Contains("Too small maximum heap", noMemory.Message, StringComparison.Ordinal);
        var noProgram = await Assert.ThrowsAsync<SparkLaunchException>(() => StartAsync(new SparkSubmitCommand("/no/bin/spark-submit")));
        Assert.Contains("/no/bin/spark-submit", noProgram.Message, StringComparison.Ordinal);

        async Task StartAsync(SparkSubmitCommand command)
        {
            await using var driver = await SparkDriver.StartAsync(command, SparkDriverFixture.Environment, _ => { }, token);
        }
    }

    [Fact]
    public async Task Cancelling_the_start_ends_it()
    {
        var command = SparkDriverFixture.Command(await SparkDriverFixture.InstallationAsync(TestContext.Current.CancellationToken));
        using var soon = new CancellationTokenSource();
        var marked = command with { Name = $"cancelled-{Guid.NewGuid():N}" };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SparkDriver.StartAsync(marked, SparkDriverFixture.Environment, _ => soon.Cancel(), soon.Token));
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), folder => CommandLine(folder).Contains(marked.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_is_killed_leaves_no_driver()
    {
        var token = TestContext.Current.CancellationToken;
        var spark = await SparkDriverFixture.InstallationAsync(token);
        var start = new ProcessStartInfo("dotnet", [Program, "start", spark.Home]) { RedirectStandardOutput = true };
        start.Environment["SPARK_LOCAL_IP"] = "127.0.0.1";
        using var process = Process.Start(start)!;
        var pid = int.Parse((await process.StandardOutput.ReadLineAsync(token))!, CultureInfo.InvariantCulture);
        Assert.True(Runs(pid));
        process.Kill(); // SIGKILL, and the JVM not with it
        await process.WaitForExitAsync(token);
        var watch = Stopwatch.StartNew();
        while (Runs(pid) && watch.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(100, token);
        Assert.False(Runs(pid));
    }

    [Fact]
    public async Task Spark_submit_starts_a_program_of_NET_and_takes_its_exit_code()
    {
        var (exitCode, output, error) = await SubmitAsync("submitted", "fail", "two words", "");
        Assert.True(exitCode == 3, error);
        Assert.Equal("counted 1000 for fail|two words|\n", output);
    }

    [Fact]
    public async Task A_million_rows_are_held_once_or_not_at_all()
    {
        var (exitCode, output, error) = await SubmitAsync("rows");
        Assert.True(exitCode == 0, error);
        TestContext.Current.TestOutputHelper!.WriteLine("MiB streamed, collected, read: " + output);
        var mebibytes = output.Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(mebibytes[0], 0, 24);
        Assert.InRange(mebibytes[1], 40, 96);
        Assert.InRange(mebibytes[2], 0, mebibytes[1] + 24);
    }

    [Fact]
    public void A_process_that_no_spark_submit_started_says_so()
    {
        Assert.False(SparkDriver.IsSubmitted(new Dictionary<string, string>()));
        Assert.Contains("PYSPARK_GATEWAY_PORT", Assert.Throws<SparkLaunchException>(() => SparkDriver.Attach(new Dictionary<string, string>())).Message, StringComparison.Ordinal);
        var wrong = new Dictionary<string, string> { ["PYSPARK_GATEWAY_PORT"] = "http", ["PYSPARK_GATEWAY_SECRET"] = "x" };
        Assert.Contains("`http`", Assert.Throws<SparkLaunchException>(() => SparkDriver.Attach(wrong)).Message, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> SubmitAsync(params string[] arguments)
    {
        var token = TestContext.Current.CancellationToken;
        var command = SparkDriverFixture.Command(await SparkDriverFixture.InstallationAsync(token)) with { Application = new DotNetApplication(Program, arguments) };
        var start = new ProcessStartInfo(command.Submit, command.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SPARK_LOCAL_IP"] = "127.0.0.1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(token);
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return (process.ExitCode, output, await error);
    }

    private static int Pid(JvmGateway gateway)
    {
        using var self = gateway.CallStatic<JvmObject>("java.lang.ProcessHandle", "current");
        return (int)self.Call<long>("pid");
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException) // no process, or one that has ended
        {
            return "";
        }
    }

    private static bool Runs(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
