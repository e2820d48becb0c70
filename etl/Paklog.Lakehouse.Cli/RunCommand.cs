using System.CommandLine;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>run [TABLE...]</c>: plans, then brings Silver and Gold up to date.</summary>
internal static class RunCommand
{
    internal static Command Create(CommandLine line)
    {
        var tables = new Argument<string[]>("TABLE") { Description = "Tables to run; +TABLE with what it needs, TABLE+ with what needs it. None: all.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Run all tables, as without any name." };
        var from = new Option<string?>("--from") { Description = "Restate keys that have events from this date on.", HelpName = "DATE" };
        var to = new Option<string?>("--to") { Description = "Let events from this date on wait.", HelpName = "DATE" };
        var full = new Option<bool>("--full") { Description = "Recompute tables whole." };
        var plan = new Option<bool>("--plan") { Description = "Print what would be done, and do nothing." };
        var engine = new EngineChoice();
        var command = new Command("run", "Bring Silver and Gold up to date, in dependency order.") { tables, all, from, to, full, plan };
        engine.AddTo(command);
        return line.Runs(command, (session, parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(tables) ?? [];
            if (parsed.GetValue(all) && names.Length > 0)
                throw new UsageException($"--all runs all tables; leave out {string.Join(", ", names)}, or leave out --all.");
            var zone = session.Configuration.TimeZone;
            var first = parsed.GetValue(from) is { } start ? PointInTime.Parse(start, zone, "--from") : (DateTimeOffset?)null;
            var end = parsed.GetValue(to) is { } last ? PointInTime.Parse(last, zone, "--to") : (DateTimeOffset?)null;
            if (first >= end)
                throw new UsageException("--to must be later than --from: the interval begins with --from and ends before --to.");
            var request = new RunRequest(names, first, end, parsed.GetValue(full));
            return engine.Command(session, parsed) is { } command
                ? ElsewhereAsync(session, command, parsed.GetValue(plan) ? request : null, cancellationToken)
                : parsed.GetValue(plan) ? PlanAsync(session, request, cancellationToken) : RunAsync(session, request, cancellationToken);
        });
    }

    internal static async Task<RunReport> RunAsync(CommandSession session, RunRequest request, RunOutput? output, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(session.Host);
        line.Show("planning");
        var progress = new ImmediateProgress<RunProgress>(news =>
        {
            if (news is RunProgress.Started started)
                line.Show($"{started.Step} of {started.Steps}  {started.Table}  {started.Reason}");
            else if (news is RunProgress.Finished finished)
                line.Around(() => output?.Write(finished.Tables));
        });
        return await session.Lakehouse.RunAsync(request, progress, cancellationToken);
    }

    /// <summary>Prints how an engine is started that is to run this command; and starts it, or plans what it would do.</summary>
    private static async Task<int> ElsewhereAsync(CommandSession session, IEngineCommand command, RunRequest? planned, CancellationToken cancellationToken)
    {
        if (planned is null)
        {
            // What is wrong with the lakehouse is said now, and not after the engine's start.
            await session.Lakehouse.WorkspaceAsync("run", create: false, cancellationToken);
            _ = session.Lakehouse.Definition;
            return await EngineChoice.StartAsync(session, command, cancellationToken);
        }

        if (!session.Json)
            await session.Output.WriteLineAsync(command + Environment.NewLine);
        return await PlanAsync(session, planned, cancellationToken);
    }

    private static async Task<int> PlanAsync(CommandSession session, RunRequest request, CancellationToken cancellationToken)
    {
        var planned = await session.Lakehouse.PlanAsync(request, cancellationToken);
        if (session.Json)
            session.WriteJson(json => RunOutput.WriteJson(json, planned));
        else
            RunOutput.WritePlan(session.Console, session.Host.OutputWidth, planned);
        Require([.. planned.Where(step => step.Fails).Select(step => new RunFailure(step.Tables, step.Reason, step.Cause))]);
        return 0;
    }

    private static async Task<int> RunAsync(CommandSession session, RunRequest request, CancellationToken cancellationToken)
    {
        var output = session.Json ? null : new RunOutput(session.Console);
        RunReport report;
        try
        {
            report = await RunAsync(session, request, output, cancellationToken);
        }
        catch (AuditFailedException failed) when (session.Json && failed.Report is not null)
        {
            session.WriteJson(json => RunOutput.WriteJson(json, failed.Report));
            throw;
        }

        if (output is null)
            session.WriteJson(json => RunOutput.WriteJson(json, report));
        else
            output.WriteEnd(report);
        Require(report.Failures);
        return 0;
    }

    /// <exception cref="SomeFailedException">Some tables were left as they were.</exception>
    internal static void Require(IReadOnlyList<RunFailure> failures)
    {
        if (failures.Count > 0)
            throw new SomeFailedException([.. failures.Select(failure => failure.ToString())], failures.Select(failure => failure.Cause).OfType<Exception>());
    }
}
