using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paklog.Lakehouse.Configuration;

/// <summary>Reads a configuration file (YAML) without looking at what its keys mean.</summary>
internal static class SettingsFile
{
    /// <exception cref="LakehouseException">The file cannot be read or is not one YAML mapping.</exception>
    internal static Setting Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LakehouseException($"The configuration '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Reads settings from text; <paramref name="file"/> stands in the messages.</summary>
    internal static Setting Parse(string yaml, string file)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            return stream.Documents switch
            {
                [] => Empty(file),
                [{ RootNode: YamlMappingNode root }] => Read(root, file),
                [{ RootNode: YamlScalarNode { Value: null or "" } }] => Empty(file),
                _ => throw new LakehouseException($"{file}:1: A configuration is one YAML mapping, as in `warehouse: warehouse`."),
            };
        }
        catch (YamlException error)
        {
            throw new LakehouseException($"{file}:{error.Start.Line}: This is not valid YAML: {error.Message}", error);
        }
        catch (InvalidOperationException error) when (parser.Current is { } last)
        {
            // YamlDotNet's answer to a flow sequence that does not end.
            throw new LakehouseException($"{file}:{last.Start.Line}: This is not valid YAML: a bracket or brace that opens here or before is not closed.", error);
        }
    }

    private static Setting Empty(string file) => new(file, 1) { Members = new Dictionary<string, Setting>() };

    private static Setting Read(YamlNode node, string file)
    {
        var setting = new Setting(file, (int)node.Start.Line);
        return node switch
        {
            YamlMappingNode mapping => setting with { Members = mapping.Children.ToDictionary(pair => Name(pair.Key, file), pair => Read(pair.Value, file), StringComparer.Ordinal) },
            YamlSequenceNode sequence => setting with { Items = [.. sequence.Select(item => Read(item, file))] },
            YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => setting,
            YamlScalarNode scalar => setting with { Text = scalar.Value },
            _ => setting,
        };
    }

    private static string Name(YamlNode node, string file) =>
        node is YamlScalarNode { Value: { Length: > 0 } name } ? name : throw new LakehouseException($"{file}:{node.Start.Line}: A key must be a plain name.");
}
