using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>
/// A row as ExtractNewRecordState leaves it: the table's columns, and beside them what <c>add.fields</c> names, with two underscores before it. Its columns may have any name. <c>source.lsn</c> among those fields gives <c>__source_lsn</c>,
/// <c>lsn</c> gives <c>__lsn</c> of the same value; but <c>ts_ms</c> is when the connector worked, not when the row changed.
/// </summary>
internal sealed class FlattenedRow
{
    private const string Prefix = "__";
    private const string FromSource = "__source_";

    /// <summary>Fields of Debezium's envelope and of all its connectors' source blocks, as add.fields may name them.</summary>
    private static readonly HashSet<string> Fields =
    [
        "op", "deleted", "ts_ms", "ts_us", "ts_ns", "version", "connector", "name", "snapshot", "db", "sequence", "schema", "table", "txId", "lsn", "xmin", "server_id", "gtid", "file", "pos", "row", "thread", "query",
        "change_lsn", "commit_lsn", "event_serial_no", "scn", "commit_scn", "lcr_position", "rs_id", "ssn", "redo_thread", "user_name", "row_id", "collection", "ord", "lsid", "txnNumber", "wallTime", "origin", "origin_lsn",
    ];

    private readonly Dictionary<string, string> marks;

    /// <summary>What add.fields may name, without the underscores.</summary>
    public static IReadOnlyCollection<string> FieldNames => Fields;

    private FlattenedRow(Dictionary<string, string> marks) => this.marks = marks;

    /// <summary>The members that begin with two underscores and are not null; most may be columns of the table too.</summary>
    public IEnumerable<string> Marks => marks.Keys;

    public string? Op => marks.GetValueOrDefault("__op");

    public bool IsDeleted => marks.GetValueOrDefault("__deleted") == "true";

    /// <summary>Whether a row could say that it was deleted: rows of a topic that cannot leave but a tombstone behind.</summary>
    public bool CanTellDelete => marks.ContainsKey("__deleted") || Op == "d";

    public string? Connector => Text("connector") ?? (Lsn is not null ? "postgresql" : File is not null ? "mysql" : Has("commit_lsn") || Has("change_lsn") ? "sqlserver" : Has("scn") ? "oracle" : null);

    public string? Name => Text("name");

    public string? Database => Text("db");

    /// <summary>The schema, of MySQL and MariaDB the database.</summary>
    public string? Schema => NotEmpty(FromSourceText("schema")) ?? NotEmpty(FromSourceText("db")) ?? NotEmpty(OwnText("schema")) ?? NotEmpty(OwnText("db"));

    public string? Table => NotEmpty(Text("table"));

    public string? Snapshot => Text("snapshot");

    public string? File => Text("file");

    public long? Pos => Number("pos");

    public long? Row => Number("row");

    public long? Lsn => Number("lsn");

    public long? TxId => Number("txId");

    public string? Sequence => Text("sequence");

    public string? Gtid => Text("gtid");

    /// <summary>When the row changed, in microseconds.</summary>
    public long? Time => Source("ts_ns") is { } nanos ? nanos / 1000 : Source("ts_us") ?? (Source("ts_ms") is { } millis && Math.Abs(millis) < long.MaxValue / 1000 ? millis * 1000 : null);

    public bool HasPosition => Lsn is not null || (File is not null && Pos is not null) || Has("commit_lsn") || Has("change_lsn") || Has("scn");

    /// <summary>The row, where it has what only a flattened one has: <c>__op</c> or <c>__deleted</c>. Whether it has a position too is another question.</summary>
    public static FlattenedRow? Of(JsonElement value)
    {
        if (!HasMarks(value))
            return null;
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            if ((name.StartsWith("__"u8) || (name.Contains((byte)'\\') && member.Name.StartsWith(Prefix, StringComparison.Ordinal))) && member.Value.ValueKind != JsonValueKind.Null)
                marks.TryAdd(member.Name, member.Value.AsText()!);
        }

        return new FlattenedRow(marks);
    }

    /// <summary>Whether a value has <c>__op</c>, or <c>__deleted</c> as Debezium writes it.</summary>
    public static bool HasMarks(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return false;
        foreach (var member in value.EnumerateObject())
        {
            if ((member.NameEquals("__op"u8) && member.Value.ValueKind is JsonValueKind.String)
                || (member.NameEquals("__deleted"u8) && (member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False || (member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is "true" or "false"))))
                return true;
        }

        return false;
    }

    /// <summary>Whether a member of a flattened row is one that add.fields gives; any other is a column, though it begin with two underscores.</summary>
    public static bool IsMark(string member) =>
        member.StartsWith(FromSource, StringComparison.Ordinal) || member.StartsWith("__transaction_", StringComparison.Ordinal) || (member.StartsWith(Prefix, StringComparison.Ordinal) && Fields.Contains(member[Prefix.Length..]));

    private bool Has(string field) => marks.ContainsKey(FromSource + field) || marks.ContainsKey(Prefix + field);

    private string? Text(string field) => FromSourceText(field) ?? OwnText(field);

    private string? FromSourceText(string field) => marks.GetValueOrDefault(FromSource + field);

    private string? OwnText(string field) => marks.GetValueOrDefault(Prefix + field);

    private long? Number(string field) => Integer(Text(field));

    private long? Source(string field) => Integer(FromSourceText(field));

    private static long? Integer(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? NotEmpty(string? text) => text is "" ? null : text;
}
