namespace Paklog.Lakehouse.Contracts;

/// <summary>Which columns open a new version in the history of a table (SCD2).</summary>
/// <param name="Columns">The tracked columns, or, with <paramref name="AllBut"/>, those that are not.</param>
public sealed record HistoryRule(bool AllBut, IReadOnlyList<string> Columns)
{
    /// <summary>The columns that a history has beside the contract's: no column of a contract with history can be named so.</summary>
    public static IReadOnlyList<string> VersionColumns { get; } = ["valid_from", "valid_to", "is_current", "version", "_opened_by"];

    /// <summary>The names of the tracked columns in the order of the table.</summary>
    public IReadOnlyList<string> Tracked(IEnumerable<ContractColumn> columns) =>
        [.. columns.Select(column => column.Name).Where(name => Columns.Contains(name) != AllBut)];
}
