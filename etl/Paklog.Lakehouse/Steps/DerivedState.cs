using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Steps;

/// <summary>What a derived table has consumed; it stands in the summary of the table's own snapshot (semantics.md, section 3).</summary>
/// <param name="Definition">Hash of the definition that made the rows.</param>
/// <param name="Horizon">Events before it are in; null for models, whose inputs have theirs.</param>
/// <param name="Waiting">Null when everything that had been landed was before the horizon; else what had been landed, as <see cref="LandedEvents.StampAsync"/> says it: what comes may show that a transaction reaches beyond the horizon.</param>
/// <param name="Inputs">Snapshot of each input table, by name.</param>
internal sealed record DerivedState(string Definition, DateTimeOffset? Horizon, string? Waiting, IReadOnlyDictionary<string, long> Inputs)
{
    private const string DefinitionKey = "paklog.definition";
    private const string HorizonKey = "paklog.horizon";
    private const string WaitingKey = "paklog.waiting";
    private const string InputPrefix = "paklog.input.";

    /// <summary>The state of a table, or null with the reason why its rows cannot be built upon.</summary>
    public static (DerivedState? State, string? Reason) Read(Table? table)
    {
        if (table?.Metadata.CurrentSnapshotId is not { } current)
            return (null, "the table is new");
        foreach (var snapshot in table.Metadata.AncestorsOf(current))
        {
            if (snapshot.Summary.TryGetValue(DefinitionKey, out var definition))
                return (Of(snapshot, definition), null);
            if (snapshot.Operation != SnapshotOperation.Replace)
                return (null, $"snapshot {snapshot.SnapshotId} changed the table from outside");
        }

        return (null, "no snapshot says what the table has consumed");
    }

    /// <summary>The snapshot from which <see cref="Read"/> has a table's state: those of compaction say nothing of it. Null where there is none.</summary>
    public static Snapshot? SnapshotOf(Table table) =>
        table.Metadata.CurrentSnapshotId is { } current && Read(table).State is not null
            ? table.Metadata.AncestorsOf(current).First(snapshot => snapshot.Summary.ContainsKey(DefinitionKey))
            : null;

    /// <summary>Whether the rows of an input may be others than they were at a snapshot: compaction only puts them into other files.</summary>
    public static bool HasChanged(Table input, long seen)
    {
        var snapshots = input.Metadata.AncestorsOf(input.Metadata.CurrentSnapshotId!.Value).TakeWhile(snapshot => snapshot.SnapshotId != seen).ToList();
        return snapshots.Exists(snapshot => snapshot.Operation != SnapshotOperation.Replace) || (snapshots.Count > 0 && snapshots[^1].ParentSnapshotId != seen);
    }

    /// <summary>Whether two tables that are written together have consumed the same.</summary>
    public bool IsSameAs(DerivedState other) =>
        Definition == other.Definition && Horizon == other.Horizon && Waiting == other.Waiting && Inputs.Count == other.Inputs.Count && Inputs.All(input => other.Inputs.GetValueOrDefault(input.Key) == input.Value);

    public Dictionary<string, string> ToProperties(string runId)
    {
        var properties = new Dictionary<string, string> { [DefinitionKey] = Definition, ["paklog.run-id"] = runId };
        if (Horizon is { } horizon)
            properties[HorizonKey] = horizon.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        if (Waiting is not null)
            properties[WaitingKey] = Waiting;
        foreach (var (input, snapshot) in Inputs)
            properties[InputPrefix + input] = snapshot.ToString(CultureInfo.InvariantCulture);
        return properties;
    }

    private static DerivedState Of(Snapshot snapshot, string definition) => new(
        definition,
        snapshot.Summary.TryGetValue(HorizonKey, out var horizon) ? DateTimeOffset.Parse(horizon, CultureInfo.InvariantCulture) : null,
        snapshot.Summary.GetValueOrDefault(WaitingKey),
        snapshot.Summary.Where(pair => pair.Key.StartsWith(InputPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[InputPrefix.Length..], pair => long.Parse(pair.Value, CultureInfo.InvariantCulture)));
}
