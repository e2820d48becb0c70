namespace Paklog.Lakehouse.Queries;

/// <summary>Which state of the tables a query reads.</summary>
public sealed record QueryOptions
{
    /// <summary>A branch, a tag or a commit of the catalog; null for the branch of the lakehouse.</summary>
    public string? Reference { get; init; }

    /// <summary>The tables as they were at this snapshot of theirs.</summary>
    public long? Snapshot { get; init; }

    /// <summary>The tables as they were at this time.</summary>
    public DateTimeOffset? AsOf { get; init; }
}
