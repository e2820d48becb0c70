using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>What the header of a model may say of its SELECT.</summary>
internal static class ModelRules
{
    internal static void Check(HeaderReader header, IReadOnlyList<TableIdentifier> inputs, IReadOnlyList<string> columns, Action<int, string> error)
    {
        Output("grain", header.Grain);
        Output("key", header.Key);
        Output("incremental", header.Incremental.Select(rule => rule.Column));
        Output("additive", header.Additive);
        Output("partition", header.Partition.Select(field => field.Column));
        Sources(header, inputs, error);
        Sums(header, inputs, columns, error);

        void Output(string declaration, IEnumerable<string> names)
        {
            foreach (var name in names.Where(name => !columns.Contains(name)))
                error(header.LineOf(declaration), $"'{declaration}:' names {name}, which is no output column of the SELECT.");
        }
    }

    private static void Sources(HeaderReader header, IReadOnlyList<TableIdentifier> inputs, Action<int, string> error)
    {
        var line = header.LineOf("incremental");
        var named = header.Incremental.Select(rule => rule.Sources.Select(source => source.Input).ToHashSet()).ToList();
        foreach (var input in named.SelectMany(set => set).Distinct().Where(input => !inputs.Contains(input)))
            error(line, $"'incremental:' names {input}, which the SELECT does not read.");
        if (named.Exists(set => !set.SetEquals(named[0])))
            error(line, "The lines 'incremental:' must name the same inputs: of an input that lacks a column the changed keys are not known.");
    }

    private static void Sums(HeaderReader header, IReadOnlyList<TableIdentifier> inputs, IReadOnlyList<string> columns, Action<int, string> error)
    {
        if (header.Additive.Count == 0)
            return;
        var line = header.LineOf("additive");
        if (inputs.Count != 1)
            error(line, "'additive:' needs a single input: only then do changed rows give the difference of the sums.");
        foreach (var name in header.Additive.Intersect(header.Key.Union(header.Grain)))
            error(line, $"'additive:' names {name}, which is a column of the {(header.Key.Contains(name) ? "key" : "grain")}.");
        foreach (var name in columns.Except(header.Grain).Except(header.Additive))
            error(line, $"'additive:' lacks {name}: beside the columns of the grain there may only be counts and sums.");
    }
}
