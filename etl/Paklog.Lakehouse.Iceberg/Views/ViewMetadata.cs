using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>One state of a view (view spec, "View Metadata"), immutable.</summary>
public sealed class ViewMetadata
{
    /// <summary>The only format of views so far.</summary>
    public const int FormatVersion = 1;

    public required Guid ViewUuid { get; init; }

    public required string Location { get; init; }

    public required IReadOnlyList<Schema> Schemas { get; init; }

    public required int CurrentVersionId { get; init; }

    public required IReadOnlyList<ViewVersion> Versions { get; init; }

    /// <summary>Which version was the current one since when, oldest first.</summary>
    public required IReadOnlyList<ViewHistoryEntry> VersionLog { get; init; }

    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    public ViewVersion CurrentVersion => Versions.First(version => version.VersionId == CurrentVersionId);
}
