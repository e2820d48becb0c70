using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// Sends rows of this process to Spark as JSON, which <c>from_json</c> reads with the schema: lists of rows in texts of about a megabyte, so that one call
/// carries many rows.
/// </summary>
internal static class LocalRows
{
    private const int TextBytes = 1 << 20;

    public static DataFrame Frame(SparkSession session, IEnumerable<GenericRow> rows, StructType schema)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(schema);
        JvmCaller jvm = session.Jvm;
        // Names may differ by case only, or not at all, and from_json lets every field be null: the values go by position, and get their schema after that.
        var positional = new StructType(schema.Fields.Select((field, index) => new StructField("_" + index, field.DataType)));
        using JvmObject texts = session.Gateway.NewList(Texts(rows, schema));
        using JvmObject strings = jvm.Object(session.Reference, "createDataset", texts, jvm.Static("org.apache.spark.sql.Encoders", "STRING"));
        DataFrame lines = session.Frame(jvm.Object(strings, "toDF"));
        var options = new Dictionary<string, string>
        {
            ["mode"] = "FAILFAST",
            ["timestampFormat"] = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSX",
            ["timestampNTZFormat"] = "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
            ["dateFormat"] = "yyyy-MM-dd",
        };
        JvmObject parsed = jvm.Static(Functions.ClassName, "from_json", Functions.Col("value"), new ArrayType(positional), options);
        DataFrame inlined = lines.Select(Functions.Inline(new Column(parsed, "rows")));

        // By Spark's own rows: Java's have dates of the Julian calendar, which lose the ten days that the Gregorian one left out.
        return session.Frame(jvm.Object(session.Reference, "internalCreateDataFrame", jvm.Object(jvm.Object(inlined.Reference, "queryExecution"), "toRdd"), schema, false));
    }

    private static IEnumerable<string> Texts(IEnumerable<GenericRow> rows, StructType schema)
    {
        using var buffer = new MemoryStream();
        var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (GenericRow row in rows)
        {
            Fields(writer, schema, row.Values, "");
            if (writer.BytesPending + writer.BytesCommitted < TextBytes)
                continue;
            yield return Text(writer, buffer);
            buffer.SetLength(0);
            writer = new Utf8JsonWriter(buffer);
            writer.WriteStartArray();
        }

        yield return Text(writer, buffer);
    }

    private static string Text(Utf8JsonWriter writer, MemoryStream buffer)
    {
        writer.WriteEndArray();
        writer.Dispose();
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, DataType type, object? value, string column, bool isNullable = true)
    {
        switch (type, value)
        {
            case (_, null) when !isNullable:
                throw new ArgumentException($"Column {column} takes no null, but a row has one in it.");
            case (_, null):
                writer.WriteNullValue();
                break;
            case (StructType schema, GenericRow row):
                Fields(writer, schema, row.Values, column);
                break;
            case (StructType schema, Row row):
                Fields(writer, schema, row.Values, column);
                break;
            case (MapType { KeyType: StringType } map, IDictionary entries):
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in entries)
                {
                    writer.WritePropertyName((string)entry.Key);
                    Write(writer, map.ValueType, entry.Value, column, map.ValueContainsNull);
                }

                writer.WriteEndObject();
                break;
            case (ArrayType array, IEnumerable elements and not (string or byte[] or IDictionary)):
                writer.WriteStartArray();
                foreach (object? element in elements)
                    Write(writer, array.ElementType, element, column, array.ContainsNull);
                writer.WriteEndArray();
                break;
            case (StringType, string text) when HasHalfAPair(text):
                throw new ArgumentException($"Column {column} has a string with half of a surrogate pair, which has no UTF-8, so it cannot be handed to Java unchanged.");
            case (StringType, string text):
                writer.WriteStringValue(text);
                break;
            case (BinaryType, byte[] bytes):
                writer.WriteBase64StringValue(bytes);
                break;
            case (BooleanType, bool flag):
                writer.WriteBooleanValue(flag);
                break;
            case (IntegralType or DecimalType, sbyte or byte or short or ushort or int or uint or long):
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case (DecimalType, decimal or System.Data.SqlTypes.SqlDecimal):
                writer.WriteRawValue(((IFormattable?)(value as decimal?))?.ToString(null, CultureInfo.InvariantCulture) ?? value.ToString()!);
                break;
            case (FloatType or DoubleType, float or double or int or long):
                Fraction(writer, value);
                break;
            case (DateType, DateOnly date):
                writer.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case (DateType, Date date):
                writer.WriteStringValue(date.ToString());
                break;
            case (TimestampType, DateTimeOffset instant):
                writer.WriteStringValue(Instant(instant.UtcDateTime));
                break;
            case (TimestampType, DateTime { Kind: not DateTimeKind.Unspecified } instant):
                writer.WriteStringValue(Instant(instant.ToUniversalTime()));
                break;
            case (TimestampType, Timestamp instant):
                writer.WriteStringValue(Instant(instant.ToDateTime()));
                break;
            case (TimestampNTZType, DateTime time):
                writer.WriteStringValue(time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentException($"Column {column} has the type {type.SimpleString}, but a row has a {value.GetType().Name} in it.");
        }
    }

    // Of a row, where there is no column yet, or of a struct.
    private static void Fields(Utf8JsonWriter writer, StructType schema, object?[] values, string column)
    {
        if (values.Length != schema.Fields.Count)
            throw new ArgumentException($"A row{(column.Length > 0 ? " in column " + column : "")} has {values.Length} values where its type has {schema.Fields.Count} fields.");
        writer.WriteStartObject();
        for (int index = 0; index < values.Length; index++)
        {
            string name = schema.Fields[index].Name;
            writer.WritePropertyName(column.Length > 0 ? name : "_" + index);
            Write(writer, schema.Fields[index].DataType, values[index], column.Length > 0 ? $"{column}.{name}" : name, schema.Fields[index].IsNullable);
        }

        writer.WriteEndObject();
    }

    // JSON has no word for what is not a number; Spark reads these.
    private static void Fraction(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case float single when float.IsFinite(single):
                writer.WriteNumberValue(single);
                break;
            case float single:
                writer.WriteStringValue(Word(single));
                break;
            case double number when !double.IsFinite(number):
                writer.WriteStringValue(Word(number));
                break;
            default:
                writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static bool HasHalfAPair(string text)
    {
        for (int at = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); at >= 0 && at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return true;
            at++;
        }

        return false;
    }

    private static string Word(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";

    private static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
