using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Turns the JSON of events into the contract's typed columns. An event keeps its row when a value does not fit: <c>_rejected</c> is set then, and <see cref="Rejections"/> says why.
/// Columns that carry Debezium's placeholder for an unchanged TOAST value are NULL and flagged in <c>_toast</c> (a list of names of <see cref="SilverColumn"/>).
/// </summary>
internal sealed class DecodeSql(Contract contract, MessageSchema? schema)
{
    private const string Meta = "_key, _op, _time, _txn, _source, _epoch, _p1, _behind, _p2, _p3, _streamed, _read_at, _within, _half, _event_id, _old_key, _new_key, _snapshot";

    private const string NoRow = "_no_row";

    private readonly SilverColumns columns = new(contract);

    private readonly IReadOnlyList<(SilverColumn Column, DecodedColumn Sql)> decoded =
    [
        .. new SilverColumns(contract).All.Select(column =>
            (column, Decoders.Decode(column.Column, Encodings.Of(column.Column, schema), column.Text, column.Column.Default is null ? null : column.Absent, column.Parsed))),
    ];

    /// <summary>Two keys would have one row, or one key rows of two.</summary>
    private string OtherKey => $"_key is distinct from {KeySql.Of([.. columns.Key.Select(column => column.Text)])}"
        + string.Concat(columns.Key.Select(column => $" or {Placeholder(column)}"));

    /// <param name="events">A relation as <see cref="EventsSql"/> gives it, of events that share this schema.</param>
    /// <param name="withToast">Whether some event carries the placeholder; without, the work for it is left out.</param>
    public string Select(string events, bool withToast)
    {
        var values = decoded.Select(pair => $"case when _op <> 'd' then {pair.Sql.ValueSql} end as {pair.Column.Value}");
        var rejects = decoded.Select(pair => pair.Sql.RejectedSql).OfType<string>().Select(rejected => $"({rejected})").Prepend(NoRow).Append(OtherKey);
        var zeroDates = decoded.Where(pair => pair.Sql.ZeroDateSql is not null).Select(pair => $"coalesce({pair.Sql.ZeroDateSql}, false)").DefaultIfEmpty("false");
        var toast = withToast
            ? $"list_filter([{string.Join(", ", columns.All.Select(column => $"case when {Placeholder(column)} then '{column.Value}' end"))}], x -> x is not null)"
            : "null::varchar[]";
        return $"""
            select {Meta}, {string.Join(", ", values)}, _op not in ('d', 't') and ({string.Join(" or ", rejects)}) as _rejected, {toast} as _toast, {(withToast ? "_before" : "null::varchar")} as _before,
              _op <> 'd' and ({string.Join(" or ", zeroDates)}) as _zero_date
            from ({Parsed(events)})
            """;
    }

    /// <summary>One row for each value that does not fit: _event_id, _key, _op, _after, _topic, _kafka_partition, _offset, error_type, column_name, reason.</summary>
    public string Rejections(string events)
    {
        var reasons = decoded.Where(pair => pair.Sql.RejectSql is not null)
            .Select(pair => $"{{column_name: {DuckDbLiteral.Quote(pair.Column.Column.Name)}, reason: {pair.Sql.RejectSql}}}")
            .Prepend($"{{column_name: '', reason: case when {NoRow} then 'the event has no row after the change' when {OtherKey} then 'the row has not the key that the event names' end}}");
        return $"""
            select _event_id, _key, _op, _after, _topic, _kafka_partition, _offset, 'rejected_value' as error_type, fault.column_name as column_name, fault.reason as reason from (
              select *, unnest([{string.Join(", ", reasons)}]) as fault from ({Parsed(events)}) where _op not in ('d', 't')
            ) where fault.reason is not null
            """;
    }

    /// <summary>The events with each member's text, whether there is a row (so that its text need not go on), what it is parsed into and, where a default asks for it, whether the event lacks the member, as columns of their own.</summary>
    private string Parsed(string events)
    {
        var parsed = decoded.Where(pair => pair.Sql.ParsedSql is not null).Select(pair => $", {pair.Sql.ParsedSql} as {pair.Column.Parsed}");
        return $"select *{string.Concat(parsed)} from ({Texts(events)})";
    }

    private string Texts(string events)
    {
        var layers = Layers();
        var parsed = layers.Select((layer, index) => $"from_json(_after, {JsonMember.Structure(layer)}) as {Members(index)}");
        var texts = columns.All.Select(column => $"{Member(column.Column, layers)} as {column.Text}");
        var absent = columns.All.Where(column => column.Column.Default is not null)
            .Select(column => $"{string.Join(" and ", column.Column.SourceNames.Select(name => $"not {JsonMember.Exists("_after", name)}"))} as {column.Absent}");
        return $"select * exclude ({string.Join(", ", layers.Select((_, index) => Members(index)))}), _after is null as {NoRow}, {string.Join(", ", texts.Concat(absent))} from (select *, {string.Join(", ", parsed)} from {events})";
    }

    /// <summary>
    /// The members that the columns come from. All are parsed at once, into a struct whose fields the engines do not tell apart by case: those that differ by it only are parsed apart.
    /// </summary>
    private List<HashSet<string>> Layers()
    {
        var layers = new List<HashSet<string>>();
        foreach (var name in contract.Columns.SelectMany(column => column.SourceNames).Distinct())
        {
            if (!layers.Exists(layer => layer.Add(name)))
                layers.Add(new HashSet<string>([name], ColumnNames.Comparer));
        }

        return layers;
    }

    /// <summary>A renamed column stands under the name that it had when the event was written.</summary>
    private static string Member(ContractColumn column, List<HashSet<string>> layers)
    {
        var names = column.SourceNames.ToList();
        var older = names.SkipLast(1).Select(name => $"when {JsonMember.Exists("_after", name)} then {Of(name)} ");
        return names.Count == 1 ? Of(names[0]) : $"case {string.Concat(older)}else {Of(names[^1])} end";

        string Of(string name) => $"{Members(layers.FindIndex(layer => layer.TryGetValue(name, out var known) && known == name))}.{DuckDbIdentifier.Quote(name)}";
    }

    private static string Members(int layer) => $"_members_{layer}";

    private static string Placeholder(SilverColumn column) => Decoders.PlaceholderSql(column.Column, column.Text);
}
