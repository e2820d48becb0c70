using System.CommandLine;
using Paklog.Lakehouse.Contracts.Inference;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>contract check [--input DIR]</c>: whether the contracts are valid, fit together, and fit what arrives.</summary>
internal static class ContractCheckCommand
{
    internal static Command Create(CommandLine line)
    {
        var input = new Option<string?>("--input") { Description = "Compare the contracts with these messages too.", HelpName = "DIR" };
        return line.Runs(new Command("check", "Check contracts, and compare them with messages.") { input }, (session, parsed, _) =>
        {
            var contracts = session.Contracts();
            var findings = parsed.GetValue(input) is { } path ? ContractCheck.Compare(contracts, session.FullPath(path)) : [];
            var faults = findings.Count(finding => !IsNote(finding));
            if (session.Json)
                WriteJson(session, contracts.Count, findings);
            else
                Write(session, contracts.Count, findings);
            return faults > 0 ? throw new LakehouseException($"The contracts differ from the input in {Figures.Count(faults, "point")}.") : Task.FromResult(0);
        });
    }

    /// <summary>Said, but no fault.</summary>
    private static bool IsNote(ContractFinding finding) => finding.Kind is ContractFindingKind.UnseenTable or ContractFindingKind.NoKey;

    private static void Write(CommandSession session, int contracts, IReadOnlyList<ContractFinding> findings)
    {
        foreach (var finding in findings)
            session.Console.MarkupLine($"[{(IsNote(finding) ? "grey" : "yellow")}]{Markup.Escape(finding.Message)}[/]");
        session.Console.WriteLine($"{Figures.Count(contracts, "valid contract")} in {session.ContractsFolder()}");
        session.Console.MarkupLine($"[grey]`{Markup.Escape(session.Host.CommandName)} drift` compares them with what was landed[/]");
    }

    private static void WriteJson(CommandSession session, int contracts, IReadOnlyList<ContractFinding> findings) => session.WriteJson(json =>
    {
        json.WriteNumber("contracts", contracts);
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Kind.ToString());
            json.WriteString("source", finding.Source);
            json.WriteString("field", finding.Field);
            json.WriteString("message", finding.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
