using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>Reads the JSON of a schema (Spark: <c>DataType.json</c>, <c>StructType.json</c>).</summary>
internal static partial class TypeParser
{
    public static DataType Parse(JsonElement json) => json.ValueKind == JsonValueKind.String ? Atomic(json.GetString()!) : Composite(json);

    private static DataType Composite(JsonElement json)
    {
        string kind = json.GetProperty("type").GetString()!;
        return kind switch
        {
            "struct" => new StructType(json.GetProperty("fields").EnumerateArray().Select(Field)),
            "array" => new ArrayType(Parse(json.GetProperty("elementType")), json.GetProperty("containsNull").GetBoolean()),
            "map" => new MapType(Parse(json.GetProperty("keyType")), Parse(json.GetProperty("valueType")), json.GetProperty("valueContainsNull").GetBoolean()),
            // A user-defined type travels as the SQL type that it is stored as.
            "udt" => Parse(json.GetProperty("sqlType")),
            _ => throw new FormatException($"Spark's schema has a type '{kind}' that is not known here."),
        };
    }

    private static StructField Field(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        Parse(json.GetProperty("type")),
        json.GetProperty("nullable").GetBoolean(),
        json.TryGetProperty("metadata", out JsonElement metadata) ? metadata.GetRawText() : "{}");

    private static DataType Atomic(string name) => name switch
    {
        "void" or "null" => new NullType(),
        "boolean" => new BooleanType(),
        "byte" => new ByteType(),
        "short" => new ShortType(),
        "integer" => new IntegerType(),
        "long" => new LongType(),
        "float" => new FloatType(),
        "double" => new DoubleType(),
        "string" => new StringType(),
        "binary" => new BinaryType(),
        "date" => new DateType(),
        "timestamp" or "timestamp_ltz" => new TimestampType(),
        "timestamp_ntz" => new TimestampNTZType(),
        "decimal" => new DecimalType(),
        _ => Parameterised(name),
    };

    private static DataType Parameterised(string name)
    {
        Match match = Arguments().Match(name);
        int first = match.Success ? int.Parse(match.Groups["first"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return match.Groups["name"].Value switch
        {
            "decimal" => new DecimalType(first, match.Groups["second"].Success ? int.Parse(match.Groups["second"].ValueSpan, CultureInfo.InvariantCulture) : 0),
            "time" => new TimeType(first),
            "char" or "varchar" => new StringType(name),
            _ when name.StartsWith("string ", StringComparison.Ordinal) => new StringType(name),
            _ when name is "interval year" or "interval month" or "interval year to month" => new YearMonthIntervalType(name),
            _ when name.StartsWith("interval ", StringComparison.Ordinal) => new DayTimeIntervalType(name),
            _ => new OtherType(name),
        };
    }

    [GeneratedRegex(@"^(?<name>[a-z]+)\(\s*(?<first>\d+)\s*(,\s*(?<second>-?\d+)\s*)?\)$")]
    private static partial Regex Arguments();
}
