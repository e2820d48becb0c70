using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Bronze;

/// <summary>What was landed: one row a file and topic partition, committed together with the events (semantics.md, section 2).</summary>
public static class LandedTable
{
    public static TableIdentifier Name { get; } = new("bronze", "_landed");

    public static Schema Schema { get; } = new SchemaBuilder()
        .Required("landing_id", IcebergType.String)
        .Required("landed_at", IcebergType.TimestampTz)
        .Required("file", IcebergType.String, "Location of the file.")
        .Required("bytes", IcebergType.Long)
        .Required("sha256", IcebergType.String)
        .Optional("topic", IcebergType.String)
        .Optional("partition", IcebergType.Int)
        .Optional("min_offset", IcebergType.Long)
        .Optional("max_offset", IcebergType.Long)
        .Optional("max_event_time", IcebergType.TimestampTz)
        .Required("lines", IcebergType.Long, "Lines read: landed + duplicate + ignored + dead.")
        .Required("landed", IcebergType.Long)
        .Required("duplicate", IcebergType.Long)
        .Required("ignored", IcebergType.Long)
        .Required("dead", IcebergType.Long)
        .Build();
}
