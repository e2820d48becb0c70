using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>An aggregate that is to be printed.</summary>
/// <param name="Filter">The condition of FILTER where it stands over a window, which Spark does not take; null elsewhere.</param>
internal sealed record AggregateCall(string Name, IReadOnlyList<SparkText> Arguments, string? Filter, PrintingContext Context, JsonElement Node)
{
    public bool IsDistinct { get; init; }

    /// <summary>The OVER of a window, with a blank before it; it stands behind each aggregate of what is printed. Empty elsewhere.</summary>
    public string Over { get; init; } = "";

    /// <summary>An argument, NULL where the filter does not hold: every aggregate but list passes over NULLs.</summary>
    public SparkText this[int index] => Filter is null ? Arguments[index] : Arguments[index] with { Sql = $"CASE WHEN {Filter} THEN {Arguments[index].Sql} END", Members = null };
}
