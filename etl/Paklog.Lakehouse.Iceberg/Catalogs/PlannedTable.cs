using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>What a commit makes of one table: a metadata file that is written and that no catalog names yet. The old location is null where the table is new.</summary>
public sealed record PlannedTable(TableIdentifier Identifier, string? OldMetadataLocation, string MetadataLocation, TableMetadata Metadata);
