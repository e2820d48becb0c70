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

    internal List<IncrementalRule> Incremental { get; private set; } = [];

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

    /// <summary>What a row is, in a sentence.</summary>
    internal void Describe(string sentence) => _sentences.Add(sentence);

    /// <summary>One declaration.</summary>
    internal void Declare(string word, string value, int line)
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
                Partition = PartitionsOf(value, line);
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

    /// <summary>Gives the names of output columns the letters that the SELECT has: names are alike whatever their case.</summary>
    internal void Resolve(IReadOnlyList<string> columns)
    {
        Grain = Own(Grain);
        Key = Own(Key);
        Additive = Own(Additive);
        Partition = Partition.ConvertAll(partition => partition with { Column = OwnName(partition.Column) });
        Incremental = Incremental.ConvertAll(rule => rule with { Column = OwnName(rule.Column) });
        List<string> Own(List<string> names) => names.ConvertAll(OwnName);
        string OwnName(string name) => columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
    }

    private List<string> Names(string value, string word, int line)
    {
        var names = HeaderName.Split(value)?.ConvertAll(part => part is [var one] ? HeaderName.Of(one) : null) ?? [null];
        if (names.Exists(name => name is null))
            error(line, $"'{word}:' takes names of columns in lower case with commas between them, others in double quotes, not '{value}'.");
        else if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count)
            error(line, $"'{word}:' names a column twice.");
        return [.. names.OfType<string>()];
    }

    /// <summary><c>column = layer.table.column, ...</c>: the first piece has the column before its source.</summary>
    private IncrementalRule? RuleOf(string value, int line)
    {
        var parts = HeaderName.Split(value);
        if (parts?[0] is not [var column, var equals, .. var first] || HeaderName.Of(column) is not { } name || !equals.Is("=")
            || parts.Skip(1).Prepend(first).Select(SourceOf).ToList() is var sources && sources.Exists(source => source is null))
        {
            error(line, $"'incremental:' takes 'column = layer.table.column, ...', not '{value}'.");
            return null;
        }

        if (sources.DistinctBy(source => source!.Input).Count() < sources.Count)
            error(line, "'incremental:' names an input twice; one column of it carries the value.");
        if (Incremental.Exists(rule => rule.Column.Equals(name, StringComparison.OrdinalIgnoreCase)))
            error(line, $"'incremental:' for {name} stands here a second time.");
        return new IncrementalRule(name, [.. sources.OfType<InputColumn>()]);
    }

    private static InputColumn? SourceOf(List<SqlToken> tokens) =>
        tokens is [{ Kind: SqlTokenKind.Word } layer, var dot, var table, var next, var column] && dot.Is(".") && next.Is(".") && HeaderName.Of(layer) is { } ns && HeaderName.Of(table) is { } name && HeaderName.Of(column) is { } source
            ? new InputColumn(TableIdentifier.Of(ns, name), source)
            : null;

    private List<PartitionColumn> PartitionsOf(string value, int line) => [.. (HeaderName.Split(value) ?? [[]]).Select(tokens => PartitionOf(tokens, value, line)).OfType<PartitionColumn>()];

    private PartitionColumn? PartitionOf(List<SqlToken> tokens, string value, int line)
    {
        if (tokens is [var plain] && HeaderName.Of(plain) is { } column)
            return new PartitionColumn(column, "identity");
        if (tokens is [{ Kind: SqlTokenKind.Word } transform, var opening, var inner, var closing] && opening.Is("(") && closing.Is(")") && Transforms.Contains(transform.Text) && HeaderName.Of(inner) is { } transformed)
            return new PartitionColumn(transformed, transform.Text);
        error(line, $"'partition:' takes columns, plain or as year(column), month(column), day(column) or hour(column), not '{(tokens.Count == 0 ? value : value[tokens[0].Start..tokens[^1].End])}'.");
        return null;
    }

    [GeneratedRegex(@"^([A-Za-z_-]+)\s*:\s*(.*)$")]
    private static partial Regex Declaration();
}
