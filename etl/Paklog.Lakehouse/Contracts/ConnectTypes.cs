using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>
/// Kafka Connect's schemas (as its JsonConverter writes them) to Iceberg types and encodings. Logical types: Debezium's documentation, "Data type
/// mappings" of the MySQL, MariaDB and PostgreSQL connectors, and org.apache.kafka.connect.data.
/// </summary>
internal static class ConnectTypes
{
    internal static MessageField Field(string name, JsonElement schema)
    {
        var (type, encoding) = Map(schema);
        return new MessageField(
            name,
            type,
            encoding,
            Required: !schema.TryGetProperty("optional", out var optional) || !optional.GetBoolean(),
            schema.TryGetProperty("default", out var value) && value.ValueKind != JsonValueKind.Null ? value.GetRawText() : null,
            Text(schema, "name"));
    }

    private static (IcebergType Type, ColumnEncoding? Encoding) Map(JsonElement schema) => Text(schema, "name") switch
    {
        "io.debezium.time.Date" or "org.apache.kafka.connect.data.Date" => (IcebergType.Date, new(EncodingKind.EpochDays)),
        "io.debezium.time.Timestamp" or "org.apache.kafka.connect.data.Timestamp" => (IcebergType.Timestamp, new(EncodingKind.EpochMillis)),
        "io.debezium.time.MicroTimestamp" => (IcebergType.Timestamp, new(EncodingKind.EpochMicros)),
        "io.debezium.time.NanoTimestamp" => (IcebergType.Timestamp, new(EncodingKind.EpochNanos)),
        "io.debezium.time.ZonedTimestamp" => (IcebergType.TimestampTz, new(EncodingKind.Iso)),
        "io.debezium.time.IsoTimestamp" => (IcebergType.Timestamp, new(EncodingKind.Iso)),
        "io.debezium.time.IsoDate" => (IcebergType.Date, new(EncodingKind.Iso)),
        "io.debezium.time.Time" or "org.apache.kafka.connect.data.Time" => (IcebergType.Long, new(EncodingKind.TimeMillis)),
        "io.debezium.time.MicroTime" => (IcebergType.Long, new(EncodingKind.TimeMicros)),
        "io.debezium.time.NanoTime" => (IcebergType.Long, new(EncodingKind.TimeNanos)),
        "io.debezium.time.MicroDuration" => (IcebergType.String, new(EncodingKind.IntervalMicros)),
        "io.debezium.time.Interval" => (IcebergType.String, ColumnEncoding.Plain),
        "org.apache.kafka.connect.data.Decimal" => Decimal(schema),
        "io.debezium.data.VariableScaleDecimal" => (IcebergType.String, new(EncodingKind.DecimalVariable)),
        "io.debezium.data.Json" => (IcebergType.String, new(EncodingKind.JsonText)),
        _ => MapUnnamed(schema),
    };

    private static (IcebergType Type, ColumnEncoding? Encoding) MapUnnamed(JsonElement schema)
    {
        switch (Text(schema, "type"))
        {
            case "boolean":
                return (IcebergType.Boolean, null);
            case "int8" or "int16" or "int32":
                return (IcebergType.Int, null);
            case "int64":
                return (IcebergType.Long, null);
            case "float":
                return (IcebergType.Float, null);
            case "double":
                return (IcebergType.Double, null);
            case "string":
                return (IcebergType.String, null);
            case "bytes":
                return (IcebergType.Binary, new(EncodingKind.Base64));
            case "struct" or "map":
                return (IcebergType.String, new(EncodingKind.JsonText));
            case "array" when schema.TryGetProperty("items", out var items):
                var (element, encoding) = Map(items);
                return (ListType.Of(element), new(EncodingKind.Array, Element: encoding));
            case var type:
                throw new FormatException($"The type '{type}' in the schema of a message is none of Kafka Connect's.");
        }
    }

    private static (IcebergType Type, ColumnEncoding? Encoding) Decimal(JsonElement schema)
    {
        if (Parameter(schema, "scale") is not { } scale)
            throw new FormatException("A decimal in the schema of a message has no scale.");

        // What 38 digits cannot hold is kept as text.
        var precision = Parameter(schema, "connect.decimal.precision") ?? DecimalType.MaxPrecision;
        var encoding = new ColumnEncoding(EncodingKind.DecimalBase64, scale);
        return precision is >= 1 and <= DecimalType.MaxPrecision && scale >= 0 && scale <= precision
            ? (IcebergType.Decimal(precision, scale), encoding)
            : (IcebergType.String, encoding);
    }

    private static int? Parameter(JsonElement schema, string name) =>
        schema.TryGetProperty("parameters", out var parameters) && parameters.TryGetProperty(name, out var value)
            && int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string? Text(JsonElement schema, string member) => schema.TryGetProperty(member, out var value) ? value.GetString() : null;
}
