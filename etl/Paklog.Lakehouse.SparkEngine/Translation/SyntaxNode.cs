using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Reading of the nodes of DuckDB's tree; absent members have their default: empty, false, null.</summary>
internal static class SyntaxNode
{
    public static string Class(this JsonElement node) => node.Word("class") ?? "";

    public static string Type(this JsonElement node) => node.Word("type") ?? "";

    public static string? Word(this JsonElement node, string member) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Flag(this JsonElement node, string member, bool absent = false) => node.TryGetProperty(member, out var value) ? value.GetBoolean() : absent;

    public static JsonElement? Find(this JsonElement node, string member) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static IReadOnlyList<JsonElement> List(this JsonElement node, string member) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];

    public static IReadOnlyList<string> Words(this JsonElement node, string member) => [.. node.List(member).Select(word => word.GetString()!)];

    public static IReadOnlyList<JsonElement> Children(this JsonElement node) => node.List("children");

    /// <summary>A call of one of these functions.</summary>
    public static bool Calls(this JsonElement node, params ReadOnlySpan<string> names) => node.Class() == "FUNCTION" && names.Contains(node.Word("function_name") ?? "");

    /// <summary>The text of a VARCHAR constant; null for any other node.</summary>
    public static string? ConstantText(this JsonElement node) =>
        node.Class() == "CONSTANT" && node.GetProperty("value") is var value && value.GetProperty("type").Word("id") == "VARCHAR" && !value.Flag("is_null") ? value.Word("value") ?? "" : null;

    /// <summary>The value of an integer constant; null for any other node.</summary>
    public static long? ConstantInteger(this JsonElement node) =>
        node.Class() == "CONSTANT" && node.GetProperty("value").Find("value") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
        && node.GetProperty("value").GetProperty("type").Word("id") is "INTEGER" or "BIGINT" ? value.GetInt64() : null;

    public static bool IsNullConstant(this JsonElement node) => node.Class() == "CONSTANT" && node.GetProperty("value").Flag("is_null");
}
