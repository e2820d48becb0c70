using System.Text.Json;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>
/// Some events of one source and what the tables say of them in the end, in whatever order they arrive. Its keys begin with its name and its source bears it, so that
/// scenarios share tables without touching one another.
/// </summary>
/// <param name="Lines">In the order in which the source made them.</param>
/// <param name="Current">A row of the table as <c>key column column</c>, the key without the scenario's name.</param>
/// <param name="History">A version as <c>key.version tracked from-to</c> in seconds after <see cref="ChangeLine.Start"/>; null where the table has no history.</param>
internal sealed record Scenario(string Name, string Table, IReadOnlyList<ChangeLine> Lines, IReadOnlyList<string> Current, IReadOnlyList<string>? History)
{
    public override string ToString() => Name;

    /// <summary>The rows of the scenario as <see cref="Current"/> writes them.</summary>
    public async Task<IReadOnlyList<string>> CurrentAsync(TestLakehouse lakehouse)
    {
        var rows = await RowsAsync(lakehouse, "silver." + Table, "order by id");
        return [.. rows.Select(row => string.Join(' ', row.EnumerateObject().Select(Shown)))];
    }

    /// <summary>The versions of the scenario as <see cref="History"/> writes them.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync(TestLakehouse lakehouse)
    {
        var tracked = lakehouse.Definition.Contracts.Single(contract => contract.Table == Table).History!;
        var rows = await RowsAsync(lakehouse, $"silver.{Table}_history", "order by id, version");
        return [.. rows.Select(row =>
        {
            var values = row.EnumerateObject().Where(member => tracked.Columns.Contains(member.Name)).Select(Shown);
            Assert.Equal(row.GetProperty("valid_to").ValueKind == JsonValueKind.Null, row.GetProperty("is_current").GetBoolean());
            return $"{Key(row)}.{row.GetProperty("version")} {string.Join(' ', values)} {Second(row, "valid_from")}-{Second(row, "valid_to")}";
        })];
    }

    private Task<IReadOnlyList<JsonElement>> RowsAsync(TestLakehouse lakehouse, string table, string order) =>
        lakehouse.RowsAsync(table, "*", $"where starts_with(id, '{Name}/') {order}");

    private string Key(JsonElement row) => row.GetProperty("id").GetString()![(Name.Length + 1)..];

    private string Shown(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String when member.Value.GetString()!.StartsWith(Name + "/", StringComparison.Ordinal) => member.Value.GetString()![(Name.Length + 1)..],
        _ => member.Value.ToString(),
    };

    private static string Second(JsonElement row, string column) => row.GetProperty(column).ValueKind == JsonValueKind.Null
        ? ""
        : (DateTimeOffset.Parse(row.GetProperty(column).GetString()!, System.Globalization.CultureInfo.InvariantCulture) - ChangeLine.Start).TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
