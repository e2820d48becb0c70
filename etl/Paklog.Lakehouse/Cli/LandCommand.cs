using System.CommandLine;
using Paklog.Lakehouse.Bronze;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>land --input DIR|FILE...</c>: recordings become Bronze.</summary>
internal static class LandCommand
{
    internal static Command Create(CommandLine line)
    {
        var input = new Option<string[]>("--input")
        {
            Description = "Folders or files with Debezium's JSON, one record a line, plain or gzip.",
            HelpName = "DIR|FILE",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("land", "Land all topics found in files, into bronze.*") { input };
        var engine = new EngineChoice();
        engine.AddTo(command);
        return line.Runs(command, async (session, parsed, cancellationToken) =>
        {
            if (engine.Command(session, parsed) is { } elsewhere)
                return await EngineChoice.StartAsync(session, elsewhere, cancellationToken);
            var report = await LandAsync(session, parsed.GetRequiredValue(input).Select(session.FullPath), cancellationToken);
            if (session.Json)
                session.WriteJson(json => LandingOutput.WriteJson(json, report));
            else
                LandingOutput.Write(session, report);
            return report.HasFailed ? 1 : 0;
        });
    }

    internal static async Task<LandingReport> LandAsync(CommandSession session, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var contracts = session.Contracts();

        // Before there is a warehouse, which may lie in the folder.
        var (found, sidecars) = Sources.InputFiles.Search(paths);
        var workspace = await session.OpenWorkspaceAsync("land", create: true, cancellationToken);
        using var line = new ProgressLine(session.Host);
        line.Show($"landing {Figures.Count(found.Count, "file")}");
        var progress = new ImmediateProgress<(int Done, int Of)>(news => line.Show($"landed {Figures.Count(news.Done)} of {Figures.Count(news.Of, "file")}"));
        return await new Landing(workspace, contracts, OptionsOf(session)).LandAsync(found, progress, cancellationToken) with { Sidecars = sidecars };
    }

    internal static LandingOptions OptionsOf(CommandSession session) => new()
    {
        Branch = session.Configuration.Branch,
        SignalTable = session.Configuration.SignalTable,
        HeartbeatPrefix = session.Configuration.HeartbeatPrefix,
        Epochs = session.Configuration.Epochs,
    };
}
