using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>The change of one table within a commit: the updates are applied only where all requirements hold.</summary>
public sealed record TableCommit(
    TableIdentifier Identifier,
    IReadOnlyList<TableRequirement> Requirements,
    IReadOnlyList<TableUpdate> Updates);
