using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Testing.Events;

/// <summary>Damages lines of JSON, as broken disks, broken programs and strange databases do. The same seed gives the same lines.</summary>
public sealed class LineMutator(int seed)
{
    private static readonly byte[] Telling = "\"{}[]:,\\ \r\t0-+.eEn\u0000\u0001"u8.ToArray();

    private static readonly string[] Values =
    [
        "null", "true", "\"\"", "\"text\"", "0", "-1", "1.50", "1e400", "-0.0", "[]", "{}", "[1,{\"a\":null}]", "{\"schema\":null,\"payload\":null}", "\"2026-02-30\"", "\"\\ud83e\\uddfe \\u1ea3\"",
        "\"a\\u0000b\"", "\"__debezium_unavailable_value\"", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "253402300800000", "\"+12026-01-01T00:00:00Z\"",
    ];

    private static readonly string[] NoJson = ["NaN", "-Infinity", "01", "1.", ".5", "+1", "0x1F", "'text'", "True", "\"\\ud800\"", "\"\\x\"", "\"a\tb\"", "[1,]", "{\"a\":1,}", "// no\n", "undefined", ""];

    private readonly Random random = new(seed);

    /// <summary>A line that is JSON still, though it may not say anything any more.</summary>
    public byte[] MutateMembers(byte[] line)
    {
        var spans = Spans.Of(line);
        if (spans.Members.Count == 0)
            return line;
        var member = spans.Members[random.Next(spans.Members.Count)];
        return random.Next(10) switch
        {
            0 => Remove(line, member),
            1 or 2 or 3 => Splice(line, member.Value, member.End, Pick(Values)),
            4 => Splice(line, member.Value, member.End, Number()),
            5 => Splice(line, member.Start, member.Start, Text(line, member.Start, member.Value) + Pick(Values) + ","),
            6 => Splice(line, member.Start, member.Value, Text(line, member.Start, member.Value).ToUpperInvariant()),
            7 => Splice(line, member.Start, member.Start, $"\"new_{random.Next(5)}\":{Pick(Values)},"),
            8 => Splice(line, member.Value, member.End, Nested(random.Next(20) == 0 ? 3000 : random.Next(1, 80))),
            _ => Swap(line, member, spans.Members[random.Next(spans.Members.Count)]),
        };
    }

    /// <summary>A line that may be anything, several lines, or nothing.</summary>
    public byte[] MutateBytes(byte[] line, byte[] other)
    {
        var at = random.Next(line.Length);
        var length = random.Next(1, Math.Max(2, Math.Min(40, line.Length - at)));
        var bytes = (byte[])line.Clone();
        switch (random.Next(14))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = Telling[random.Next(Telling.Length)];
                return bytes;
            case 2:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 3:
                return bytes[..at];
            case 4:
                return bytes[at..];
            case 5:
                return [.. bytes[..at], .. bytes[Math.Min(at + length, bytes.Length)..]];
            case 6:
                return [.. bytes[..at], .. bytes[at..Math.Min(at + length, bytes.Length)], .. bytes[at..]];
            case 7:
                var noise = new byte[length];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            case 8:
                return [.. bytes, .. other];
            case 9:
                return [.. bytes[..at], (byte)'\n', .. bytes[at..]];
            case 10:
                return [.. " \t"u8, .. bytes, .. " \r"u8];
            case 11:
                return [.. "["u8, .. bytes, .. "]"u8];
            case 12:
                return [0xEF, 0xBB, 0xBF, .. bytes];
            default:
                var members = Spans.Of(line).Members;
                if (members.Count == 0)
                    return bytes;
                var member = members[random.Next(members.Count)];
                return Splice(line, member.Value, member.End, Pick(NoJson));
        }
    }

    private string Pick(string[] values) => values[random.Next(values.Length)];

    private string Number() => random.Next(4) switch
    {
        0 => new string('9', random.Next(1, 60)),
        1 => "-" + new string('9', random.Next(17, 22)),
        2 => random.NextInt64().ToString(CultureInfo.InvariantCulture) + "." + random.NextInt64().ToString(CultureInfo.InvariantCulture),
        _ => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
    };

    private string Nested(int depth) => random.Next(2) == 0
        ? new string('[', depth) + new string(']', depth)
        : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    private static byte[] Remove(byte[] line, Member member)
    {
        var end = member.End;
        if (end < line.Length && line[end] == ',')
            return [.. line[..member.Start], .. line[(end + 1)..]];
        var start = member.Start > 0 && line[member.Start - 1] == ',' ? member.Start - 1 : member.Start;
        return [.. line[..start], .. line[end..]];
    }

    /// <summary>Each gets the other's value, unless one holds the other.</summary>
    private static byte[] Swap(byte[] line, Member one, Member other)
    {
        if (one.Value > other.Value)
            (one, other) = (other, one);
        return one.End > other.Value ? line : [.. line[..one.Value], .. line[other.Value..other.End], .. line[one.End..other.Value], .. line[one.Value..one.End], .. line[other.End..]];
    }

    private static byte[] Splice(byte[] line, int start, int end, string text) => [.. line[..start], .. Encoding.UTF8.GetBytes(text), .. line[end..]];

    private static string Text(byte[] line, int start, int end) => Encoding.UTF8.GetString(line, start, end - start);

    /// <summary>A member of some object: where its name begins, where its value begins and ends.</summary>
    private readonly record struct Member(int Start, int Value, int End);

    private sealed record Spans(List<Member> Members)
    {
        /// <summary>The members of all objects; none where the line is no JSON.</summary>
        public static Spans Of(byte[] line)
        {
            var members = new List<Member>();
            var open = new Stack<(int Name, int Value)>();
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = int.MaxValue });
            var name = -1;
            try
            {
                while (reader.Read())
                {
                    switch (reader.TokenType)
                    {
                        case JsonTokenType.PropertyName:
                            name = (int)reader.TokenStartIndex;
                            break;
                        case JsonTokenType.StartObject or JsonTokenType.StartArray:
                            open.Push((name, (int)reader.TokenStartIndex));
                            name = -1;
                            break;
                        case JsonTokenType.EndObject or JsonTokenType.EndArray:
                            Add(open.Pop(), reader.BytesConsumed);
                            break;
                        default:
                            Add((name, (int)reader.TokenStartIndex), reader.BytesConsumed);
                            break;
                    }
                }
            }
            catch (JsonException)
            {
                return new Spans([]);
            }

            return new Spans(members);

            void Add((int Name, int Value) value, long end)
            {
                if (value.Name >= 0)
                    members.Add(new Member(value.Name, value.Value, (int)end));
                name = -1;
            }
        }
    }
}
