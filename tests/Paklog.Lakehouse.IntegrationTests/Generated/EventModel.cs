namespace Paklog.Lakehouse.IntegrationTests.Generated;

/// <summary>What events say of a table, in the plainest words that semantics.md (sections 4 and 5) can be put: one event after the other, one key after the other. It judges the sets that the product computes with.</summary>
internal static class EventModel
{
    private sealed record State(IReadOnlyDictionary<string, string?>? Row, ModelEvent Cause);

    /// <param name="events">All events of one table of one source, in whatever order.</param>
    /// <param name="tracked">The columns of which a change opens a version.</param>
    /// <param name="parent">The column that names the parent.</param>
    public static (Dictionary<string, IReadOnlyDictionary<string, string?>> Rows, Dictionary<string, List<ModelVersion>> History) Of(IReadOnlyList<ModelEvent> events, IReadOnlyList<string> tracked, string? parent = null)
    {
        var states = new SortedDictionary<string, List<State>>(StringComparer.Ordinal);
        foreach (var e in events.OrderBy(e => e.Place))
        {
            IEnumerable<string> gone = e.Op switch
            {
                "d" => [e.Key!],
                "t" => states.Keys,
                "p" => states.Where(key => key.Value[^1].Row is { } row && row[parent!] == e.Key).Select(key => key.Key),
                "s" => states.Keys.Where(key => !events.Any(other => other.Key == key && other.Op != "p" && other.Place.CompareTo(e.Place) >= 0)),
                _ => [],
            };
            foreach (var key in gone.ToList())
                Add(states, key, new State(null, e));
            if (e.Row is not null)
                Add(states, e.Key!, new State(Filled(e, states), e));
        }

        return (
            states.Where(key => key.Value[^1].Row is not null).ToDictionary(key => key.Key, key => key.Value[^1].Row!),
            states.ToDictionary(key => key.Key, key => Versions(key.Value, tracked)));
    }

    private static List<ModelVersion> Versions(List<State> states, IReadOnlyList<string> tracked)
    {
        var versions = new List<ModelVersion>();
        var boundary = double.MinValue;
        foreach (var state in states.Where((state, index) => state.Cause.Transaction is null || !states.Skip(index + 1).Any(later => later.Cause.Transaction == state.Cause.Transaction)))
        {
            var open = versions is [.., { To: null } last] ? last : null;
            if (state.Row is { } row ? open is not null && tracked.All(column => open.Row[column] == row[column]) : open is null)
                continue;
            boundary = Math.Max(boundary, state.Cause.Second);
            if (open is not null)
                versions[^1] = open with { To = boundary };
            if (state.Row is not null)
                versions.Add(new ModelVersion(state.Row, boundary, null));
        }

        return versions;
    }

    /// <summary>A value that was not sent is that of the row before (a NULL there is made up: what stands out of line is no NULL), of the key's row until now, or of the row under the key that was.</summary>
    private static Dictionary<string, string?> Filled(ModelEvent e, IReadOnlyDictionary<string, List<State>> states)
    {
        var own = states.GetValueOrDefault(e.Key!)?[^1].Row;
        var old = e.Op == "c" ? e.OldKey is { } key ? states.GetValueOrDefault(key)?.FindLast(state => state.Row is not null)?.Row : null : own;
        return e.Row!.ToDictionary(column => column.Key, column => column.Value != ModelEvent.Unsent ? column.Value
            : e.Before?[column.Key] is { } before && before != ModelEvent.Unsent ? before
            : old?[column.Key]);
    }

    private static void Add(SortedDictionary<string, List<State>> states, string key, State state)
    {
        if (!states.TryGetValue(key, out var known))
            states.Add(key, known = []);
        known.Add(state);
    }
}
