using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Judges;

/// <summary>Writes committed versions as <c>lakehouse query --json</c> would print a history table: one second a version, and a second of gap behind a deletion.</summary>
internal static class HistoryText
{
    public static IReadOnlyList<string> Of(TruthTable table, IReadOnlyDictionary<string, IReadOnlyList<CommittedVersion>> history) =>
        [.. history.Values.SelectMany(versions => versions.Select((_, i) => Line(table, versions, i)))];

    private static string Line(TruthTable table, IReadOnlyList<CommittedVersion> versions, int index)
    {
        var columns = table.Columns.Select((column, i) => $"{JsonSerializer.Serialize(column.Name)}:{Value(column.Kind, versions[index].Row[i])}");
        var from = index + versions.Take(index).Count(version => version.Deleted);
        var current = index == versions.Count - 1 && !versions[index].Deleted;
        var validity = $"\"valid_from\":{At(from)},\"valid_to\":{(current ? "null" : At(from + 1))},\"is_current\":{(current ? "true" : "false")}";
        return $"{{{string.Join(',', columns)},{validity},\"version\":{index + 1}}}";
    }

    private static string At(int second) => $"\"{new DateTime(2026, 1, 1).AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)}Z\"";

    private static string Value(ColumnKind kind, string? canonical) => (kind, canonical) switch
    {
        (_, null) => "null",
        (ColumnKind.Integer or ColumnKind.Decimal or ColumnKind.Double or ColumnKind.Boolean or ColumnKind.TextArray or ColumnKind.DoubleArray, _) => canonical,
        (ColumnKind.Binary, _) => JsonSerializer.Serialize(Convert.ToBase64String(Convert.FromHexString(canonical))),
        _ => JsonSerializer.Serialize(canonical),
    };
}
