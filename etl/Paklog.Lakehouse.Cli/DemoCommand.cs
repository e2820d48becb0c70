using System.CommandLine;
using System.Diagnostics;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>demo</c>: lands a recording that comes with the lakehouse, runs all tables for its days and shows what came of it.</summary>
internal static class DemoCommand
{
    internal static Command Create(CommandLine line, LakehouseDemo demo) => line.Runs(
        new Command("demo", "Land a small real recording, run all tables, show what came of it."),
        (session, parsed, cancellationToken) => RunAsync(session, demo, line.Flags(parsed, demo.Environment), cancellationToken),
        demo.Environment);

    private static async Task<int> RunAsync(CommandSession session, LakehouseDemo demo, string flags, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var recording = Path.Combine(session.Configuration.Home.Folder, demo.Recording.Replace('/', Path.DirectorySeparatorChar));
        if (!Directory.Exists(recording))
            throw new LakehouseException($"The demo's recording is not in '{recording}': run it from a clone of the repository.");
        var failed = new FailedParts();
        var landing = await LandCommand.LandAsync(session, [recording], failed, cancellationToken);
        var workspace = await session.Lakehouse.WorkspaceAsync(create: false, cancellationToken);
        var (first, end) = await DaysAsync(session, workspace, cancellationToken);
        if (!session.Json)
            WriteLanding(session, landing, recording, first, end);
        var output = session.Json ? null : new RunOutput(session.Console);
        var run = await RunCommand.RunAsync(session, new RunRequest([], To: end), output, cancellationToken);
        if (output is null)
        {
            WriteJson(session, landing, run);
            Throw();
            return 0;
        }

        output.WriteEnd(run);
        if (!landing.IsEmpty || run.Tables.Count > 0)
        {
            foreach (var question in demo.Questions)
                await failed.TryAsync(question.Title, () => AnswerAsync(session, question, cancellationToken), cancellationToken);
        }

        WriteNext(session, demo, flags, started);
        Throw();
        return 0;

        void Throw()
        {
            foreach (var failure in run.Failures)
                failed.Add(failure.ToString(), failure.Cause);
            failed.Throw();
        }
    }

    private static void WriteLanding(CommandSession session, LandingReport landing, string recording, DateTimeOffset first, DateTimeOffset end)
    {
        if (!landing.IsEmpty)
            session.Console.MarkupLine($"[bold]Bronze[/]  {Markup.Escape(Path.GetRelativePath(session.Host.CurrentFolder, recording))}");
        LandingOutput.Write(session, landing);
        if (landing.IsEmpty)
            return;
        session.Console.WriteLine();
        session.Console.MarkupLine($"[bold]Silver and Gold[/]  events from {first:yyyy-MM-dd} to before {end:yyyy-MM-dd}");
    }

    /// <summary>The days of all events in Bronze, half-open, in the lakehouse's time zone.</summary>
    private static async Task<(DateTimeOffset First, DateTimeOffset End)> DaysAsync(CommandSession session, Workspace workspace, CancellationToken cancellationToken)
    {
        var selects = new List<string>();
        foreach (var name in session.Lakehouse.Contracts.Contracts.Select(contract => new TableIdentifier("bronze", contract.Table)))
        {
            // A table that cannot be read says nothing; the run tells of it.
            await new FailedParts().TryAsync(name, () => AddAsync(name), cancellationToken);
        }

        var times = selects.Count == 0 ? null : await session.Lakehouse.Engine.Connection.QueryAsync($"select min(least), max(greatest) from ({string.Join(" union all ", selects)})", cancellationToken);
        using (times)
        {
            if (times is null || !times.Read() || times.GetValue(0) is not DateTimeOffset least || times.GetValue(1) is not DateTimeOffset greatest)
                throw new LakehouseException($"No event was landed in '{session.Configuration.WarehouseName}'; remove it and try again.");
            return (Midnight(least, 0), Midnight(greatest, 1));
        }

        async Task AddAsync(TableIdentifier name)
        {
            if (await workspace.Catalog.LoadTableAsync(name, session.Configuration.Branch, cancellationToken) is not { } table)
                return;
            var select = $"select min(event_time) as least, max(event_time) as greatest from {await session.Lakehouse.RelationAsync(table, cancellationToken)}";
            await session.Lakehouse.Engine.Connection.ExecuteAsync(select, cancellationToken);
            selects.Add(select);
        }

        DateTimeOffset Midnight(DateTimeOffset time, int daysLater) =>
            PointInTime.BeginningOf(TimeZoneInfo.ConvertTime(time, session.Configuration.TimeZone).Date.AddDays(daysLater), session.Configuration.TimeZone);
    }

    private static async Task AnswerAsync(CommandSession session, DemoQuestion question, CancellationToken cancellationToken)
    {
        using var result = await session.Lakehouse.QueryAsync(question.Sql).ExecuteAsync(cancellationToken);
        session.Console.WriteLine();
        session.Console.MarkupLine($"[bold]{Markup.Escape(question.Title)}[/]");
        QueryOutput.Grid(result.Rows, int.MaxValue).WriteTo(session.Console, session.Host.OutputWidth);
    }

    private static void WriteNext(CommandSession session, LakehouseDemo demo, string flags, Stopwatch started)
    {
        session.Console.WriteLine();
        session.Console.MarkupLine($"[bold]Done in {Figures.Seconds(started.Elapsed)}. To try next:[/]");
        foreach (var command in demo.TryNext)
        {
            var verb = command.Split(' ', 2);
            session.Console.WriteLine($"  {session.Host.CommandName} {verb[0]} {flags}{(verb.Length > 1 ? " " + verb[1] : "")}");
        }
    }

    private static void WriteJson(CommandSession session, LandingReport landing, RunReport run) => session.WriteJson(json =>
    {
        json.WriteStartObject("landing");
        LandingOutput.WriteJson(json, landing);
        json.WriteEndObject();
        json.WriteStartObject("run");
        RunOutput.WriteJson(json, run);
        json.WriteEndObject();
    });
}
