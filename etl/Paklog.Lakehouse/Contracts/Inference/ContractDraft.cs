using System.Text;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>A contract as far as it can be read off the input, and what in it is guessed. Its key is empty where no message and no schema change tells it.</summary>
/// <param name="Guesses">By column name: what a person should look at.</param>
public sealed partial record ContractDraft(Contract Contract, string Origin, IReadOnlyDictionary<string, string> Guesses)
{
    /// <summary>The source's name, of which no character leads to another folder.</summary>
    public string FileName => UnsafeInFiles().Replace(string.Join('.', SourceName.Parts(Contract.Source)), "_") + ".yaml";

    /// <summary>The draft with the key that a person says.</summary>
    public ContractDraft WithKey(IReadOnlyList<string> key) => this with
    {
        Contract = Contract with { Key = key, Columns = [.. Contract.Columns.Select(column => column with { Required = column.Required || key.Contains(column.Name) })] },
    };

    /// <summary>The contract file, with a comment beside every guess. <see cref="ContractFile"/> reads it once the key is filled in.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        text.Append("# Drafted from ").Append(Origin).Append(".\n# Not in the input, so not in the draft: region, history, parent, policies, PII classes.\n");
        text.Append("source: ").Append(Scalar(Contract.Source)).Append("\ntable: ").Append(Scalar(Contract.Table));
        text.Append("\nkey: ").Append(Sequence(Contract.Key)).Append(Contract.Key.Count == 0 ? EmptyKey : "").Append("\ncolumns:\n");
        foreach (var column in Contract.Columns)
            text.Append("  - { ").AppendJoin(", ", Parts(column)).Append(" }").Append(Comment(column.Name)).Append('\n');
        if (Contract.Dropped.Count > 0)
            text.Append("dropped: ").Append(Sequence(Contract.Dropped)).Append('\n');
        return text.ToString();
    }

    private const string EmptyKey = "   # FILL IN: the messages tell no key. Name the columns that no two rows have alike, for instance [id]: rows that have them alike are one row in Silver.";

    private static IEnumerable<string> Parts(ContractColumn column)
    {
        yield return $"name: {Scalar(column.Name)}";
        yield return $"type: {Scalar(column.Type.ToString())}";
        if (column.Encoding.Kind != EncodingKind.Plain)
            yield return $"encoding: {Scalar(column.Encoding.ToString())}";
        if (column.Required)
            yield return "required: true";
        if (column.RenamedFrom.Count > 0)
            yield return $"renamedFrom: {Sequence(column.RenamedFrom)}";
        if (column.Default is { } value)
            yield return $"default: {YamlText.Quote(value)}";
    }

    private static string Sequence(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Scalar))}]";

    private static string Scalar(string text) => PlainText().IsMatch(text) && !Words().IsMatch(text) ? text : YamlText.Quote(text);

    private string Comment(string about) => Guesses.TryGetValue(about, out var guess) ? $"   # guess: {guess.ReplaceLineEndings(" ")}" : "";

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.-]*$")]
    private static partial Regex PlainText();

    [GeneratedRegex("""[^\p{L}\p{M}\p{N} ._-]|^[.]""")]
    private static partial Regex UnsafeInFiles();

    [GeneratedRegex("^(true|false|null|yes|no|on|off|y|n)$", RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
