using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Engine;

/// <summary>Where and how the rows of a table are written; the table may be yet to be created.</summary>
/// <param name="Location">The table's folder.</param>
/// <param name="Codec">Parquet's compression.</param>
public sealed record WriteTarget(TableIdentifier Identifier, Schema Schema, PartitionSpec Spec, string Location, string Codec)
{
    public const string DefaultCodec = "zstd";

    /// <summary>Columns by whose values the rows stand, in each file and from file to file, so that a reader of some keys passes over blocks and files without them; none for no order.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    public static WriteTarget Of(Table table) => new(
        table.Identifier,
        table.Metadata.CurrentSchema,
        table.Metadata.DefaultSpec,
        table.Metadata.Location,
        table.Metadata.Properties.GetValueOrDefault("write.parquet.compression-codec", DefaultCodec));
}
