namespace Paklog.Lakehouse.Testing.Events;

/// <summary>Names that a source's columns may have and that something of ours may stumble over.</summary>
public static class OtherNames
{
    /// <summary>Names of Silver's own columns, relations and windows, now and once, and of all that stands beside them in its SQL.</summary>
    public static IReadOnlyList<string> Ours { get; } =
    [
        "_key", "_op", "_time", "_txn", "_source", "_epoch", "_p1", "_behind", "_p2", "_p3", "_streamed", "_read_at", "_within", "_half", "_event_id", "_old_key", "_new_key", "_snapshot", "_schema", "_before", "_after",
        "_topic", "_kafka_partition", "_offset", "_rejected", "_toast", "_zero_date", "_unresolved", "_life", "_no_row", "_members", "_members_0", "_member_0", "_stood", "_standing", "_last_boundary", "_last_version", "_position", "_next",
        "_last", "_last_op", "alive", "was", "was_alive", "boundary", "next_boundary", "first", "last", "taken", "timeline", "committed", "begun", "compared", "closed", "boundaries", "fault", "column_name", "reason", "latest", "known",
        "parent_0", "c1", "c2", "c3", "text_1", "parsed_2", "absent_4", "known_3", "_text_id", "_parsed_id", "r", "e", "t", "k", "l", "b", "h", "d", "f", "u", "s", "o", "p", "x", "v", "id", "key", "value", "op", "before", "after", "source",
        "headers", "region", "event_time", "source_table", "row_number", "C1", "_KEY", "Alive",
    ];

    /// <summary>Names that some text must quote or escape.</summary>
    public static IReadOnlyList<string> Odd { get; } =
    [
        "mã", "ma\u0303", "giá & thuế", "đổi'mới", "a\"b", "\"", "'", "a\\b", "\\", "a.b", ".", " lead", "trail ", " ", "$", "$.a", "*", "[0]", "a/b", "/", "~", "~1", "%", "%20", "`", "a`b", "new\nline", "tab\t", "😀", "0", "12", "-", "{x}", "{", "}",
        "select", "order", "null", "a;b--", "?", "a,b", "(", ")", "<b>", "a+b", "#", "@", "İ", "ß", "数据", "\u00a0", "a:b", "=", "|", "lambda", "name with a length that no database has 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789",
    ];
}
