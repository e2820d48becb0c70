using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>The JSON of snapshots and of their references (spec Appendix C).</summary>
internal static class SnapshotJson
{
    private const string What = "snapshot";

    private static readonly HashSet<string> Known =
        ["snapshot-id", "parent-snapshot-id", "sequence-number", "timestamp-ms", "manifest-list", "manifests", "summary", "schema-id", "first-row-id", "added-rows"];

    internal static Snapshot Read(JsonElement json)
    {
        var snapshot = new Snapshot
        {
            SnapshotId = IcebergJson.GetLong(json, "snapshot-id", What),
            ParentSnapshotId = IcebergJson.FindLong(json, "parent-snapshot-id", What),
            SequenceNumber = IcebergJson.FindLong(json, "sequence-number", What) ?? 0,
            TimestampMs = IcebergJson.GetLong(json, "timestamp-ms", What),
            ManifestList = IcebergJson.FindString(json, "manifest-list", What),
            Manifests = IcebergJson.Find(json, "manifests", What) is { } manifests
                ? IcebergJson.ReadList(manifests, $"'manifests' of a {What}", location => IcebergJson.AsString(location, "manifests", What))
                : null,
            Summary = FindStringMap(json, "summary", What),
            SchemaId = IcebergJson.FindInt(json, "schema-id", What),
            FirstRowId = IcebergJson.FindLong(json, "first-row-id", What),
            AddedRows = IcebergJson.FindLong(json, "added-rows", What),
            Extra = ReadExtra(json, Known),
        };
        return snapshot;
    }

    internal static void Write(Utf8JsonWriter writer, Snapshot snapshot)
    {
        writer.WriteStartObject();
        writer.WriteNumber("sequence-number", snapshot.SequenceNumber);
        writer.WriteNumber("snapshot-id", snapshot.SnapshotId);
        if (snapshot.ParentSnapshotId is { } parent)
            writer.WriteNumber("parent-snapshot-id", parent);
        writer.WriteNumber("timestamp-ms", snapshot.TimestampMs);

        // A summary without an operation is none to readers that know formats 2 and 3 alone: what did not come is not made up.
        if (snapshot.Summary.Count > 0)
            WriteStringMap(writer, "summary", snapshot.Summary);
        if (snapshot.ManifestList is not null)
            writer.WriteString("manifest-list", snapshot.ManifestList);
        if (snapshot.Manifests is not null)
        {
            writer.WriteStartArray("manifests");
            foreach (var manifest in snapshot.Manifests)
                writer.WriteStringValue(manifest);
            writer.WriteEndArray();
        }

        if (snapshot.SchemaId is { } schemaId)
            writer.WriteNumber("schema-id", schemaId);
        if (snapshot.FirstRowId is { } firstRowId)
            writer.WriteNumber("first-row-id", firstRowId);
        if (snapshot.AddedRows is { } addedRows)
            writer.WriteNumber("added-rows", addedRows);
        WriteExtra(writer, snapshot.Extra);
        writer.WriteEndObject();
    }

    internal static SnapshotRef ReadRef(JsonElement json)
    {
        const string what = "snapshot reference";
        var type = IcebergJson.GetString(json, "type", what);
        return new SnapshotRef(
            IcebergJson.GetLong(json, "snapshot-id", what),
            type switch
            {
                "branch" => SnapshotRefType.Branch,
                "tag" => SnapshotRefType.Tag,
                _ => throw IcebergException.InvalidData($"'type' of a {what} must be branch or tag, not '{type}'."),
            })
        {
            MinSnapshotsToKeep = IcebergJson.FindInt(json, "min-snapshots-to-keep", what),
            MaxSnapshotAgeMs = IcebergJson.FindLong(json, "max-snapshot-age-ms", what),
            MaxRefAgeMs = IcebergJson.FindLong(json, "max-ref-age-ms", what),
        };
    }

    /// <summary>Writes the members only: an update has them beside its own.</summary>
    internal static void WriteRefMembers(Utf8JsonWriter writer, SnapshotRef reference)
    {
        writer.WriteNumber("snapshot-id", reference.SnapshotId);
        writer.WriteString("type", reference.Type == SnapshotRefType.Branch ? "branch" : "tag");
        if (reference.MinSnapshotsToKeep is { } keep)
            writer.WriteNumber("min-snapshots-to-keep", keep);
        if (reference.MaxSnapshotAgeMs is { } snapshotAge)
            writer.WriteNumber("max-snapshot-age-ms", snapshotAge);
        if (reference.MaxRefAgeMs is { } refAge)
            writer.WriteNumber("max-ref-age-ms", refAge);
    }

    /// <summary>The member, empty when it is absent.</summary>
    internal static Dictionary<string, string> FindStringMap(JsonElement json, string name, string what) =>
        IcebergJson.Find(json, name, what) is { } map ? ReadStringMap(map, $"{name} of a {what}") : [];

    internal static Dictionary<string, string> ReadStringMap(JsonElement json, string what)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw IcebergException.InvalidData($"The {what} must be a JSON object, not {json.ValueKind}.");
        var map = new Dictionary<string, string>();
        foreach (var member in json.EnumerateObject())
        {
            map[member.Name] = member.Value.ValueKind == JsonValueKind.String
                ? member.Value.GetString()!
                : throw IcebergException.InvalidData($"'{member.Name}' of the {what} must be a string, not {member.Value.GetRawText()}.");
        }

        return map;
    }

    internal static void WriteStringMap(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> map)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    internal static Dictionary<string, JsonElement> ReadExtra(JsonElement json, IReadOnlySet<string> known) =>
        json.EnumerateObject().Where(member => !known.Contains(member.Name)).ToDictionary(member => member.Name, member => member.Value.Clone());

    internal static void WriteExtra(Utf8JsonWriter writer, IReadOnlyDictionary<string, JsonElement> extra)
    {
        foreach (var (name, value) in extra)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
