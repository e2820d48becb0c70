using Paklog.Lakehouse.Declarations;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Takes values out of YAML nodes and notes every fault with its line; a value that cannot be taken is null.</summary>
internal sealed class YamlReader(string file, List<DeclarationFault> errors)
{
    internal void Error(YamlNode at, string message) => errors.Add(new DeclarationFault(file, (int)at.Start.Line, message));

    /// <summary>The members of a mapping by name; names that are not known are faults.</summary>
    internal Dictionary<string, YamlNode> Members(YamlNode node, string what, params string[] known)
    {
        var members = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping)
        {
            Error(node, $"{what} must be a mapping with the keys {string.Join(", ", known)}.");
            return members;
        }

        foreach (var (keyNode, value) in mapping.Children)
        {
            if (keyNode is YamlScalarNode { Value: { } key } && known.Contains(key))
                members[key] = value;
            else
                Error(keyNode, $"{what} has no key '{keyNode}'; known keys are {string.Join(", ", known)}.");
        }

        return members;
    }

    internal string? Text(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Value: { Length: > 0 } text })
            return text;
        Error(node, $"{what} must be a text.");
        return null;
    }

    internal List<string> Texts(YamlNode node, string what)
    {
        if (node is YamlSequenceNode sequence)
            return [.. sequence.Select(item => Text(item, what)).OfType<string>()];
        Error(node, $"{what} must be a list, for instance [id].");
        return [];
    }

    internal bool Flag(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag)
            return flag.Value == "true";
        Error(node, $"{what} must be true or false.");
        return false;
    }

    internal T? Choice<T>(YamlNode node, string what)
        where T : struct, Enum
    {
        // A plain null is the name of a policy here, not the absence of one.
        if (node is YamlScalarNode { Value: { } text } && Enum.GetValues<T>().FirstOrDefault(value => Is(value, text)) is var choice && Is(choice, text))
            return choice;
        Error(node, $"{what} must be one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
        return null;
    }

    private static bool Is<T>(T value, string text)
        where T : struct, Enum => value.ToString().ToLowerInvariant() == text;
}
