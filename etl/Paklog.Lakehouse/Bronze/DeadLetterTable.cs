using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Bronze;

/// <summary>Lines that could not be landed, byte for byte, with the reason and where they came from.</summary>
public static class DeadLetterTable
{
    public static TableIdentifier Name { get; } = new("bronze", "dead_letters");

    public static Schema Schema { get; } = new SchemaBuilder()
        .Required("original_payload", IcebergType.String, "The line without its line feed.")
        .Required("payload_encoding", IcebergType.String, "utf8; base64 where the line is not UTF-8 or not whole.")
        .Required("error_type", IcebergType.String)
        .Required("error_message", IcebergType.String)
        .Required("failed_at", IcebergType.TimestampTz)
        .Optional("source_file", IcebergType.String)
        .Optional("line_number", IcebergType.Long, "Counted from 1.")
        .Optional("_topic", IcebergType.String)
        .Optional("_kafka_partition", IcebergType.Int)
        .Optional("_offset", IcebergType.Long)
        .Optional("_event_id", IcebergType.String)
        .Required("_landing_id", IcebergType.String)
        .Build();

    /// <summary>The sentence of an event that stood in Bronze until another contradicted it.</summary>
    public static string WithdrawnMessage { get; } =
        "Another event with the same identity and other content came later, so this one left Bronze; its payload is written anew from its row. " + Message("position_conflict");

    /// <summary>The sentence of an error type; a letter's own is more exact where more is known of its line.</summary>
    public static string Message(string errorType) => errorType switch
    {
        "not_json" => "The line is no JSON object.",
        "not_utf8" => "The line is not UTF-8.",
        "avro_json" => "The key or value is in Avro's JSON encoding: write the topic with Kafka Connect's JsonConverter, or decode it to plain JSON, and land that.",
        "not_an_envelope" => "The value is no Debezium envelope, no flattened row and no outbox event.",
        "unknown_op" => "The envelope's op is none of r, c, u, d, t, m.",
        "unknown_connector" => "The source's connector is none of mysql, mariadb, postgresql, so its positions cannot be ordered.",
        "no_identity" => "The event lacks what its identity needs: table, position, time and key (for bare values: a contract that names the key), or topic and timestamp.",
        "time_out_of_range" => "The event's time is not between 0001-01-01 and 9999-12-31.",
        "no_table_name" => "No Bronze table can be named after the source's table or topic (no letter or digit of ASCII, too long, or dead_letters): name one by a contract, then replay.",
        "invalid_contract" => "The contract of the event's source is not valid, so neither its table nor its key is known: mend it (`contract check` says what is wrong), then replay.",
        "unreadable_table" => "The Bronze table of the event could not be read or written when the event was landed: mend the table, then replay.",
        "position_conflict" => "Another event has the same identity and other content; declare an epoch in conf (epochs) if the source was reset, then replay.",
        "truncated_input" => "The file ends in the middle of its compressed data; copy it again.",
        _ => errorType,
    };
}
