using System.CommandLine;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Faults;
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
            var failed = new FailedParts();
            var report = await LandAsync(session, [.. parsed.GetRequiredValue(input).Select(session.FullPath)], failed, cancellationToken);
            if (session.Json)
                session.WriteJson(json => LandingOutput.WriteJson(json, report));
            else
                LandingOutput.Write(session, report);
            failed.Throw();
            return report.HasFailed ? 1 : 0;
        });
    }

    /// <param name="failed">Gets what was not landed: files that cannot be read, and events that are held back since their contract or table is at fault.</param>
    internal static async Task<LandingReport> LandAsync(CommandSession session, IReadOnlyList<string> paths, FailedParts failed, CancellationToken cancellationToken)
    {
        var contracts = session.Lakehouse.Contracts;
        failed.Add(contracts);

        // Before there is a warehouse, which may lie in the folder.
        var found = Sources.InputFiles.FindAll(paths);
        if (found.Files.Count == 0)
        {
            foreach (var unread in found.Unread)
                failed.Add(unread.Reason, null);
            failed.Throw();
        }

        using var line = new ProgressLine(session.Host);
        line.Show($"landing {Figures.Count(found.Files.Count, "file")}");
        var progress = new ImmediateProgress<(int Done, int Of)>(news => line.Show($"landed {Figures.Count(news.Done)} of {Figures.Count(news.Of, "file")}"));
        var report = await session.Lakehouse.LandAsync(found, progress, cancellationToken);
        foreach (var unread in report.Unread)
            failed.Add(unread.Reason, null);
        AddTo(failed, report.BrokenTables, session);
        if (report.Dead.TryGetValue("invalid_contract", out var held))
            failed.Add($"{Figures.Count(held, "event")} of contracts that are refused are held back as dead letters: mend the contracts, then `{session.Host.CommandName} dead-letters replay` lands them.", null);
        return report;
    }

    internal static void AddTo(FailedParts failed, IReadOnlyDictionary<string, Exception> brokenTables, CommandSession session)
    {
        foreach (var (table, error) in brokenTables)
            failed.Add($"bronze.{table}: {TableFault.Describe(error)} Its events are held back as dead letters: mend the table, then `{session.Host.CommandName} dead-letters replay` lands them.", error);
    }
}
