using System.Text.Json;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Turns the JSON of events into the contract's typed columns. An event keeps its row when a value does not fit: <c>_rejected</c> is set then, and <see cref="Rejections"/> says why.
/// Columns that carry Debezium's placeholder for an unchanged TOAST value are NULL and flagged in <c>_toast</c> (a list of column names).
/// </summary>
internal sealed class DecodeSql(Contract contract, MessageSchema? schema)
{
    private const string Meta = "_key, _op, _time, _txn, _source, _epoch, _p1, _behind, _p2, _p3, _streamed, _read_at, _within, _half, _event_id, _old_key, _new_key, _snapshot";

    private const string NoRow = "_no_row";

    private readonly IReadOnlyList<(ContractColumn Column, DecodedColumn Sql)> decoded =
        [.. contract.Columns.Select(column => (column, Decoders.Decode(column, Encodings.Of(column, schema), Text(column), column.Default is null ? null : Absent(column), ParsedOf(column))))];

    /// <summary>Two keys would have one row, or one key rows of two.</summary>
    private string OtherKey => $"_key is distinct from {KeySql.Of([.. contract.Key.Select(name => Text(contract.Find(name)!))])}"
        + string.Concat(contract.Key.Select(name => contract.Find(name)!).Select(column => $" or {Decoders.PlaceholderSql(column, Text(column))}"));

    /// <param name="events">A relation as <see cref="EventsSql"/> gives it, of events that share this schema.</param>
    /// <param name="withToast">Whether some event carries the placeholder; without, the work for it is left out.</param>
    public string Select(string events, bool withToast)
    {
        var values = decoded.Select(pair => $"case when _op <> 'd' then {pair.Sql.ValueSql} end as {DuckDbIdentifier.Quote(pair.Column.Name)}");
        var rejects = decoded.Select(pair => pair.Sql.RejectedSql).OfType<string>().Select(rejected => $"({rejected})").Prepend(NoRow).Append(OtherKey);
        var zeroDates = decoded.Where(pair => pair.Sql.ZeroDateSql is not null).Select(pair => $"coalesce({pair.Sql.ZeroDateSql}, false)").DefaultIfEmpty("false");
        var toast = withToast
            ? $"list_filter([{string.Join(", ", contract.Columns.Select(column => $"case when {Decoders.PlaceholderSql(column, Text(column))} then {DuckDbLiteral.Quote(column.Name)} end"))}], x -> x is not null)"
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
            .Select(pair => $"{{column_name: {DuckDbLiteral.Quote(pair.Column.Name)}, reason: {pair.Sql.RejectSql}}}")
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
        var parsed = decoded.Where(pair => pair.Sql.ParsedSql is not null).Select(pair => $", {pair.Sql.ParsedSql} as {ParsedOf(pair.Column)}");
        return $"select *{string.Concat(parsed)} from ({Texts(events)})";
    }

    private string Texts(string events)
    {
        var members = contract.Columns.SelectMany(column => column.SourceNames).Distinct().Select(name => $"{Json(name)}:\"VARCHAR\"");
        var texts = contract.Columns.Select(column => $"{Member(column)} as {Text(column)}");
        var absent = contract.Columns.Where(column => column.Default is not null).Select(column =>
            $"{string.Join(" and ", column.SourceNames.Select(name => $"not coalesce(json_exists(_after, {Path(name)}), false)"))} as {Absent(column)}");
        return $"select * exclude (_members), _after is null as {NoRow}, {string.Join(", ", texts.Concat(absent))} from (select *, from_json(_after, {DuckDbLiteral.Quote("{" + string.Join(",", members) + "}")}) as _members from {events})";
    }

    /// <summary>A renamed column stands under the name that it had when the event was written.</summary>
    private static string Member(ContractColumn column)
    {
        var names = column.SourceNames.ToList();
        var older = names.SkipLast(1).Select(name => $"when json_exists(_after, {Path(name)}) then _members.{DuckDbIdentifier.Quote(name)} ");
        return names.Count == 1 ? "_members." + DuckDbIdentifier.Quote(names[0]) : $"case {string.Concat(older)}else _members.{DuckDbIdentifier.Quote(names[^1])} end";
    }

    private static string Text(ContractColumn column) => DuckDbIdentifier.Quote("_text_" + column.Name);

    private static string ParsedOf(ContractColumn column) => DuckDbIdentifier.Quote("_parsed_" + column.Name);

    private static string Absent(ContractColumn column) => DuckDbIdentifier.Quote("_absent_" + column.Name);

    private static string Path(string name) => DuckDbLiteral.Quote("$." + Json(name));

    private static string Json(string name) => JsonSerializer.Serialize(name);
}
