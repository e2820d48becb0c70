using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Whose contract a file is that cannot be used: by its top-level keys as far as they can be made out, else by its name, <c>database.table.yaml</c> or <c>schema.table.yaml</c>.</summary>
internal sealed partial class ContractTarget
{
    private ContractTarget(string file, string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Mapping(text) ?? Lines(text))
            values.TryAdd(key, value);
        var named = Path.GetFileNameWithoutExtension(file);
        var source = values.TryGetValue("source", out var said) ? SourceName.Parse(said) : null;
        Said = source?.ToString();
        source ??= SourceName.Parse(named);
        Source = source?.ToString();
        Table = values.GetValueOrDefault("table") is { Length: > 0 } table ? table : source is null ? null : OwnName(source.Table);
        HasHistory = text.Length == 0 || values.ContainsKey("history");
    }

    /// <param name="source">As <see cref="SourceName"/> reads it.</param>
    internal ContractTarget(string source, string? table, bool hasHistory)
    {
        var name = SourceName.Parse(source);
        Said = Source = name?.ToString();
        Table = table ?? (name is null ? null : OwnName(name.Table));
        HasHistory = hasHistory;
    }

    /// <summary>The source by the text alone.</summary>
    public string? Said { get; }

    public string? Source { get; }

    public string? Table { get; }

    public bool HasHistory { get; }

    /// <param name="text">What the file holds; empty where it cannot be read.</param>
    public static ContractTarget Of(string file, string text) => new(file, text);

    private static IEnumerable<(string Key, string Value)>? Mapping(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? root.Children.Select(pair => ((pair.Key as YamlScalarNode)?.Value ?? "", (pair.Value as YamlScalarNode)?.Value ?? ""))
                : null;
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Key, string Value)> Lines(string text) =>
        Member().Matches(text).Select(member => (member.Groups["key"].Value, member.Groups["value"].Value.Trim().Trim('"', '\'')));

    /// <summary>As a table is called of which no contract says it.</summary>
    private static string? OwnName(string table) => NoLetters().Replace(table.ToLowerInvariant(), "_").Trim('_') is { Length: > 0 } name ? name : null;

    [GeneratedRegex("""^["']?(?<key>source|table|history)["']?[ \t]*:(?<value>[^#\r\n]*)""", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoLetters();
}
