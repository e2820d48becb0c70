using System.CommandLine;
using Paklog.Lakehouse.Contracts.Inference;
using Paklog.Lakehouse.Sources;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>contract infer --input DIR [--out DIR] [--key TABLE=COLUMNS]</c>: drafts a contract for each table that the messages are of.</summary>
internal static class ContractInferCommand
{
    private const int MaxNotes = 20;

    internal static Command Create(CommandLine line)
    {
        var input = new Option<string[]>("--input")
        {
            Description = "Folders or files with Debezium's JSON.",
            HelpName = "DIR|FILE",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string?>("--out") { Description = "Write the drafts here; contracts that are there are left alone.", HelpName = "DIR" };
        var keys = new Option<string[]>("--key") { Description = "The key of a table whose messages have none, as shop.visits=id or visits=shop,id; again for each table.", HelpName = "TABLE=COLUMNS" };
        return line.Runs(new Command("infer", "Draft contracts from messages.") { input, output, keys }, (session, parsed, cancellationToken) =>
        {
            var inference = new ContractInference();
            var failed = new FailedParts();
            var paths = parsed.GetRequiredValue(input);
            Read(inference, paths.Select(session.FullPath), failed, cancellationToken);
            var drafts = inference.Drafts();
            if (drafts.Count == 0)
            {
                failed.Throw();
                throw new LakehouseException($"No change event of any table is in {string.Join(", ", paths.Select(path => $"'{path}'"))}.{string.Concat(inference.Notes.Take(MaxNotes).Select(note => " " + note))}");
            }

            drafts = DeclaredKeys.Apply(drafts, parsed.GetValue(keys) ?? []);
            WriteNotes(session, inference.Notes);
            if (parsed.GetValue(output) is { } folder)
                Save(session, drafts, session.FullPath(folder));
            else
                Print(session, drafts);
            failed.Throw();
            return Task.FromResult(0);
        });
    }

    /// <param name="failed">Gets what cannot be read: the others are.</param>
    private static void Read(ContractInference inference, IEnumerable<string> paths, FailedParts failed, CancellationToken cancellationToken)
    {
        var found = InputFiles.FindAll(paths);
        foreach (var unread in found.Unread)
            failed.Add(unread.Reason, null);
        foreach (var file in found.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                inference.Read(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or OverflowException)
            {
                failed.Add(InputFileException.Unreadable(file, error).Message, error);
            }
        }
    }

    /// <summary>What is drafted from messages that would not land is said to be so; as comments, since the drafts are YAML.</summary>
    private static void WriteNotes(CommandSession session, IReadOnlyCollection<string> notes)
    {
        foreach (var note in notes.Take(MaxNotes))
        {
            if (session.Json)
                session.WriteJson(json => json.WriteString("note", note));
            else
                session.Console.WriteLine("# " + note);
        }
    }

    private static void Save(CommandSession session, IReadOnlyList<ContractDraft> drafts, string folder)
    {
        Directory.CreateDirectory(folder);
        var written = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var draft in drafts)
        {
            var name = draft.FileName;
            for (var number = 2; !written.Add(name); number++)
                name = $"{Path.GetFileNameWithoutExtension(draft.FileName)}-{number}.yaml";
            var file = Path.Combine(folder, name);
            var isThere = File.Exists(file);
            if (!isThere)
                File.WriteAllText(file, draft.ToYaml());
            if (session.Json)
                WriteJson(session, draft, file, !isThere);
            else if (isThere)
                session.Console.WriteLine($"{file} is there already and was left alone");
            else
                session.Console.WriteLine($"{file}: {Figures.Count(draft.Contract.Columns.Count, "column")}, {Figures.Count(draft.Guesses.Count, "guess")}, from {draft.Origin}{(draft.Contract.Key.Count == 0 ? EmptyKey(draft) : "")}");
        }
    }

    private static string EmptyKey(ContractDraft draft) => $"\n  the messages of {draft.Contract.Source} tell no key, so 'key' is empty: fill it in, or delete the file and draft it again with --key {draft.Contract.Source}=COLUMNS";

    private static void Print(CommandSession session, IReadOnlyList<ContractDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            if (session.Json)
                WriteJson(session, draft, null, written: false);
            else
                session.Console.WriteLine($"# --- {draft.FileName}\n{draft.ToYaml()}");
        }
    }

    private static void WriteJson(CommandSession session, ContractDraft draft, string? file, bool written) => session.WriteJson(json =>
    {
        json.WriteString("source", draft.Contract.Source);
        json.WriteString("table", draft.Contract.Table);
        json.WriteString("file", file);
        json.WriteBoolean("written", written);
        json.WriteString("origin", draft.Origin);
        json.WriteStartArray("key");
        foreach (var column in draft.Contract.Key)
            json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteStartObject("guesses");
        foreach (var (about, guess) in draft.Guesses)
            json.WriteString(about, guess);
        json.WriteEndObject();
        json.WriteString("yaml", draft.ToYaml());
    });
}
