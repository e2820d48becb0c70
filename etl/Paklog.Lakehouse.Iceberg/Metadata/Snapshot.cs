using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>The state of a table at one time (spec, "Snapshots").</summary>
public sealed record Snapshot
{
    public required long SnapshotId { get; init; }

    public long? ParentSnapshotId { get; init; }

    /// <summary>0 in v1 tables.</summary>
    public long SequenceNumber { get; init; }

    /// <summary>Milliseconds since the epoch, UTC.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Null only in old v1 tables, which name their manifests in the metadata itself (<see cref="Manifests"/>).</summary>
    public string? ManifestList { get; init; }

    /// <summary>The locations of the manifests of a v1 snapshot without a manifest list (spec, "Snapshots", field <c>manifests</c>).</summary>
    public IReadOnlyList<string>? Manifests { get; init; }

    /// <summary>The <c>operation</c> and string properties; counts are decimal text.</summary>
    public required IReadOnlyDictionary<string, string> Summary { get; init; }

    /// <summary>The table's current schema when the snapshot was made.</summary>
    public int? SchemaId { get; init; }

    /// <summary>Format v3: the first <c>_row_id</c> of the rows that the snapshot added.</summary>
    public long? FirstRowId { get; init; }

    /// <summary>Format v3: how many row ids the snapshot took.</summary>
    public long? AddedRows { get; init; }

    /// <summary>Fields of the JSON that this library does not know, written back as they were.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>One of <see cref="SnapshotOperation"/>; v1 tables may lack it, then it is <c>overwrite</c>, which promises nothing.</summary>
    public string Operation => Summary.GetValueOrDefault("operation", SnapshotOperation.Overwrite);

    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs);
}
