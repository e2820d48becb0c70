using System.CommandLine;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Contracts;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>drift [TABLE]</c>: where landed events no longer look as their contracts say.</summary>
internal static class DriftCommand
{
    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string?>("TABLE") { Description = "Only a table, as orders.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("drift", "Compare what was landed with the contracts: new columns, missing ones, other types.") { name };
        return line.Runs(command, async (session, parsed, cancellationToken) =>
        {
            var folder = session.Lakehouse.Contracts;
            var failed = new FailedParts();
            var contracts = parsed.GetValue(name) is { } table ? [DeadLettersCommand.Find(session, table)] : folder.Contracts;
            if (parsed.GetValue(name) is null)
                failed.Add(folder);
            var drift = new SchemaDrift(await session.Lakehouse.WorkspaceAsync(create: false, cancellationToken), session.Configuration.Branch);
            var findings = new List<DriftFinding>();
            var compared = 0;
            foreach (var contract in contracts)
                await failed.TryAsync("bronze." + contract.Table, () => CompareAsync(contract), cancellationToken);

            if (session.Json)
                WriteJson(session, findings);
            else
                Write(session, compared, findings);
            failed.Throw();
            return 0;

            async Task CompareAsync(Contract contract)
            {
                if (await drift.FindAsync(contract, cancellationToken) is not { } found)
                    return;
                compared++;
                findings.AddRange(found);
            }
        });
    }

    private static void Write(CommandSession session, int compared, IReadOnlyList<DriftFinding> findings)
    {
        var grid = new Grid("table", "column", "kind", new GridColumn("events", GridColumnKind.Number), "first seen", "landing", "sample");
        foreach (var finding in findings)
            grid.Add(finding.Table, finding.Column, Kind(finding), Figures.Count(finding.Events), Figures.Time(finding.FirstSeen), finding.LandingId, finding.Sample);
        if (grid.Count > 0)
            grid.WriteTo(session.Console, session.Host.OutputWidth);
        session.Console.MarkupLine($"[grey]{Figures.Count(findings.Count, "difference")} between {Figures.Count(compared, "landed table")} and the contracts{(grid.Count > 0 ? "; --json prints them whole" : "")}[/]");
    }

    private static string Kind(DriftFinding finding) => finding.JsonTypes.Count == 0 ? finding.Kind : $"{finding.Kind}: {string.Join(", ", finding.JsonTypes)}";

    private static void WriteJson(CommandSession session, IReadOnlyList<DriftFinding> findings)
    {
        foreach (var finding in findings)
        {
            session.WriteJson(json =>
            {
                json.WriteString("table", finding.Table);
                json.WriteString("column", finding.Column);
                json.WriteString("kind", finding.Kind);
                json.WriteStartArray("json_types");
                foreach (var type in finding.JsonTypes)
                    json.WriteStringValue(type);
                json.WriteEndArray();
                json.WriteString("first_seen", Figures.IsoTime(finding.FirstSeen));
                json.WriteString("landing_id", finding.LandingId);
                json.WriteNumber("events", finding.Events);
                json.WriteString("sample", finding.Sample);
            });
        }
    }
}
