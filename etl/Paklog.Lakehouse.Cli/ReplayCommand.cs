using System.CommandLine;
using Paklog.Lakehouse.Bronze;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>dead-letters replay [TABLE]</c>: dead letters are landed again.</summary>
internal static class ReplayCommand
{
    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string?>("TABLE") { Description = "Only those of a table, as orders.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("replay", "Land dead letters of Bronze again, after a contract or the configuration was mended.") { name };
        return line.Runs(command, async (session, parsed, cancellationToken) =>
        {
            var contracts = session.Lakehouse.Contracts;
            var failed = new FailedParts();
            failed.Add(contracts);
            var contract = parsed.GetValue(name) is { } table ? DeadLettersCommand.Find(session, table) : null;
            var report = await session.Lakehouse.ReplayAsync(contract, cancellationToken);
            if (session.Json)
                WriteJson(session, report);
            else
                Write(session, report);
            LandCommand.AddTo(failed, report.BrokenTables, session);
            failed.Throw();
            return 0;
        });
    }

    private static void Write(CommandSession session, ReplayReport report)
    {
        var counts = report.Counts;
        session.Console.WriteLine(
            $"{Figures.Count(counts.Lines, "dead letter")} of Bronze replayed = {Figures.Count(counts.Landed)} landed + {Figures.Count(counts.Duplicate, "duplicate")} "
            + $"+ {Figures.Count(counts.Ignored)} ignored + {Figures.Count(counts.Dead)} dead still");
        foreach (var (kind, lines) in report.Dead.OrderBy(kind => kind.Key, StringComparer.Ordinal))
            session.Console.WriteLine($"  {Figures.Count(lines)} {kind}: {DeadLetterTable.Message(kind)}");
        session.Console.WriteLine($"Dead letters of Silver resolve by themselves: the next `{session.Host.CommandName} run` decodes their events by the contracts as they are now.");
    }

    private static void WriteJson(CommandSession session, ReplayReport report) => session.WriteJson(json =>
    {
        json.WriteString("landing_id", report.LandingId);
        json.WriteNumber("replayed", report.Counts.Lines);
        json.WriteNumber("landed", report.Counts.Landed);
        json.WriteNumber("duplicate", report.Counts.Duplicate);
        json.WriteNumber("ignored", report.Counts.Ignored);
        json.WriteNumber("dead", report.Counts.Dead);
        json.WriteStartObject("reasons");
        foreach (var (kind, lines) in report.Dead)
            json.WriteNumber(kind, lines);
        json.WriteEndObject();
    });
}
