using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>Applies updates to view metadata, or to nothing for a new view. Ids are the builder's: an equal schema or version is used again, a new one gets the next free id.</summary>
public sealed class ViewMetadataBuilder
{
    private const int DefaultHistorySize = 10;

    private readonly ViewMetadata? origin;
    private readonly TimeProvider clock;
    private readonly List<Schema> schemas;
    private readonly List<ViewVersion> versions;
    private readonly List<ViewHistoryEntry> log;
    private readonly Dictionary<string, string> properties;
    private readonly HashSet<int> added = [];
    private Guid? uuid;
    private string? location;
    private int? currentVersionId;
    private int? lastAddedSchemaId;
    private int? lastAddedVersionId;

    private ViewMetadataBuilder(ViewMetadata? origin, TimeProvider clock)
    {
        this.origin = origin;
        this.clock = clock;
        schemas = [.. origin?.Schemas ?? []];
        versions = [.. origin?.Versions ?? []];
        log = [.. origin?.VersionLog ?? []];
        properties = new(origin?.Properties ?? new Dictionary<string, string>());
        uuid = origin?.ViewUuid;
        location = origin?.Location;
        currentVersionId = origin?.CurrentVersionId;
    }

    /// <summary>The metadata after all updates; a new view needs a uuid, a location, a schema and a current version.</summary>
    /// <exception cref="IcebergException">ValidationFailed for an update that the metadata does not allow, Unsupported for one that only tables have.</exception>
    public static ViewMetadata Apply(ViewMetadata? metadata, IEnumerable<TableUpdate> updates, TimeProvider clock)
    {
        var builder = new ViewMetadataBuilder(metadata, clock);
        foreach (var update in updates)
            builder.Apply(update);
        return builder.Build();
    }

    private void Apply(TableUpdate update)
    {
        switch (update)
        {
            case AssignUuid assign:
                Require(origin is null || origin.ViewUuid == assign.Uuid, $"its uuid is {origin?.ViewUuid} and never changes");
                uuid = assign.Uuid;
                break;
            case UpgradeFormatVersion upgrade:
                Require(upgrade.FormatVersion == ViewMetadata.FormatVersion, $"views have format version {ViewMetadata.FormatVersion}");
                break;
            case SetLocation set:
                location = set.Location.TrimEnd('/');
                break;
            case SetProperties set:
                foreach (var (key, value) in set.Updates)
                    properties[key] = value;
                break;
            case RemoveProperties remove:
                foreach (var key in remove.Removals)
                    properties.Remove(key);
                break;
            case AddSchema add:
                lastAddedSchemaId = Add(add.Schema);
                break;
            case AddViewVersion add:
                lastAddedVersionId = Add(add.Version);
                break;
            case SetCurrentViewVersion set:
                SetCurrent(set.VersionId == TableUpdate.LastAdded ? lastAddedVersionId ?? throw Invalid("no version was added that could become the current one") : set.VersionId);
                break;
            default:
                throw IcebergException.Unsupported($"The update {update.GetType().Name} is for tables; a view has nothing to apply it to.");
        }
    }

    private int Add(Schema schema)
    {
        if (schemas.Find(schema.HasSameFields) is { } equal)
            return equal.SchemaId;
        var id = schemas.Select(known => known.SchemaId + 1).Append(0).Max();
        schemas.Add(schema.WithId(id));
        return id;
    }

    private int Add(ViewVersion version)
    {
        if (version.SchemaId == TableUpdate.LastAdded)
            version = version with { SchemaId = lastAddedSchemaId ?? throw Invalid("no schema was added that its new version could have") };
        Require(schemas.Exists(schema => schema.SchemaId == version.SchemaId), $"it has no schema {version.SchemaId}");
        var twice = version.Representations.GroupBy(representation => representation.Dialect, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        Require(twice is null, $"Invalid view version: Cannot add multiple queries for dialect {twice?.Key.ToLowerInvariant()}");
        if (versions.Find(version.HasSameMeaning) is { } equal)
            return equal.VersionId;
        version = version with { VersionId = versions.Select(known => known.VersionId + 1).Append(version.VersionId).Max() };
        versions.Add(version);
        added.Add(version.VersionId);
        return version.VersionId;
    }

    private void SetCurrent(int id)
    {
        if (currentVersionId == id)
            return;
        var version = versions.Find(known => known.VersionId == id) ?? throw Invalid($"it has no version {id}");
        currentVersionId = id;
        log.Add(new ViewHistoryEntry(added.Contains(id) ? version.TimestampMs : clock.GetUtcNow().ToUnixTimeMilliseconds(), id));
    }

    private ViewMetadata Build()
    {
        var current = versions.Find(version => version.VersionId == currentVersionId) ?? throw Invalid("it has no current version");
        if (origin is not null && !TableProperties.GetBool(properties, ViewProperties.ReplaceDropDialectAllowed, otherwise: false))
        {
            var lost = Dialects(origin.CurrentVersion).Except(Dialects(current)).ToList();
            Require(
                lost.Count == 0,
                $"Cannot replace view due to loss of view dialects ({ViewProperties.ReplaceDropDialectAllowed}=false): {string.Join(", ", lost)} of {string.Join(", ", Dialects(origin.CurrentVersion))}");
        }

        Expire(current);
        return new ViewMetadata
        {
            ViewUuid = uuid ?? throw Invalid("it has no uuid"),
            Location = location ?? throw Invalid("it has no location"),
            Schemas = schemas,
            CurrentVersionId = current.VersionId,
            Versions = versions,
            VersionLog = log,
            Properties = properties,
        };
    }

    /// <summary>Keeps the newest versions, all that these updates added, and the current one; the log begins behind the last version that is gone.</summary>
    private void Expire(ViewVersion current)
    {
        var size = TableProperties.GetLong(properties, ViewProperties.VersionHistorySize, DefaultHistorySize);
        Require(size > 0, $"{ViewProperties.VersionHistorySize} must be positive but was {size}");
        var keep = Math.Max(size, added.Append(current.VersionId).Distinct().Count());
        if (versions.Count <= keep)
            return;
        var kept = versions.OrderByDescending(version => version.VersionId == current.VersionId).ThenByDescending(version => version.VersionId).Take((int)keep).ToHashSet();
        versions.RemoveAll(version => !kept.Contains(version));
        log.RemoveRange(0, log.FindLastIndex(entry => versions.TrueForAll(version => version.VersionId != entry.VersionId)) + 1);
    }

    private static IEnumerable<string> Dialects(ViewVersion version) => version.Representations.Select(representation => representation.Dialect.ToLowerInvariant());

    private void Require(bool holds, string sentence)
    {
        if (!holds)
            throw Invalid(sentence);
    }

    private IcebergException Invalid(string sentence) =>
        new(IcebergErrorKind.ValidationFailed, $"{sentence}. (The view at {location ?? "no location"} cannot be changed so.)");
}
