using System.Globalization;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Generated;

/// <summary>Lines as a scenario of which the model says what the tables hold.</summary>
internal static class ModelScenario
{
    private static readonly Dictionary<string, string[]> Tracked = new()
    {
        ["items"] = ["name"],
        ["wiped"] = ["name"],
        ["docs"] = ["title", "body"],
        ["wiped_docs"] = ["title", "body"],
        ["lines"] = ["name"],
        ["prices"] = ["name", "amount"],
    };

    public static Scenario Of(string name, string table, IReadOnlyList<ChangeLine> lines)
    {
        var (rows, history) = EventModel.Of(ModelInput.Of(lines, parents: table == "lines" ? "orders" : null), Tracked[table], parent: table == "lines" ? "order_id" : null);
        string Text(IEnumerable<string?> values) => string.Join(' ', values.Select(value => value is null ? "null" : value.StartsWith(name + "/", StringComparison.Ordinal) ? value[(name.Length + 1)..] : value));
        return new Scenario(
            name,
            table,
            lines,
            [.. rows.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => Text(row.Value.Values))],
            [.. history.OrderBy(key => key.Key, StringComparer.Ordinal).SelectMany(key => key.Value.Select((version, index) =>
                $"{Text([key.Key])}.{index + 1} {Text(Tracked[table].Select(column => version.Row[column]))} {Number(version.From)}-{Number(version.To)}"))]);
    }

    private static string Number(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
