namespace Paklog.Lakehouse.Silver;

/// <summary>
/// The order of events of one source (semantics.md, section 1) as columns of the work tables, most significant first:
/// source; epoch; first position (binlog file number, or the commit LSN of the transaction before); streamed events that knew no such commit behind the rows of their snapshot;
/// second and third position; snapshot rows before streamed ones and by the time they were read; order within the transaction; d before c; at last the identity, so that no order is left to chance.
/// </summary>
internal static class EventOrder
{
    private static readonly string[] Names = ["_source", "_epoch", "_p1", "_behind", "_p2", "_p3", "_streamed", "_read_at", "_within", "_half", "_event_id"];

    public static string Ascending { get; } = string.Join(", ", Names.Select(name => name + " nulls first"));

    public static string Descending { get; } = string.Join(", ", Names.Select(name => name + " desc nulls last"));

    /// <summary>Every column that describes an event of a work table, beside the contract's own columns.</summary>
    public static string Columns { get; } = string.Join(", ", ["_key", "_op", "_time", "_txn", .. Names]);

    /// <summary>The position of an event of table <paramref name="alias"/> as one comparable value. The source is not part of it: compare within one source only.</summary>
    public static string Position(string alias) =>
        $"{{e: {alias}._epoch, a: {alias}._p1, l: {alias}._behind, b: {alias}._p2, c: {alias}._p3, s: {alias}._streamed, r: {alias}._read_at, w: {alias}._within, h: {alias}._half}}";
}
