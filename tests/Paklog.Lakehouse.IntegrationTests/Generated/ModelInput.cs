using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Generated;

/// <summary>Lines of a source as the model takes them: identities and contradictions (semantics.md, section 1), values that fit, the tables of the scenarios.</summary>
internal static class ModelInput
{
    /// <summary>The events of one table. Deletes of <paramref name="parents"/> are among them.</summary>
    public static IReadOnlyList<ModelEvent> Of(IReadOnlyList<ChangeLine> lines, string? parents = null)
    {
        var known = lines.Where(line => line.Op != "m").GroupBy(Identity).Where(same => same.DistinctBy(line => (line.Before, line.After)).Count() == 1).Select(same => same.First()).SelectMany(Keyed).ToList();
        var snapshots = known.Where(line => line.Op == "r" && line.Snapshot != "incremental").Select(line => (line.Position, Second: line.Second ?? line.Position)).Distinct().OrderBy(snapshot => snapshot.Second).ToList();
        var events = known.Select(line => Event(line, PlaceOf(line, snapshots), line.Table.Table == parents)).OfType<ModelEvent>().ToList();
        foreach (var reads in known.Where(line => line.Op == "r" && line.Snapshot != "incremental").GroupBy(line => (line.File, line.Position)))
        {
            // Two snapshots at one position are told apart by their first markers.
            foreach (var snapshot in reads.GroupBy(line => reads.Count(other => other.Snapshot.StartsWith("first", StringComparison.Ordinal) && At(other) <= At(line))))
            {
                if (snapshot.Any(line => line.Snapshot.StartsWith("last", StringComparison.Ordinal)) && (snapshot.Count() == 1 || snapshot.Any(line => line.Snapshot.StartsWith("first", StringComparison.Ordinal))))
                {
                    var first = snapshot.MinBy(At)!;
                    events.Add(new ModelEvent("s", null, PlaceOf(first, snapshots) with { Within = 0, Half = 0 }, At(first), null, null, null, null));
                }
            }
        }

        return events;
    }

    public static string? Id(string? key)
    {
        if (key is null)
            return null;
        using var document = JsonDocument.Parse(key);
        return document.RootElement.GetProperty("id").GetString();
    }

    private static (string, string, string?, int, long, int, long?, double?) Identity(ChangeLine line) => (
        line.Table.Topic, line.Op, line.Key, line.Table.Connector == "postgresql" ? 0 : line.File, line.Position, line.Row,
        line.Table.Connector == "postgresql" ? line.Transaction ?? line.Position : null, line.Op == "r" ? At(line) : null);

    /// <summary>A line without key has that of its row; if it changes that key, it is a delete and a create.</summary>
    private static IEnumerable<ChangeLine> Keyed(ChangeLine line)
    {
        if (line.Key is not null || line.Op == "t")
            return [line];
        return line.Op == "u" && line.Before is not null && Id(line.Before) != Id(line.After)
            ? [line with { Op = "d", Key = line.Before, NewKey = line.After, After = null }, line with { Op = "c", Key = line.After, OldKey = line.Before }]
            : [line with { Key = line.After ?? line.Before }];
    }

    private static double At(ChangeLine line) => line.Second ?? line.Position;

    private static Place PlaceOf(ChangeLine line, IReadOnlyList<(long Position, double Second)> snapshots)
    {
        var streamed = line.Op != "r";
        var (first, behind) = ((long)line.File, false);
        if (line.Table.Connector == "postgresql")
        {
            var before = line.CommitBefore ?? line.Position - 1;
            behind = streamed && before < 0;
            first = before >= 0 ? before : line.Position;
            if (behind && snapshots.Count > 0)
                first = Math.Max(first, snapshots.LastOrDefault(snapshot => snapshot.Second <= At(line), snapshots[0]).Position);
        }

        // The transaction block of PostgreSQL's connector is off unless a line has one.
        var within = line.Table.Connector == "postgresql" && line.TransactionId is null || !streamed ? 0 : line.Order;
        return new Place(first, behind, line.Position, line.Row, streamed, streamed ? double.MinValue : At(line), within, line.Op switch { "d" => 0, "c" => 2, _ => 1 });
    }

    /// <summary>An event of which a value does not fit has no row: it names its key and changes nothing.</summary>
    private static ModelEvent? Event(ChangeLine line, Place place, bool parent)
    {
        var transaction = line.Op == "r" ? null : (line.Transaction ?? line.Position).ToString(CultureInfo.InvariantCulture);
        if (parent)
            return line.Op == "d" && line.NewKey is null ? new ModelEvent("p", Id(line.Key), place, At(line), transaction, null, null, null) : null;
        var row = line.Op is "d" or "t" ? null : Row(line.Table.Table, line.After!);
        return new ModelEvent(line.Op, Id(line.Key), place, At(line), transaction, row, line.Before is null || row is null ? null : Row(line.Table.Table, line.Before), Id(line.OldKey));
    }

    /// <summary>The row's columns as text in the contract's order; null where one does not fit.</summary>
    private static Dictionary<string, string?>? Row(string table, string json)
    {
        using var document = JsonDocument.Parse(json);
        var row = document.RootElement;
        string? Text(string column) => row.TryGetProperty(column, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
        switch (table)
        {
            case "items" or "wiped":
                var size = Text("size");
                return size is null || decimal.TryParse(size, CultureInfo.InvariantCulture, out var number) && decimal.Truncate(number) == number && number is >= int.MinValue and <= int.MaxValue
                    ? new() { ["id"] = Text("id"), ["name"] = Text("name"), ["size"] = size }
                    : null;
            case "docs" or "wiped_docs":
                return new() { ["id"] = Text("id"), ["title"] = Text("title"), ["body"] = Text("body") };
            case "lines":
                return new() { ["id"] = Text("id"), ["order_id"] = Text("order_id"), ["name"] = Text("name") };
            case "prices":
                return decimal.TryParse(Text("amount"), CultureInfo.InvariantCulture, out var amount) && Math.Abs(amount) < 10_000_000
                    ? new() { ["id"] = Text("id"), ["name"] = row.TryGetProperty("name", out _) ? Text("name") : Text("label"), ["amount"] = Text("amount"), ["channel"] = row.TryGetProperty("channel", out _) ? Text("channel") : "web" }
                    : null;
            default:
                throw new ArgumentException($"The model knows no table {table}.", nameof(table));
        }
    }
}
