using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>What stands under a key. Which members there are follows from the type. The id stays the same as long as the content is the same thing, whatever its name.</summary>
internal sealed record NessieContent(string Type)
{
    internal const string Table = "ICEBERG_TABLE";

    internal const string View = "ICEBERG_VIEW";

    internal const string Namespace = "NAMESPACE";

    private const long NoSnapshot = -1;

    private static readonly Dictionary<string, string> None = [];

    public string? Id { get; init; }

    public string? MetadataLocation { get; init; }

    public long? SnapshotId { get; init; }

    public int? SchemaId { get; init; }

    public int? SpecId { get; init; }

    public int? SortOrderId { get; init; }

    public IReadOnlyList<string>? Elements { get; init; }

    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>
    /// A table as Iceberg's own NessieCatalog enters it: where it reads a table it sets snapshot, schema, spec and sort order to the ids given here
    /// (<c>NessieUtil.updateTableMetadataWithNessieSpecificProperties</c>), so that they must be those of the metadata file.
    /// </summary>
    internal static NessieContent OfTable(TableMetadata metadata, string metadataLocation, string? id) => new(Table)
    {
        Id = id,
        MetadataLocation = metadataLocation,
        SnapshotId = metadata.CurrentSnapshotId ?? NoSnapshot,
        SchemaId = metadata.CurrentSchemaId,
        SpecId = metadata.DefaultSpecId,
        SortOrderId = metadata.DefaultSortOrderId,
    };

    internal static NessieContent OfNamespace(ContentKey key, IReadOnlyDictionary<string, string> properties, string? id = null) => new(Namespace)
    {
        Id = id,
        Elements = key.Elements,
        Properties = properties,
    };

    /// <summary>Whether a reader of tables, views and namespaces sees the same; ids are Nessie's own affair.</summary>
    internal bool IsSameAs(NessieContent other) =>
        Type == other.Type && MetadataLocation == other.MetadataLocation
        && (Properties ?? None).OrderBy(property => property.Key, StringComparer.Ordinal).SequenceEqual((other.Properties ?? None).OrderBy(property => property.Key, StringComparer.Ordinal));

    /// <summary>What the content is to a catalog of Iceberg; null for contents of other formats.</summary>
    internal static CatalogEntryKind? KindOf(string type) => type switch
    {
        Namespace => CatalogEntryKind.Namespace,
        Table => CatalogEntryKind.Table,
        View => CatalogEntryKind.View,
        _ => null,
    };
}
