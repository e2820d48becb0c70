using System.Text.Json;

namespace Paklog.Lakehouse.Testing;

/// <summary>What the databases themselves say of a recording (shared/data/cdc/RUN): final and committed states as canonical text, and the planned defects.</summary>
public sealed class Truth(string folder)
{
    public static Truth Main => new(Shared.Require("data/cdc/main"));

    public static Truth Small => new(Shared.Require("data/cdc/small"));

    /// <summary>The rows at the end, by key: canonical values in the order of the table's columns.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string?>> Final(TruthTable table)
    {
        var rows = new Dictionary<string, IReadOnlyList<string?>>();
        foreach (var line in JsonLines.ReadGzip(Path.Combine(folder, "final", table.Source + ".jsonl.gz")))
        {
            if (!line.EnumerateObject().Select(member => member.Name).ToHashSet().SetEquals(table.Columns.Select(column => column.Name)))
                throw new InvalidDataException($"The final state of {table.Source} has other columns than TruthTables declares: {line}");
            var row = Row(table, line);
            rows.Add(table.KeyOf(row), row);
        }
        return rows;
    }

    /// <summary>The versions of every key that ever was, in the order of their commits, over the table's tracked columns (history.jsonl.gz).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CommittedVersion>> History(TruthTable table)
    {
        var tracked = table.Tracked.Select(table.IndexOf).ToArray();
        var keys = new Dictionary<string, List<CommittedVersion>>();
        foreach (var line in JsonLines.ReadGzip(Path.Combine(folder, "history.jsonl.gz")))
        {
            if (line.TryGetProperty("truncate", out var truncated) && truncated.GetString() == table.Name)
                keys.Values.ToList().ForEach(Delete);
            if (!line.TryGetProperty("row", out var state) || line.GetProperty("table").GetString() != table.Name)
                continue;
            if (state.ValueKind == JsonValueKind.Null)
            {
                var gone = string.Join('/', table.Key.Select(name => Value(table.Columns[table.IndexOf(name)], line.GetProperty("pk"))));
                if (keys.TryGetValue(gone, out var alive)) // inserted and deleted in one transaction: never a committed state
                    Delete(alive);
                continue;
            }
            var row = Row(table, state);
            var key = table.KeyOf(row);
            if (!keys.TryGetValue(key, out var versions))
                keys.Add(key, versions = []);
            if (versions is not [.., { Deleted: false } last] || tracked.Any(i => last.Row[i] != row[i]))
                versions.Add(new CommittedVersion(row, Deleted: false));
        }
        return keys.ToDictionary(entry => entry.Key, IReadOnlyList<CommittedVersion> (entry) => entry.Value);
    }

    /// <summary>
    /// customers_scd2_history.json.gz: a customer's states of the six tracked columns, null for a time without the row; made apart from <see cref="History"/>.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string?>?>> CustomerStates()
    {
        var document = JsonLines.ReadGzip(Path.Combine(folder, "customers_scd2_history.json.gz")).Single();
        return document.GetProperty("history").EnumerateObject().ToDictionary(
            customer => customer.Name,
            IReadOnlyList<IReadOnlyList<string?>?> (customer) => [.. customer.Value.EnumerateArray().Select(Strings)]);
    }

    /// <summary>The order ids of each planted defect of the ledger (truth.json, planned_defects), by recon_class, ascending.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> PlannedDefects()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "truth.json")));
        return document.RootElement.GetProperty("planned_defects").EnumerateObject().ToDictionary(
            defect => defect.Name,
            IReadOnlyList<long> (defect) => [.. defect.Value.EnumerateArray().Select(order => order.GetProperty("order_id").GetInt64()).Order()]);
    }

    private static string?[]? Strings(JsonElement array) =>
        array.ValueKind == JsonValueKind.Null ? null : [.. array.EnumerateArray().Select(value => value.GetString())];

    private static string?[] Row(TruthTable table, JsonElement row) => [.. table.Columns.Select(column => Value(column, row))];

    private static string? Value(TruthColumn column, JsonElement row)
    {
        var stored = row.TryGetProperty(column.Name, out var value) || (column.RenamedFrom is { } old && row.TryGetProperty(old, out value));
        return Canonical.FromDatabase(column.Kind, stored ? value.GetString() : column.Default);
    }

    private static void Delete(List<CommittedVersion> versions) => versions[^1] = versions[^1] with { Deleted = true };
}
