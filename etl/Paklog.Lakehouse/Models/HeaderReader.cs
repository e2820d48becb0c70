using System.Text.RegularExpressions;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>Reads the comment lines above a SELECT: sentences, and declarations of the form <c>-- word: value</c>.</summary>
internal sealed partial class HeaderReader(Action<int, string> error)
{
    private const string Known = "grain, key, incremental, additive, partition";
    private static readonly string[] Transforms = ["identity", "year", "month", "day", "hour"];

    private readonly List<string> _sentences = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    internal string Description => string.Join(' ', _sentences);

    internal List<string> Grain { get; private set; } = [];

    internal List<string> Key { get; private set; } = [];

    internal List<IncrementalRule> Incremental { get; } = [];

    internal List<string> Additive { get; private set; } = [];

    internal List<PartitionColumn> Partition { get; private set; } = [];

    /// <summary>The line of a declaration; 1 where it is absent.</summary>
    internal int LineOf(string declaration) => _lines.GetValueOrDefault(declaration, 1);

    /// <param name="comments">The comments above the SELECT.</param>
    internal void Read(IEnumerable<SqlToken> comments)
    {
        foreach (var comment in comments)
        {
            if (comment.Kind == SqlTokenKind.BlockComment)
            {
                error(comment.Line, "Write what stands above the SELECT in lines that begin with --.");
                continue;
            }

            var text = comment.Text[2..].Trim();
            if (Declaration().Match(text) is { Success: true } declaration)
                Declare(declaration.Groups[1].Value, declaration.Groups[2].Value, comment.Line);
            else if (text.Length > 0)
                _sentences.Add(text);
        }

        if (_sentences.Count == 0)
            error(1, "The header lacks a sentence that says what a row is.");
        if (!_lines.ContainsKey("grain"))
            error(1, "The header lacks '-- grain:' with the columns that tell rows apart.");
        if (!_lines.ContainsKey("key"))
            Key = Grain;
    }

    /// <summary>Declarations further down would be passed over in silence.</summary>
    internal void RefuseBelow(IEnumerable<SqlToken> comments)
    {
        foreach (var comment in comments)
        {
            var word = Declaration().Match(comment.Text[2..].Trim()).Groups[1].Value;
            if (comment.Kind == SqlTokenKind.LineComment && Known.Split(", ").Contains(word))
                error(comment.Line, $"'{word}:' must stand above the SELECT.");
        }
    }

    private void Declare(string word, string value, int line)
    {
        if (word != "incremental" && !_lines.TryAdd(word, line))
        {
            error(line, $"'{word}:' stands here a second time.");
            return;
        }

        switch (word)
        {
            case "grain":
                Grain = Names(value, word, line);
                break;
            case "key":
                Key = Names(value, word, line);
                break;
            case "additive":
                Additive = Names(value, word, line);
                break;
            case "partition":
                Partition = [.. value.Split(',', StringSplitOptions.TrimEntries).Select(text => PartitionOf(text, line)).OfType<PartitionColumn>()];
                break;
            case "incremental":
                _lines.TryAdd(word, line);
                if (RuleOf(value, line) is { } rule)
                    Incremental.Add(rule);
                break;
            default:
                error(line, $"A header has no '{word}:'; known are {Known}.");
                break;
        }
    }

    private List<string> Names(string value, string word, int line)
    {
        var names = value.Split(',', StringSplitOptions.TrimEntries).ToList();
        if (names.Exists(name => !Name().IsMatch(name)))
            error(line, $"'{word}:' takes names of columns in lower case with commas between them, not '{value}'.");
        else if (names.Distinct().Count() < names.Count)
            error(line, $"'{word}:' names a column twice.");
        return names;
    }

    private IncrementalRule? RuleOf(string value, int line)
    {
        if (Rule().Match(value) is not { Success: true } match)
        {
            error(line, $"'incremental:' takes 'column = layer.table.column, ...', not '{value}'.");
            return null;
        }

        var sources = match.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries).Select(source => source.Split('.'))
            .Select(parts => new InputColumn(new TableIdentifier(parts[0], parts[1]), parts[2])).ToList();
        if (sources.DistinctBy(source => source.Input).Count() < sources.Count)
            error(line, "'incremental:' names an input twice; one column of it carries the value.");
        if (Incremental.Exists(rule => rule.Column == match.Groups[1].Value))
            error(line, $"'incremental:' for {match.Groups[1].Value} stands here a second time.");
        return new IncrementalRule(match.Groups[1].Value, sources);
    }

    private PartitionColumn? PartitionOf(string text, int line)
    {
        if (PartitionText().Match(text) is { Success: true } match)
        {
            var transform = match.Groups[1].Success ? match.Groups[1].Value : "identity";
            if (Transforms.Contains(transform))
                return new PartitionColumn(match.Groups[2].Value, transform);
        }

        error(line, $"'partition:' takes columns, plain or as year(column), month(column), day(column) or hour(column), not '{text}'.");
        return null;
    }

    [GeneratedRegex(@"^([A-Za-z_-]+)\s*:\s*(.*)$")]
    private static partial Regex Declaration();

    [GeneratedRegex("^[a-z_][a-z0-9_]*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^([a-z_][a-z0-9_]*)\s*=\s*([a-z]+(?:\.[a-z_][a-z0-9_]*){2}(?:\s*,\s*[a-z]+(?:\.[a-z_][a-z0-9_]*){2})*)$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^(?:([a-z]+)\(\s*)?([a-z_][a-z0-9_]*)(?(1)\s*\))$")]
    private static partial Regex PartitionText();
}
