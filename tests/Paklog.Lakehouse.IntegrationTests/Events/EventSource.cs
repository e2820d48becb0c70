using System.Text.Json.Nodes;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>A table in the database of one scenario, whose rows are given as key and values.</summary>
internal sealed class EventSource(string scenario, SourceTable table, params string[] columns)
{
    public SourceTable Table => table;

    /// <summary>A row as JSON: the key, then a value for each column; a column without a value is not in it.</summary>
    public string Row(string id, params object?[] values)
    {
        var row = new JsonObject { ["id"] = $"{scenario}/{id}" };
        for (var i = 0; i < values.Length; i++)
            row[columns[i]] = values[i] is string text && text.StartsWith('@') ? $"{scenario}/{text[1..]}" : JsonValue.Create(values[i]);
        return row.ToJsonString();
    }

    public ChangeLine Create(long position, string id, params object?[] values) => table.Create(position, Row(id, values));

    public ChangeLine Update(long position, string id, params object?[] values) => table.Update(position, Row(id, values));

    public ChangeLine Delete(long position, string id, params object?[] values) => table.Delete(position, Row(id, values));

    public ChangeLine Read(long position, string id, string marker, double second, params object?[] values) => table.Read(position, Row(id, values), marker, second);

    public ChangeLine[] Move(long position, string from, string to, params object?[] values)
    {
        var (delete, create) = table.Move(position, Row(from, values), Row(to, values));
        return [delete, create];
    }
}
