using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Types;
using YamlDotNet.RepresentationModel;

namespace Paklog.Lakehouse.Contracts;

/// <summary>One contract out of its YAML mapping.</summary>
internal sealed class ContractReader(string file, List<DeclarationFault> errors)
{
    private readonly YamlReader yaml = new(file, errors);

    /// <summary>Where a column or a part stands, for the faults that <see cref="ContractRules"/> finds.</summary>
    private readonly Dictionary<object, YamlNode> places = new(ReferenceEqualityComparer.Instance);

    internal Contract? Read(YamlMappingNode root)
    {
        var before = errors.Count;
        var parts = yaml.Members(root, "A contract", "source", "table", "key", "region", "history", "parent", "columns", "dropped");
        foreach (var needed in new[] { "source", "table", "key", "columns" }.Where(needed => !parts.ContainsKey(needed)))
            yaml.Error(root, $"The contract lacks '{needed}'.");
        if (errors.Count > before)
            return null;

        var key = yaml.Texts(parts["key"], "'key'");
        var contract = new Contract
        {
            Source = Source(parts["source"]),
            Table = yaml.Text(parts["table"], "'table'") ?? "",
            Key = key,
            Region = parts.TryGetValue("region", out var region) ? yaml.Text(region, "'region'") : null,
            History = parts.TryGetValue("history", out var history) ? History(history) : null,
            Parent = parts.TryGetValue("parent", out var parent) ? Parent(parent) : null,
            Columns = Columns(parts["columns"], key),
            Dropped = parts.TryGetValue("dropped", out var dropped) ? yaml.Texts(dropped, "'dropped'") : [],
        };
        if (errors.Count > before)
            return null;

        ContractRules.Check(contract, (part, message) => yaml.Error(part is string name ? parts[name] : places[part], message));
        return contract;
    }

    /// <summary>With quotes only where they are needed, so that one table has one text.</summary>
    private string Source(YamlNode node) => yaml.Text(node, "'source'") is { } text ? SourceName.Parse(text)?.ToString() ?? text : "";

    private HistoryRule? History(YamlNode node)
    {
        var rule = yaml.Members(node, "'history'", "track", "trackAllBut");
        if (rule.Count != 1)
        {
            yaml.Error(node, "'history' needs either 'track' or 'trackAllBut', each a list of columns.");
            return null;
        }

        var (name, columns) = rule.Single();
        return new HistoryRule(name == "trackAllBut", yaml.Texts(columns, $"'{name}'"));
    }

    private ParentRule? Parent(YamlNode node)
    {
        var rule = yaml.Members(node, "'parent'", "table", "key", "onDelete");
        if (rule.Count != 3)
        {
            yaml.Error(node, "'parent' needs 'table', 'key' (this table's column: the parent's) and 'onDelete: cascade'.");
            return null;
        }

        if (yaml.Text(rule["onDelete"], "'onDelete'") is not (null or "cascade"))
            yaml.Error(rule["onDelete"], "'onDelete' can only be cascade: other rules send events for the child rows.");
        if (rule["key"] is not YamlMappingNode { Children.Count: > 0 } pairs)
        {
            yaml.Error(rule["key"], "'key' of 'parent' must map this table's columns to the parent's, for instance { order_id: id }.");
            return null;
        }

        var keys = pairs.Children.Select(pair => new ParentKey(yaml.Text(pair.Key, "A column") ?? "", yaml.Text(pair.Value, "A parent column") ?? ""));
        return new ParentRule(yaml.Text(rule["table"], "'table'") ?? "", [.. keys]);
    }

    private List<ContractColumn> Columns(YamlNode node, List<string> key)
    {
        if (node is not YamlSequenceNode sequence || sequence.Children.Count == 0)
        {
            yaml.Error(node, "'columns' must be a list of columns.");
            return [];
        }

        return [.. sequence.Select(item => Column(item, key)).OfType<ContractColumn>()];
    }

    private ContractColumn? Column(YamlNode node, List<string> key)
    {
        var parts = yaml.Members(
            node, "A column", "name", "type", "encoding", "required", "pii", "renamedFrom", "default", "onNaN", "onInfinity", "onZeroDate", "onOutOfRange");
        if (!parts.TryGetValue("name", out var nameNode) || !parts.TryGetValue("type", out var typeNode))
        {
            yaml.Error(node, "A column needs 'name' and 'type'.");
            return null;
        }

        if (yaml.Text(nameNode, "'name'") is not { } name || Type(typeNode, name) is not { } type)
            return null;

        var column = new ContractColumn(name, type)
        {
            Encoding = parts.TryGetValue("encoding", out var encoding) ? Encoding(encoding, name) : ColumnEncoding.Plain,
            Required = key.Contains(name) || (parts.TryGetValue("required", out var required) && yaml.Flag(required, "'required'")),
            Pii = parts.TryGetValue("pii", out var pii) ? yaml.Choice<PiiClass>(pii, "'pii'") ?? PiiClass.Internal : PiiClass.Internal,
            RenamedFrom = parts.TryGetValue("renamedFrom", out var renamed) ? yaml.Texts(renamed, "'renamedFrom'") : [],
            Default = parts.TryGetValue("default", out var value) ? Default(value) : null,
            OnNaN = Policy(parts, "onNaN"),
            OnInfinity = Policy(parts, "onInfinity"),
            OnZeroDate = Policy(parts, "onZeroDate"),
            OnOutOfRange = Policy(parts, "onOutOfRange") ?? ValuePolicy.Reject,
        };
        places[column] = node;
        return column;
    }

    private IcebergType? Type(YamlNode node, string column)
    {
        if (yaml.Text(node, $"'type' of {column}") is not { } text)
            return null;
        try
        {
            return ContractTypes.Parse(text);
        }
        catch (IcebergException error)
        {
            yaml.Error(node, $"The type of {column} cannot be used: {error.Message}");
            return null;
        }
    }

    private ColumnEncoding Encoding(YamlNode node, string column)
    {
        if (yaml.Text(node, $"'encoding' of {column}") is not { } text)
            return ColumnEncoding.Plain;
        if (ColumnEncoding.Parse(text) is { } encoding)
            return encoding;
        yaml.Error(node, $"'{text}' of {column} is no encoding; known are {string.Join(", ", ColumnEncoding.KnownNames)}.");
        return ColumnEncoding.Plain;
    }

    private ValuePolicy? Policy(Dictionary<string, YamlNode> parts, string name) =>
        parts.TryGetValue(name, out var node) ? yaml.Choice<ValuePolicy>(node, $"'{name}'") : null;

    private string? Default(YamlNode node)
    {
        if (node is YamlScalarNode { Value: { } text })
            return text;
        yaml.Error(node, "'default' must be one value, for instance \"web\", false or 0.50.");
        return null;
    }
}
