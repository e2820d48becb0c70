using System.Text.Json;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>silver.customers_history against customers_scd2_history.json.gz: per customer the tracked states in order, null for a time without the row.</summary>
internal static class CustomerStates
{
    public static Differences Compare(Truth truth, IReadOnlyList<JsonElement> rows)
    {
        var expected = truth.CustomerStates();
        var found = new List<Difference>();
        var ours = rows.GroupBy(row => row.GetProperty("id").GetRawText()).ToDictionary(customer => customer.Key, customer => customer.OrderBy(row => row.GetProperty("version").GetInt32()).ToList());
        found.AddRange(ours.Keys.Except(expected.Keys).Select(key => new Difference(key, "extra customer", null, key)));
        foreach (var (key, states) in expected)
        {
            var versions = ours.GetValueOrDefault(key, []);
            var theirs = JsonSerializer.Serialize(states.Where(state => state is not null));
            var actual = JsonSerializer.Serialize(versions.Select(version => TruthTables.Customers.Tracked.Select(column => version.GetProperty(column).GetString())));
            if (theirs != actual)
                found.Add(new Difference(key, "states", theirs, actual));
            else
                found.AddRange(Gaps(key, states, versions));
        }

        return new Differences("customers_history", expected.Count, found);
    }

    /// <summary>A gap may have no length (delete and insert in one second), so a version that ends where the next begins does not say that there was none.</summary>
    private static IEnumerable<Difference> Gaps(string key, IReadOnlyList<IReadOnlyList<string?>?> states, List<JsonElement> versions)
    {
        var gone = new List<bool>();
        foreach (var state in states)
        {
            if (state is null)
                gone[^1] = true;
            else
                gone.Add(false);
        }

        for (var i = 0; i < versions.Count; i++)
        {
            var end = versions[i].GetProperty("valid_to").GetString();
            var next = i + 1 < versions.Count ? versions[i + 1].GetProperty("valid_from").GetString() : null;
            if (!gone[i] && end != next)
                yield return new Difference(key, $"end of version {i + 1}", next, end);
            if (gone[i] && end is null)
                yield return new Difference(key, $"end of version {i + 1}", "a delete", null);
        }
    }
}
