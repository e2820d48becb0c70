using System.Net;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>How a <see cref="RestCatalogServer"/> is reached and by whom.</summary>
public sealed record RestServerOptions
{
    /// <summary>Where it listens; this machine alone unless given.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The location of the warehouse, for tables whose creators name none.</summary>
    public required string Warehouse { get; init; }

    /// <summary>Who may use it. None: whoever can reach it may do everything, which is refused beyond this machine.</summary>
    public IReadOnlyList<RestClient> Clients { get; init; } = [];

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Names tables.</summary>
    public Func<Guid> NewGuid { get; init; } = Guid.NewGuid;

    /// <summary>Told of what should not have happened; the client is told that something did.</summary>
    public Action<Exception> OnError { get; init; } = _ => { };
}
