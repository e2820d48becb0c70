namespace Paklog.Lakehouse.Rest.Client;

/// <summary>How a <see cref="RestCatalog"/> speaks to its server.</summary>
public sealed record RestCatalogOptions
{
    /// <summary>Which of the server's warehouses it is; null for the only one.</summary>
    public string? Warehouse { get; init; }

    /// <summary>A static bearer token.</summary>
    public string? Token { get; init; }

    /// <summary><c>id:secret</c>, for which the server's <c>/v1/oauth/tokens</c> gives a token.</summary>
    public string? Credential { get; init; }

    /// <summary>How often a request is made that gets no answer.</summary>
    public int RequestAttempts { get; init; } = 5;

    /// <summary>Before the second try; later ones wait longer.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>For one answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Numbers in [0, 1), by which waits are spread.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Keys of requests that may be made twice.</summary>
    public Func<Guid> NewGuid { get; init; } = Guid.CreateVersion7;
}
