using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Steps;

/// <summary>How a step brings its tables up to date.</summary>
public enum StepMode
{
    /// <summary>There is nothing new.</summary>
    Skip,

    /// <summary>Only keys that are touched.</summary>
    Incremental,

    /// <summary>The whole table.</summary>
    Full,
}

/// <summary>What a step would do, and why.</summary>
public record StepPlan(StepMode Mode, string Reason);

/// <summary>What a step did to one table.</summary>
public sealed record TableResult(string Table, StepMode Mode, string Reason, long Rows, long RowsAdded, long RowsDeleted, int FilesAdded, int FilesRewritten, int DeleteFiles, TimeSpan Elapsed)
{
    /// <summary>Who computed it (<see cref="IEngine.Name"/>).</summary>
    public string Engine { get; init; } = EmbeddedEngine.EngineName;

    /// <summary>Things a person should know: rejected events, unresolved values, dates that may be zero.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
