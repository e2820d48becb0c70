using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paklog.Lakehouse.Testing.Events;

/// <summary>
/// A change event as a line of a file, written as Debezium 3.5 writes it (shared/data/cdc). What a test does not set follows from <see cref="Position"/>: each event is a
/// transaction of its own, a second after the position before.
/// </summary>
public sealed record ChangeLine
{
    /// <summary>Position 0 happened then, position n n seconds later.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public required SourceTable Table { get; init; }

    public required string Op { get; init; }

    /// <summary>MariaDB: the offset in the binlog file; PostgreSQL: the LSN.</summary>
    public required long Position { get; init; }

    /// <summary>The key as JSON; null for a truncate.</summary>
    public string? Key { get; init; }

    /// <summary>The row before as JSON.</summary>
    public string? Before { get; init; }

    /// <summary>The row after as JSON.</summary>
    public string? After { get; init; }

    /// <summary>MariaDB's binlog file.</summary>
    public int File { get; init; } = 1;

    /// <summary>MariaDB: which row of the statement.</summary>
    public int Row { get; init; }

    /// <summary>MariaDB: GTID; PostgreSQL: transaction number. Null: the position.</summary>
    public long? Transaction { get; init; }

    /// <summary>
    /// transaction.id; null: MariaDB's GTID, and for PostgreSQL no transaction block. PostgreSQL's connector writes number:LSN, and the LSN is that of the event, so that the
    /// events of one transaction differ in it (Debezium's documentation of the connector, "Transaction metadata").
    /// </summary>
    public string? TransactionId { get; init; }

    /// <summary>Place in the transaction.</summary>
    public int Order { get; init; } = 1;

    /// <summary>PostgreSQL: the commit before, source.sequence[0]. Negative: null, as a connector that knows none yet writes it; null: the position before.</summary>
    public long? CommitBefore { get; init; }

    /// <summary>PostgreSQL: without source.sequence.</summary>
    public bool Unsequenced { get; init; }

    /// <summary>Seconds after <see cref="Start"/>; null: the position.</summary>
    public double? Second { get; init; }

    /// <summary>source.snapshot.</summary>
    public string Snapshot { get; init; } = "false";

    public long ServerId { get; init; } = 1;

    public int Partition { get; init; }

    /// <summary>Null: the position.</summary>
    public long? Offset { get; init; }

    /// <summary>Header of the half of a primary-key change that creates: the key that was.</summary>
    public string? OldKey { get; init; }

    /// <summary>Header of the half of a primary-key change that deletes: the key that will be.</summary>
    public string? NewKey { get; init; }

    /// <summary>source.ts_ns.</summary>
    public long Nanos => (Start.ToUnixTimeMilliseconds() + (long)((Second ?? Position) * 1000)) * 1_000_000;

    /// <summary>The line with topic, partition, offset, headers and key around the value.</summary>
    public string Record => RecordOf(Value);

    /// <summary>The value alone.</summary>
    public string Value => $$"""{"before":{{Before ?? "null"}},"after":{{After ?? "null"}},"source":{{Source()}},"transaction":{{TransactionBlock()}},"op":{{Text(Op)}},"ts_ms":{{Nanos / 1_000_000 + 7}}}""";

    /// <summary>The tombstone that follows a delete.</summary>
    public string Tombstone => RecordOf("null");

    public override string ToString() => Record;

    private string RecordOf(string value)
    {
        var headers = new JsonObject { ["__debezium.context.connectorName"] = Table.Connector };
        if (OldKey is not null)
            headers["__debezium.oldkey"] = OldKey;
        if (NewKey is not null)
            headers["__debezium.newkey"] = NewKey;
        return $$"""{"topic":{{Text(Table.Topic)}},"partition":{{Partition}},"offset":{{Number(Offset ?? Position)}},"timestamp":{{Nanos / 1_000_000 + 9}},"headers":{{headers.ToJsonString()}},"key":{{Key ?? "null"}},"value":{{value}}}""";
    }

    private bool IsPostgres => Table.Connector == "postgresql";

    private string Source()
    {
        var common = $"\"version\":\"3.5.0.Final\",\"connector\":{Text(Table.Connector)},\"name\":{Text(Table.Server)},\"ts_ms\":{Nanos / 1_000_000},\"snapshot\":{Text(Snapshot)},\"db\":{Text(Table.Database)}";
        var times = $"\"ts_us\":{Nanos / 1000},\"ts_ns\":{Nanos}";
        if (!IsPostgres)
        {
            var gtid = Op == "r" ? "null" : Text($"0-{ServerId}-{Transaction ?? Position}");
            return $$"""{{{common}},"sequence":null,{{times}},"table":{{Text(Table.Table)}},"server_id":{{ServerId}},"gtid":{{gtid}},"file":"mysql-bin.{{File:000000}}","pos":{{Number(Position)}},"row":{{Row}},"thread":null,"query":null}""";
        }

        var before = CommitBefore ?? Position - 1;
        var sequence = Unsequenced ? "null" : Text(before < 0 ? $"[null,\"{Position}\"]" : $"[\"{before}\",\"{Position}\"]");
        return $$"""{{{common}},"sequence":{{sequence}},{{times}},"schema":"public","table":{{Text(Table.Table)}},"txId":{{Number(Transaction ?? Position)}},"lsn":{{Number(Position)}},"xmin":null}""";
    }

    private string TransactionBlock()
    {
        var id = TransactionId ?? (IsPostgres || Op == "r" ? null : $"0-{ServerId}-{Transaction ?? Position}");
        return id is null ? "null" : $$"""{"id":{{Text(id)}},"total_order":{{Order}},"data_collection_order":{{Order}}}""";
    }

    private static string Text(string text) => JsonSerializer.Serialize(text);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
