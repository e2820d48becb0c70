namespace Paklog.Lakehouse.IntegrationTests.Generated;

/// <summary>An event as the model takes it: accepted, decoded, placed.</summary>
/// <param name="Op">As Debezium has it; <c>p</c>: the parent <paramref name="Key"/> was deleted; <c>s</c>: a complete snapshot begins.</param>
/// <param name="Place">Where it stands among the events of its source (semantics.md, section 1).</param>
/// <param name="Transaction">Null where it counts alone.</param>
/// <param name="Row">Column values as text; <see cref="Unsent"/> where PostgreSQL did not send one.</param>
/// <param name="Before">What is known of the row before.</param>
/// <param name="OldKey">The key that was, on the creating half of a primary-key change.</param>
internal sealed record ModelEvent(
    string Op, string? Key, Place Place, double Second, string? Transaction, IReadOnlyDictionary<string, string?>? Row, IReadOnlyDictionary<string, string?>? Before, string? OldKey)
{
    public const string Unsent = "__debezium_unavailable_value";
}

/// <summary>A position: MariaDB's file, offset and row, or PostgreSQL's commit before and LSN.</summary>
internal sealed record Place(long First, bool Behind, long Second, long Third, bool Streamed, double ReadAt, int Within, int Half) : IComparable<Place>
{
    public int CompareTo(Place? other) => (First, Behind, Second, Third, Streamed, ReadAt, (Within, Half)).CompareTo((other!.First, other.Behind, other.Second, other.Third, other.Streamed, other.ReadAt, (other.Within, other.Half)));
}

/// <summary>A version of a key, in seconds after the start of all tests.</summary>
internal sealed record ModelVersion(IReadOnlyDictionary<string, string?> Row, double From, double? To);
