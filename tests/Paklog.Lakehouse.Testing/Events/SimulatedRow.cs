using System.Text.Json;

namespace Paklog.Lakehouse.Testing.Events;

/// <summary>A row of the simulated table: <c>title</c> is small, <c>body</c> may be large enough to be stored out of line.</summary>
public sealed record SimulatedRow(string Id, string? Title, string? Body)
{
    /// <summary>What PostgreSQL's connector sends for a large value that did not change.</summary>
    public const string Placeholder = "__debezium_unavailable_value";

    /// <summary>Large values stand out of line.</summary>
    public bool IsToasted => Body is { Length: > 3 };

    public string Json => Write(Body);

    /// <summary>As an update that leaves the body alone sends it.</summary>
    public string JsonWithoutBody => Write(IsToasted ? Placeholder : Body);

    public bool SameContent(SimulatedRow other) => Title == other.Title && Body == other.Body;

    private string Write(string? body) => JsonSerializer.Serialize(new { id = Id, title = Title, body });
}

/// <summary>A version of a key as the simulated database knows it, in seconds after <see cref="ChangeLine.Start"/>.</summary>
public sealed record SimulatedVersion(SimulatedRow Row, double From, double? To);
