using System.Globalization;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>The table properties that this library obeys, by the names of Iceberg's configuration page.</summary>
public static class TableProperties
{
    public const string FormatVersion = "format-version";

    /// <summary>How many entries the metadata log keeps; 100 unless given.</summary>
    public const string PreviousVersionsMax = "write.metadata.previous-versions-max";

    public const string DeleteAfterCommit = "write.metadata.delete-after-commit.enabled";

    /// <summary>Where metadata files go; a folder <c>metadata</c> at the location unless given.</summary>
    public const string MetadataPath = "write.metadata.path";

    public const string GarbageCollection = "gc.enabled";

    public const string ParquetCompression = "write.parquet.compression-codec";

    /// <summary>Manifests are merged when there are this many; 100 unless given.</summary>
    public const string MinManifestsToMerge = "commit.manifest.min-count-to-merge";

    /// <summary>The size in bytes that merged manifests aim at; 2 MiB unless given.</summary>
    public const string ManifestTargetSize = "commit.manifest.target-size-bytes";

    /// <summary>A quarter of what the Java library takes: a commit rewrites one merged manifest, so its size is what a commit may cost.</summary>
    public const long DefaultManifestTargetSize = 2 * 1024 * 1024;

    /// <summary>The size in bytes that data files aim at; 512 MiB unless given.</summary>
    public const string TargetFileSize = "write.target-file-size-bytes";

    public const long DefaultTargetFileSize = 512 * 1024 * 1024;

    /// <summary>Snapshots of a branch that are younger, in milliseconds, are not expired; 5 days unless given.</summary>
    public const string MaxSnapshotAge = "history.expire.max-snapshot-age-ms";

    /// <summary>How many snapshots of a branch expiry keeps whatever their age; 1 unless given.</summary>
    public const string MinSnapshotsToKeep = "history.expire.min-snapshots-to-keep";

    /// <summary>Branches and tags but main whose snapshot is older, in milliseconds, are expired; none unless given.</summary>
    public const string MaxRefAge = "history.expire.max-ref-age-ms";

    /// <summary>Names for the columns of files without field ids, see <see cref="Schemas.NameMapping"/>.</summary>
    public const string NameMapping = "schema.name-mapping.default";

    /// <summary>False switches merging off.</summary>
    public const string ManifestMergeEnabled = "commit.manifest-merge.enabled";

    /// <summary>
    /// What a new table gets unless it says otherwise. In a catalog with branches a foreign expiry sees one branch's metadata alone,
    /// so files are kept from it (Iceberg's NessieCatalog does the same).
    /// </summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        [GarbageCollection] = "false",
        [DeleteAfterCommit] = "false",
        [ParquetCompression] = "zstd",
    };

    /// <exception cref="IcebergException">InvalidData when the property is set and is not a number.</exception>
    public static long GetLong(IReadOnlyDictionary<string, string> properties, string name, long otherwise) =>
        !properties.TryGetValue(name, out var text) ? otherwise
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw IcebergException.InvalidData($"The table property {name} must be a whole number, not '{text}'.");

    public static bool GetBool(IReadOnlyDictionary<string, string> properties, string name, bool otherwise) =>
        properties.TryGetValue(name, out var text) ? string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) : otherwise;
}
