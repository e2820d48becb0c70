using System.Text;
using System.Text.Json;
using Paklog.Jobs;
using Paklog.Lakehouse.Cli;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>A command line that ran in this process, with what it printed.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    /// <summary>The JSON objects of the output, one a line.</summary>
    public IReadOnlyList<JsonElement> Lines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public JsonElement Object => Assert.Single(Lines);

    public static Task<CommandRun> OfAsync(params string[] args) => InAsync(Path.GetTempPath(), args);

    /// <summary>Runs Paklog's lakehouse out of the test's own folder, where conf, sql and the demo's recording are copied to.</summary>
    /// <param name="lakehouse">Another lakehouse.</param>
    /// <param name="clock">Another time than now.</param>
    public static async Task<CommandRun> InAsync(
        string currentFolder, string[] args, int? terminalWidth = null, LakehouseCommands? lakehouse = null, TimeProvider? clock = null, CancellationToken? cancellationToken = null)
    {
        using var output = new MemoryStream();
        var error = new StringWriter { NewLine = "\n" };
        var host = new CommandHost
        {
            Output = output,
            Error = error,
            OutputWidth = terminalWidth,
            CurrentFolder = currentFolder,
            ApplicationFolder = AppContext.BaseDirectory,
            Variable = name => name == "NO_COLOR" ? "1" : null,
            Clock = clock ?? TimeProvider.System,
        };
        var code = await (lakehouse ?? PaklogLakehouse.Commands()).RunAsync(args, host, cancellationToken ?? TestContext.Current.CancellationToken);
        return new CommandRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
