using System.Globalization;
using System.Text.Json;

namespace Paklog.Lakehouse.Testing;

/// <summary>Compares rows as <c>lakehouse query --json</c> prints them with the databases' own, or with one another.</summary>
public static class Compare
{
    private static readonly string[] HistoryColumns = ["valid_from", "valid_to", "is_current", "version"];

    /// <summary>Every row and every column of a current table against the database's final state. Columns that begin with an underscore are ours and not compared.</summary>
    public static Differences FinalTable(TruthTable table, Truth truth, IReadOnlyList<JsonElement> rows) => Final(table, truth.Final(table), rows);

    /// <summary>
    /// A history table against the committed states: as many versions, in order of <c>version</c> (1, 2, ...), each with the columns' values at its opening;
    /// closed where the next opens, or earlier where the row was deleted in between; current exactly when it is the last and the row lives; never of negative length.
    /// </summary>
    public static Differences History(TruthTable table, Truth truth, IReadOnlyList<JsonElement> rows)
    {
        var expected = truth.History(table);
        var found = new List<Difference>();
        UnknownColumns(table, rows, HistoryColumns, found);
        var actual = rows.Select(row => (Row: row, Values: Values(table, row))).ToLookup(version => table.KeyOf(version.Values)).ToDictionary(key => key.Key);
        found.AddRange(actual.Keys.Where(key => !expected.ContainsKey(key)).Select(key => new Difference(key, "extra key", null, key)));
        foreach (var (key, versions) in expected)
        {
            if (!actual.TryGetValue(key, out var ours))
            {
                found.Add(new Difference(key, "missing key", $"{versions.Count} versions", null));
                continue;
            }
            var ordered = ours.OrderBy(version => version.Row.GetProperty("version").GetInt64()).ToList();
            if (ordered.Count != versions.Count)
            {
                found.Add(new Difference(key, "versions", Text(versions.Count), Text(ordered.Count)));
                continue;
            }
            for (var i = 0; i < versions.Count; i++)
            {
                var name = $"{key} version {i + 1}";
                Columns(table, name, versions[i].Row, ordered[i].Values, found);
                Validity(name, i, versions, [.. ordered.Select(version => version.Row)], found);
            }
        }
        return new Differences(table.Name + "_history", expected.Values.Sum(versions => versions.Count), found);
    }

    /// <summary>Two results of ours against one another, as they are printed: the same keys, and the same text of every column but the named ones.</summary>
    public static Differences Rows(
        string table, IReadOnlyList<string> key, IReadOnlyList<JsonElement> expected, IReadOnlyList<JsonElement> actual, params IReadOnlyList<string> except)
    {
        var found = new List<Difference>();
        string Key(JsonElement row) => string.Join('/', key.Select(name => row.GetProperty(name).GetRawText().Trim('"')));
        var ours = ByKey(actual, Key, found);
        var theirs = ByKey(expected, Key, found);
        Keys(theirs.Keys, ours.Keys, found);
        foreach (var (name, row) in theirs.Where(row => ours.ContainsKey(row.Key)))
        {
            var columns = row.EnumerateObject().Concat(ours[name].EnumerateObject()).Select(member => member.Name).Distinct().Except(except);
            var pairs = columns.Select(column => new Difference(name, column, Raw(row, column), Raw(ours[name], column)));
            found.AddRange(pairs.Where(pair => pair.Expected != pair.Actual));
        }
        return new Differences(table, theirs.Count, found);
    }

    internal static Differences Final(TruthTable table, IReadOnlyDictionary<string, IReadOnlyList<string?>> expected, IReadOnlyList<JsonElement> rows)
    {
        var found = new List<Difference>();
        UnknownColumns(table, rows, [], found);
        var actual = ByKey(rows.Select(row => Values(table, row)), table.KeyOf, found);
        Keys(expected.Keys, actual.Keys, found);
        foreach (var (key, row) in expected.Where(row => actual.ContainsKey(row.Key)))
            Columns(table, key, row, actual[key], found);
        return new Differences(table.Name, expected.Count, found);
    }

    private static void Validity(string name, int index, IReadOnlyList<CommittedVersion> versions, List<JsonElement> rows, List<Difference> found)
    {
        var (version, row) = (versions[index], rows[index]);
        var last = index == versions.Count - 1;
        var (from, to) = (Instant(row, "valid_from"), Instant(row, "valid_to"));
        void Check(string what, bool holds, string? expected, string? actual)
        {
            if (!holds)
                found.Add(new Difference(name, what, expected, actual));
        }
        var current = last && !version.Deleted;
        Check("version", Raw(row, "version") == Text(index + 1), Text(index + 1), Raw(row, "version"));
        Check("is_current", Raw(row, "is_current") == (current ? "true" : "false"), current ? "true" : "false", Raw(row, "is_current"));
        Check("valid_from", from is not null, "an instant", from);
        Check("valid_to", to is null == current, current ? null : "an instant", to);
        Check("valid_to before valid_from", to is null || string.CompareOrdinal(from, to) <= 0, $"at least {from}", to);
        if (last)
            return;
        var next = Instant(rows[index + 1], "valid_from");
        if (version.Deleted)
            Check("valid_to behind the next valid_from", string.CompareOrdinal(to, next) <= 0, $"at most {next}", to);
        else
            Check("valid_to is not the next valid_from", to == next, next, to);
    }

    private static string? Instant(JsonElement row, string column) => Safe(ColumnKind.TimestampTz, row, column);

    private static string?[] Values(TruthTable table, JsonElement row) => [.. table.Columns.Select(column => Safe(column.Kind, row, column.Name))];

    // A value of another form is a difference like any other, not the end of the comparison.
    private static string? Safe(ColumnKind kind, JsonElement row, string column)
    {
        if (!row.TryGetProperty(column, out var value))
            return "(no such column)";
        try
        {
            return Canonical.FromQuery(kind, value);
        }
        catch (FormatException e)
        {
            return $"({e.Message})";
        }
    }

    private static void UnknownColumns(TruthTable table, IReadOnlyList<JsonElement> rows, string[] more, List<Difference> found)
    {
        var known = table.Columns.Select(column => column.Name).Concat(more).ToHashSet();
        if (rows is not [var row, ..])
            return;
        var unknown = row.EnumerateObject().Select(member => member.Name).Where(name => !known.Contains(name) && !name.StartsWith('_'));
        found.AddRange(unknown.Select(name => new Difference("(all rows)", "extra column", null, name)));
    }

    private static Dictionary<string, T> ByKey<T>(IEnumerable<T> rows, Func<T, string> key, List<Difference> found)
    {
        var result = new Dictionary<string, T>();
        foreach (var row in rows)
        {
            if (!result.TryAdd(key(row), row))
                found.Add(new Difference(key(row), "second row", null, key(row)));
        }
        return result;
    }

    private static void Keys(IEnumerable<string> expected, IEnumerable<string> actual, List<Difference> found)
    {
        found.AddRange(expected.Except(actual).Select(key => new Difference(key, "missing row", key, null)));
        found.AddRange(actual.Except(expected).Select(key => new Difference(key, "extra row", null, key)));
    }

    private static void Columns(TruthTable table, string name, IReadOnlyList<string?> expected, IReadOnlyList<string?> actual, List<Difference> found)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (expected[i] != actual[i])
                found.Add(new Difference(name, table.Columns[i].Name, expected[i], actual[i]));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Raw(JsonElement row, string column) => row.TryGetProperty(column, out var value) ? value.GetRawText() : "(no such column)";
}
