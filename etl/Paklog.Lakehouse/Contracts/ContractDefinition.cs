using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Contracts;

/// <summary>The canonical text of a contract: one line a part, names and values as JSON strings so that no two contracts share a text.</summary>
internal static class ContractDefinition
{
    internal static string Write(Contract contract)
    {
        var text = new StringBuilder("contract 1\n");
        Line(text, "source", contract.Source);
        Line(text, "table", contract.Table);
        Line(text, "key", [.. contract.Key]);
        if (contract.History is { } history)
            Line(text, history.AllBut ? "trackAllBut" : "track", [.. history.Columns.Order(StringComparer.Ordinal)]);
        if (contract.Parent is { } parent)
            Line(text, "parent", [parent.Table, .. parent.Key.SelectMany(pair => new[] { pair.Column, pair.ParentColumn })]);
        foreach (var column in contract.Columns)
            Column(text, column);
        return text.ToString();
    }

    private static void Column(StringBuilder text, ContractColumn column)
    {
        Line(text, "column", column.Name, column.Type.ToString(), column.Encoding.ToString(), column.Required ? "required" : "optional");
        if (column.RenamedFrom.Count > 0)
            Line(text, "renamedFrom", [.. column.RenamedFrom]);
        if (column.Default is { } value)
            Line(text, "default", value);
        Policy(text, "onNaN", column.OnNaN);
        Policy(text, "onInfinity", column.OnInfinity);
        Policy(text, "onZeroDate", column.OnZeroDate);
        Policy(text, "onOutOfRange", column.OnOutOfRange);
    }

    private static void Policy(StringBuilder text, string name, ValuePolicy? policy)
    {
        if (policy is { } value)
            Line(text, name, value.ToString());
    }

    private static void Line(StringBuilder text, string name, params string[] values) =>
        text.Append(name).Append(' ').AppendJoin(' ', values.Select(value => JsonSerializer.Serialize(value))).Append('\n');
}
