using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Types;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paklog.Lakehouse.Models;

/// <summary>The test of one model out of its YAML mapping.</summary>
internal sealed class ModelTestReader(Model model, string file, YamlReader yaml)
{
    internal ModelTest? Read(YamlMappingNode root)
    {
        var parts = yaml.Members(root, "A test of a model", "inputs", "output", "cases");
        foreach (var needed in new[] { "output", "cases" }.Where(needed => !parts.ContainsKey(needed)))
            yaml.Error(root, $"The test lacks '{needed}'.");
        if (!parts.TryGetValue("output", out var outputNode) || !parts.TryGetValue("cases", out var casesNode))
            return null;

        var inputs = parts.TryGetValue("inputs", out var inputsNode) ? Inputs(inputsNode) : [];
        foreach (var missing in model.Inputs.Where(input => !inputs.ContainsKey(input)))
            yaml.Error(inputsNode ?? root, $"'inputs' lacks {missing.Show()}, which {model.Table} reads.");
        var output = Columns(outputNode, "'output'");
        if (!output.Select(column => column.Name).SequenceEqual(model.Columns))
            yaml.Error(outputNode, $"'output' must list the columns of {model.Table} in their order: {string.Join(", ", model.Columns)}.");
        if (casesNode is YamlSequenceNode { Children.Count: > 0 } cases)
            return new ModelTest { File = file, Inputs = inputs, Output = output, Cases = [.. cases.Select(node => Case(node, inputs, output))] };
        yaml.Error(casesNode, "'cases' must be a list with at least one case.");
        return null;
    }

    private Dictionary<TableIdentifier, IReadOnlyList<TestColumn>> Inputs(YamlNode node)
    {
        var inputs = new Dictionary<TableIdentifier, IReadOnlyList<TestColumn>>();
        foreach (var (name, columns) in yaml.Members(node, "'inputs'", [.. model.Inputs.SelectMany(Spellings)]))
            inputs[TableIdentifier.Read(name)] = Columns(columns, $"'{name}'");
        return inputs;
    }

    /// <summary>A table as messages name it, and as the SELECT may: between quotes.</summary>
    private static IEnumerable<string> Spellings(TableIdentifier table) => ((IEnumerable<string>)[table.Show(), $"{table.Namespace}.{HeaderName.Show(table.PlainName)}"]).Distinct();

    private List<TestColumn> Columns(YamlNode node, string what)
    {
        var columns = new List<TestColumn>();
        if (node is not YamlMappingNode mapping)
        {
            yaml.Error(node, $"{what} must map columns to Iceberg types, for instance {{ id: long, status: string }}.");
            return columns;
        }

        foreach (var (name, type) in mapping.Children)
        {
            if (yaml.Text(name, "A column") is { } column && Type(type, column) is { } known)
                columns.Add(new TestColumn(column, known));
        }

        return columns;
    }

    private PrimitiveType? Type(YamlNode node, string column)
    {
        if (yaml.Text(node, $"The type of {column}") is not { } text)
            return null;
        try
        {
            var type = IcebergType.Parse(text);
            if (type.TypeId is not (TypeId.Binary or TypeId.Fixed or TypeId.Time))
                return type;
            yaml.Error(node, $"A test cannot write values of the type {text}.");
        }
        catch (IcebergException error)
        {
            yaml.Error(node, $"The type of {column} cannot be used: {error.Message}");
        }

        return null;
    }

    private ModelTestCase Case(YamlNode node, Dictionary<TableIdentifier, IReadOnlyList<TestColumn>> inputs, List<TestColumn> output)
    {
        var parts = yaml.Members(node, "A case", "name", "given", "columns", "expect", "expectAmong");
        if (parts.ContainsKey("expect") == parts.ContainsKey("expectAmong"))
            yaml.Error(node, "A case needs either 'expect' with all rows or 'expectAmong' with some.");
        if (!parts.ContainsKey("name"))
            yaml.Error(node, "A case needs a 'name'.");

        var compared = parts.TryGetValue("columns", out var columnsNode) ? yaml.Texts(columnsNode, "'columns'") : [.. output.Select(column => column.Name)];
        foreach (var unknown in compared.Where(name => !model.Columns.Contains(name)))
            yaml.Error(columnsNode ?? node, $"'columns' names {unknown}, which is no column of {model.Table}.");
        var expected = parts.GetValueOrDefault("expect") ?? parts.GetValueOrDefault("expectAmong");
        return new ModelTestCase
        {
            Name = parts.TryGetValue("name", out var name) ? yaml.Text(name, "'name'") ?? "" : "",
            Line = (int)node.Start.Line,
            Given = parts.TryGetValue("given", out var given) ? Given(given, inputs) : [],
            Expected = expected is null ? [] : Rows(expected, [.. output.Where(column => compared.Contains(column.Name))], "'expect'"),
            AllowsMore = parts.ContainsKey("expectAmong"),
            Columns = compared,
        };
    }

    private Dictionary<TableIdentifier, IReadOnlyList<TestRow>> Given(YamlNode node, Dictionary<TableIdentifier, IReadOnlyList<TestColumn>> inputs)
    {
        var given = new Dictionary<TableIdentifier, IReadOnlyList<TestRow>>();
        foreach (var (name, rows) in yaml.Members(node, "'given'", [.. inputs.Keys.SelectMany(Spellings)]))
        {
            var input = TableIdentifier.Read(name);
            given[input] = Rows(rows, inputs[input], $"'{name}'");
        }

        return given;
    }

    private List<TestRow> Rows(YamlNode node, IReadOnlyList<TestColumn> columns, string what)
    {
        if (node is YamlSequenceNode sequence)
            return [.. sequence.Select(row => Row(row, columns, what))];
        yaml.Error(node, $"{what} must be a list of rows; [] is none.");
        return [];
    }

    private TestRow Row(YamlNode node, IReadOnlyList<TestColumn> columns, string what)
    {
        var values = new Dictionary<string, string>();
        foreach (var (name, value) in yaml.Members(node, $"A row of {what}", [.. columns.Select(column => column.Name)]))
        {
            var type = columns.First(column => column.Name == name).Type;
            if (value is not YamlScalarNode { Value: { } text } scalar)
                yaml.Error(value, $"{name} must be one value.");
            else if (scalar.Style == ScalarStyle.Plain && text is "null" or "")
                continue;
            else if (!DefaultValue.Fits(text, type))
                yaml.Error(value, $"{name} cannot be '{text}': that is no exact value of the type {type}{Hint(type)}.");
            else
                values[name] = text;
        }

        return new TestRow(values);
    }

    private static string Hint(PrimitiveType type) => type.TypeId == TypeId.TimestampTz ? ", which needs a zone, as in 2026-01-31T09:30:00Z" : "";
}
