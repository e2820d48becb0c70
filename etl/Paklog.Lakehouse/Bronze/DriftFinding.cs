namespace Paklog.Lakehouse.Bronze;

/// <summary>Events of a Bronze table that do not look as its contract says.</summary>
/// <param name="Table">The table in Bronze, with its layer.</param>
/// <param name="Column">The member of the events where it is new, else the contract's column.</param>
/// <param name="Kind"><see cref="New"/>, <see cref="Missing"/> or <see cref="OtherType"/>.</param>
/// <param name="JsonTypes">The types that its values have, as DuckDB's json_type calls them; none where it is missing.</param>
/// <param name="FirstSeen">The event time of the first of these events.</param>
/// <param name="LandingId">What landed it.</param>
/// <param name="Sample">A value of the first event, as JSON; where the column is missing, the row that lacks it.</param>
public sealed record DriftFinding(string Table, string Column, string Kind, IReadOnlyList<string> JsonTypes, DateTimeOffset FirstSeen, string LandingId, long Events, string Sample)
{
    /// <summary>A member that the contract names neither as a column, nor as a former name of one, nor as dropped.</summary>
    public const string New = "new";

    /// <summary>A column that events lack which happened after one that carried it, or that no event carries.</summary>
    public const string Missing = "missing";

    /// <summary>A value whose JSON type is none that the column's encoding writes.</summary>
    public const string OtherType = "other type";
}
