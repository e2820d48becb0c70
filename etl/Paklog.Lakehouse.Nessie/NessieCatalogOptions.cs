namespace Paklog.Lakehouse.Nessie;

/// <summary>How a <see cref="NessieCatalog"/> speaks to its server, and what it takes from its surroundings.</summary>
public sealed record NessieCatalogOptions
{
    /// <summary>Sent with each request as <c>Authorization: Bearer</c>; null for a server without authentication.</summary>
    public string? Token { get; init; }

    /// <summary>How long one request may take before it counts as unanswered.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is made when the server does not answer, or says that it cannot now (429, 5xx).</summary>
    public int RequestAttempts { get; init; } = 6;

    /// <summary>The wait before the second try of a request; it doubles from try to try.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a commit is tried when others come first each time.</summary>
    public int CommitAttempts { get; init; } = 1000;

    /// <summary>Stamps table metadata and times the waits between tries; commits are stamped by the server.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Names metadata files, commits, and tables that come without a uuid.</summary>
    public Func<Guid> NewGuid { get; init; } = Guid.NewGuid;

    /// <summary>Numbers in [0, 1), by which waits are spread.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
