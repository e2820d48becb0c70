using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>A table as a catalog reference had it when it was loaded; it does not follow later commits.</summary>
public sealed class Table(TableIdentifier identifier, TableMetadata metadata, string metadataLocation, IFileIO io)
{
    public TableIdentifier Identifier { get; } = identifier;

    public TableMetadata Metadata { get; } = metadata;

    /// <summary>Where the metadata JSON stands.</summary>
    public string MetadataLocation { get; } = metadataLocation;

    public IFileIO IO { get; } = io;

    internal TableFiles Files { get; } = new(identifier, metadata, io);

    public override string ToString() => Identifier.ToString();
}
