using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>
/// A line of kafka-console-consumer with <c>print.key=true</c> and others like it: parts between tabs, of which the last is the value and the one before it the key. JSON has no tab in a text, so where the last part
/// is a JSON object alone, or null, nothing else is meant.
/// </summary>
internal static class ConsoleLine
{
    /// <returns>Null where the line is no such one.</returns>
    public static (KafkaRecord Record, JsonElement? Key)? Parse(ReadOnlySpan<byte> line)
    {
        if (!line.Contains((byte)'\t'))
            return null;
        var parts = Encoding.UTF8.GetString(line).TrimEnd('\r').Split('\t');
        var value = parts[^1] == "null" ? null : JsonText.Object(parts[^1]);
        if (value is null && parts[^1] != "null")
            return null;
        var (partition, offset, timestamp) = ((int?)null, (long?)null, (long?)null);
        var first = 0;
        for (; first < parts.Length - 1; first++)
        {
            var (name, number) = parts[first].Split(':') is [var left, var right] && long.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? (left, parsed) : (parts[first], -1L);
            if (name is "CreateTime" or "LogAppendTime" && number >= 0)
                timestamp = number;
            else if (name == "Partition" && number is >= 0 and <= int.MaxValue)
                partition = (int)number;
            else if (name == "Offset" && number >= 0)
                offset = number;
            else if (name is not ("NO_TIMESTAMP" or "NO_HEADERS"))
                break;
        }

        var rest = parts.Length - 1 - first;
        if (rest > 1 || (rest == 0 && first == 0) || (value is null && rest == 0))
            return null;
        var record = new KafkaRecord { Partition = partition, Offset = offset, Timestamp = timestamp, Value = value, Key = rest == 0 || parts[first] == "null" ? null : KeyOf(parts[first]) };
        return (record, record.Key);
    }

    private static JsonElement KeyOf(string text) => JsonText.Object(text) ?? JsonSerializer.SerializeToElement(text);
}
