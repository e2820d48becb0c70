using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>A type of DuckDB and how Spark names its counterpart.</summary>
/// <param name="Name">Spark's name.</param>
/// <param name="Scale">Of a decimal: digits behind the point.</param>
/// <param name="Element">Of a list.</param>
/// <param name="Fields">Of a struct, by name, in order.</param>
internal sealed record SqlType(SqlKind Kind, string Name, int Scale = 0, SqlType? Element = null, IReadOnlyList<KeyValuePair<string, SqlType>>? Fields = null)
{
    public static SqlType Unknown { get; } = new(SqlKind.Unknown, "");

    public static SqlType Null { get; } = new(SqlKind.Null, "VOID");

    public static SqlType Boolean { get; } = new(SqlKind.Boolean, "BOOLEAN");

    public static SqlType Int { get; } = new(SqlKind.Integer, "INT");

    public static SqlType Long { get; } = new(SqlKind.Integer, "BIGINT");

    public static SqlType Double { get; } = new(SqlKind.Double, "DOUBLE");

    public static SqlType Text { get; } = new(SqlKind.Text, "STRING");

    public static SqlType Blob { get; } = new(SqlKind.Blob, "BINARY");

    public static SqlType Date { get; } = new(SqlKind.Date, "DATE");

    public static SqlType Timestamp { get; } = new(SqlKind.Timestamp, "TIMESTAMP_NTZ");

    public static SqlType TimestampTz { get; } = new(SqlKind.TimestampTz, "TIMESTAMP");

    public static SqlType Interval { get; } = new(SqlKind.Interval, "INTERVAL");

    public bool IsTemporal => Kind is SqlKind.Date or SqlKind.Timestamp or SqlKind.TimestampTz;

    public bool IsNumber => Kind is SqlKind.Integer or SqlKind.Decimal or SqlKind.Float or SqlKind.Double;

    public static SqlType Decimal(int precision, int scale) => new(SqlKind.Decimal, string.Create(CultureInfo.InvariantCulture, $"DECIMAL({precision},{scale})"), scale);

    public static SqlType ListOf(SqlType element) => new(SqlKind.List, element.Kind is SqlKind.Unknown or SqlKind.Null ? "" : $"ARRAY<{element.Name}>", Element: element);

    public static SqlType StructOf(IReadOnlyList<KeyValuePair<string, SqlType>> fields) =>
        new(SqlKind.Struct, $"STRUCT<{string.Join(", ", fields.Select(field => $"{SparkLiteral.Name(field.Key)}: {field.Value.Name}"))}>", Fields: fields);

    /// <summary>The type of a field; unknown where this is no struct that has it.</summary>
    public SqlType Field(string name) =>
        Fields?.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value ?? Unknown;

    /// <summary>The type of a node <c>cast_type</c>.</summary>
    /// <exception cref="LakehouseException">Spark has no such type.</exception>
    public static SqlType Of(JsonElement type)
    {
        var info = type.Find("type_info") ?? default;
        var id = type.Word("id");
        return (id == "UNBOUND" ? info.Word("name")?.ToUpperInvariant() : id) switch
        {
            "BOOLEAN" => Boolean,
            "TINYINT" => new SqlType(SqlKind.Integer, "TINYINT"),
            "SMALLINT" or "UTINYINT" => new SqlType(SqlKind.Integer, "SMALLINT"),
            "INTEGER" or "USMALLINT" => Int,
            "BIGINT" or "UINTEGER" => Long,
            "UBIGINT" => Decimal(20, 0),
            "HUGEINT" => Decimal(38, 0),
            "FLOAT" => new SqlType(SqlKind.Float, "FLOAT"),
            "DOUBLE" => Double,
            "DECIMAL" => info.ValueKind == JsonValueKind.Object
                ? Decimal(info.GetProperty("width").GetInt32(), info.Find("scale")?.GetInt32() ?? 0)
                : Decimal(18, 3),
            "VARCHAR" or "UUID" or "JSON" => Text,
            "BLOB" => Blob,
            "DATE" => Date,
            "TIMESTAMP" => Timestamp,
            "TIMESTAMP WITH TIME ZONE" or "TIMESTAMPTZ" => TimestampTz,
            "LIST" => ListOf(Of(info.GetProperty("child_type"))),
            "STRUCT" => StructOf(FieldsOf(info)),
            "MAP" => MapOf(FieldsOf(info.GetProperty("child_type").GetProperty("type_info"))),
            var other => throw new StatementException($"The type {other} of DuckDB has no counterpart in Spark that the translation knows; cast to another one.", null, null),
        };
    }

    /// <summary>The type of a column of DuckDB; unknown where Spark has none like it.</summary>
    public static SqlType Of(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.Boolean => Boolean,
        DuckDbTypeKind.TinyInt => new SqlType(SqlKind.Integer, "TINYINT"),
        DuckDbTypeKind.SmallInt => new SqlType(SqlKind.Integer, "SMALLINT"),
        DuckDbTypeKind.Integer => Int,
        DuckDbTypeKind.BigInt => Long,
        DuckDbTypeKind.HugeInt => Decimal(38, 0),
        DuckDbTypeKind.Float => new SqlType(SqlKind.Float, "FLOAT"),
        DuckDbTypeKind.Double => Double,
        DuckDbTypeKind.Decimal => Decimal(type.Width, type.Scale),
        DuckDbTypeKind.Varchar or DuckDbTypeKind.Uuid => Text,
        DuckDbTypeKind.Blob => Blob,
        DuckDbTypeKind.Date => Date,
        DuckDbTypeKind.Timestamp => Timestamp,
        DuckDbTypeKind.TimestampTz => TimestampTz,
        DuckDbTypeKind.List => ListOf(Of(type.Element!)),
        DuckDbTypeKind.Struct => StructOf([.. type.Fields.Select(field => KeyValuePair.Create(field.Name, Of(field.Type)))]),
        _ => Unknown,
    };

    /// <summary>Whether a node <c>cast_type</c> is of this id: UUID and JSON are texts to Spark.</summary>
    public static bool Is(JsonElement type, string id) =>
        type.Word("id") == id || (type.Word("id") == "UNBOUND" && string.Equals(type.Find("type_info")?.Word("name"), id, StringComparison.OrdinalIgnoreCase));

    private static List<KeyValuePair<string, SqlType>> FieldsOf(JsonElement info) =>
        [.. info.List("child_types").Select(child => KeyValuePair.Create(child.Word("first")!, Of(child.GetProperty("second"))))];

    private static SqlType MapOf(List<KeyValuePair<string, SqlType>> entry) => new(SqlKind.Map, $"MAP<{entry[0].Value.Name}, {entry[1].Value.Name}>");
}
