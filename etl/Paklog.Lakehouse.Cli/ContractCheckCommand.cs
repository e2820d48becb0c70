using System.CommandLine;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Contracts.Inference;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>contract check [--input DIR]</c>: whether the contracts are valid, fit together, and fit what arrives.</summary>
internal static class ContractCheckCommand
{
    internal static Command Create(CommandLine line)
    {
        var input = new Option<string?>("--input") { Description = "Compare the contracts with these messages too.", HelpName = "DIR" };
        return line.Runs(new Command("check", "Check contracts, and compare them with messages.") { input }, async (session, parsed, cancellationToken) =>
        {
            var folder = session.Lakehouse.Contracts;
            var contracts = folder.Contracts;
            var failed = new FailedParts();
            failed.Add(folder);
            IReadOnlyList<ContractFinding> findings = [];
            if (parsed.GetValue(input) is { } path)
                await failed.TryAsync("--input", () => Task.FromResult(findings = Compare(folder, session.FullPath(path))), cancellationToken);
            var faults = findings.Count(finding => !IsNote(finding));
            if (session.Json)
                WriteJson(session, folder, findings);
            else
                Write(session, contracts.Count, findings);
            if (faults > 0)
                failed.Add($"The contracts differ from the input in {Figures.Count(faults, "point")}.", null);
            failed.Throw();
            return 0;
        });
    }

    /// <summary>A source whose contract is refused has one, be it as it may.</summary>
    private static IReadOnlyList<ContractFinding> Compare(ContractFolder folder, string path) => [.. ContractCheck.Compare(folder.Contracts, path)
        .Where(finding => finding.Kind != ContractFindingKind.UnknownTable || !folder.Refused.Any(refused => refused.Source == finding.Source))];

    /// <summary>Said, but no fault.</summary>
    private static bool IsNote(ContractFinding finding) => finding.Kind is ContractFindingKind.UnseenTable or ContractFindingKind.NoKey;

    private static void Write(CommandSession session, int contracts, IReadOnlyList<ContractFinding> findings)
    {
        foreach (var finding in findings)
            session.Console.MarkupLine($"[{(IsNote(finding) ? "grey" : "yellow")}]{Markup.Escape(finding.Message)}[/]");
        session.Console.WriteLine($"{Figures.Count(contracts, "valid contract")} in {session.Lakehouse.ContractsFolder}");
        session.Console.MarkupLine($"[grey]`{Markup.Escape(session.Host.CommandName)} drift` compares them with what was landed[/]");
    }

    private static void WriteJson(CommandSession session, ContractFolder contracts, IReadOnlyList<ContractFinding> findings) => session.WriteJson(json =>
    {
        json.WriteNumber("contracts", contracts.Contracts.Count);
        json.WriteStartArray("faults");
        foreach (var error in contracts.Refused.SelectMany(refused => refused.Errors))
        {
            json.WriteStartObject();
            json.WriteString("file", error.File);
            json.WriteNumber("line", error.Line);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
