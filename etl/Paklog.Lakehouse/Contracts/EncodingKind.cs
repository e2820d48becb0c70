namespace Paklog.Lakehouse.Contracts;

/// <summary>
/// How a source writes a value into JSON (Debezium, "Data type mappings" of its connectors; Kafka Connect's JsonConverter for bytes and decimals).
/// </summary>
public enum EncodingKind
{
    /// <summary>The JSON value itself: numbers, booleans and texts as they stand, dates and timestamps as ISO 8601, bytes as base64, lists as arrays.</summary>
    Plain,

    /// <summary>BIGINT UNSIGNED as a signed 64-bit integer: values from 2^63 up arrive negative.</summary>
    Unsigned,

    /// <summary>A decimal number as text (<c>decimal.handling.mode=string</c>) or as a JSON number.</summary>
    DecimalText,

    /// <summary>The unscaled value as base64 of a big-endian two's complement integer (org.apache.kafka.connect.data.Decimal).</summary>
    DecimalBase64,

    /// <summary>An object with scale and unscaled value (io.debezium.data.VariableScaleDecimal).</summary>
    DecimalVariable,

    /// <summary>NUMERIC without precision, kept as canonical text: no exponent, no trailing zeros.</summary>
    NumericText,

    EpochDays,
    EpochMillis,
    EpochMicros,
    EpochNanos,

    /// <summary>ISO 8601 text with or without fraction and offset; instants are compared, not texts.</summary>
    Iso,

    TimeMillis,
    TimeMicros,
    TimeNanos,

    /// <summary>0 or 1 for false or true (TINYINT(1) of MySQL and MariaDB).</summary>
    BooleanInt,

    /// <summary>JSON kept as text.</summary>
    JsonText,

    /// <summary>A JSON array whose elements have an encoding of their own.</summary>
    Array,

    /// <summary>An interval in microseconds with months of 2,629,800 s (io.debezium.time.MicroDuration), kept as ISO 8601 text.</summary>
    IntervalMicros,

    Base64,
}
