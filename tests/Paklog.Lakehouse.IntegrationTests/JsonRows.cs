using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.IntegrationTests;

/// <summary>Rows of a result as JSON objects in the form of <c>lakehouse query --json</c>: exact numbers, ISO 8601, base64.</summary>
internal static class JsonRows
{
    public static IReadOnlyList<JsonElement> Read(DuckDbResult result)
    {
        var rows = new List<JsonElement>();
        while (result.Read())
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                for (var i = 0; i < result.Columns.Count; i++)
                {
                    json.WritePropertyName(result.Columns[i].Name);
                    if (!result.IsNull(i) && result.Columns[i].Type.Kind is DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz)
                        json.WriteStringValue(result.GetTimestamp(i).ToString());
                    else
                        Write(json, result.GetValue(i));
                }

                json.WriteEndObject();
            }

            using var document = JsonDocument.Parse(stream.ToArray());
            rows.Add(document.RootElement.Clone());
        }

        return rows;
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case byte[] bytes:
                json.WriteStringValue(Convert.ToBase64String(bytes));
                break;
            case double number:
                json.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateOnly date:
                json.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case object?[] list:
                json.WriteStartArray();
                foreach (var item in list)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case DuckDbDecimal or int or long or short or sbyte or Int128 or ulong or uint:
                json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"{value}"));
                break;
            default:
                throw new NotSupportedException($"A test reads a {value.GetType()}, which no table of ours holds.");
        }
    }
}
