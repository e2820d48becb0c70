using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The columns of every Bronze table of events: the event raw, its identity and position, and how it came here.</summary>
public static class BronzeTable
{
    public static Schema Schema { get; } = new SchemaBuilder()
        .Required("_event_id", IcebergType.String, "Identity of the event at its source; equal for every copy of it.")
        .Required("op", IcebergType.String, "Debezium's op: r, c, u, d, t; c for domain events.")
        .Required("event_time", IcebergType.TimestampTz, "When it happened at the source.")
        .Optional("key", IcebergType.String, "The record's key as JSON, without schema.")
        .Optional("before", IcebergType.String, "The row before, as JSON.")
        .Optional("after", IcebergType.String, "The row after, or the payload of a domain event, as JSON.")
        .Optional("source", IcebergType.String, "Debezium's source block as JSON.")
        .Optional("value_schema", IcebergType.String, "Kafka Connect's schema of the value, where the message carried one.")
        .Optional("headers", IcebergType.String, "Headers that say something of the event, as JSON.")
        .Optional("region", IcebergType.String)
        .Optional("source_connector", IcebergType.String)
        .Optional("source_name", IcebergType.String)
        .Optional("source_database", IcebergType.String)
        .Optional("source_table", IcebergType.String, "database.table of MySQL and MariaDB, schema.table of PostgreSQL.")
        .Optional("source_snapshot", IcebergType.String, "Debezium's snapshot marker.")
        .Optional("source_transaction", IcebergType.String)
        .Optional("source_transaction_order", IcebergType.Long)
        .Optional("source_pos1", IcebergType.Long, "Binlog file number; PostgreSQL: commit LSN of the transaction before, else the LSN.")
        .Optional("source_pos2", IcebergType.Long, "Position in the binlog file; PostgreSQL: LSN.")
        .Optional("source_pos3", IcebergType.Long, "Row of the statement; PostgreSQL: 0.")
        .Optional("source_unsequenced", IcebergType.Boolean, "PostgreSQL: streamed before the connector knew a commit.")
        .Optional("event_type", IcebergType.String, "Type of a domain event.")
        .Optional("_topic", IcebergType.String)
        .Optional("_kafka_partition", IcebergType.Int, "Iceberg's Spark reserves the name _partition.")
        .Optional("_offset", IcebergType.Long)
        .Optional("_timestamp", IcebergType.TimestampTz, "The record's timestamp in Kafka.")
        .Required("is_late_arrival", IcebergType.Boolean, "Older than the topic's watermark and the allowed lateness when it was landed.")
        .Required("_ingested_at", IcebergType.TimestampTz)
        .Required("_landing_id", IcebergType.String)
        .Build();

    public static PartitionSpec Spec(bool byRegion)
    {
        var spec = new PartitionSpecBuilder(Schema).Day("event_time");
        return (byRegion ? spec.Identity("region") : spec).Build();
    }
}
