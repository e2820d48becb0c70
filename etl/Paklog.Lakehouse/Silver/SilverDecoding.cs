using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Silver;

/// <summary>Decodes the Bronze events of one contract.</summary>
internal sealed class SilverDecoding(WorkScope work, Contract contract)
{
    private const string PlaceholderAsBase64 = "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ";

    private const string NoRejections =
        "select null::varchar as _event_id, null::varchar as _key, null::varchar as _op, null::varchar as _after, null::varchar as _topic, null::integer as _kafka_partition, null::bigint as _offset, null::varchar as error_type, null::varchar as column_name, null::varchar as reason where false";

    private readonly ISqlSession sql = work.Sql;

    /// <param name="events">The SELECT of the events, see <see cref="EventsSql.Select"/>.</param>
    /// <param name="narrowed">Whether the events are few of many: then they are kept, else they are read from Bronze each time, which costs less than a copy.</param>
    /// <param name="withSchema">Whether some event may have come with the schema of its value.</param>
    /// <param name="withToast">Whether some event may carry the placeholder of an unchanged value.</param>
    public async Task<DecodedEvents> DecodeAsync(string events, bool narrowed, bool withSchema, bool withToast, CancellationToken cancellationToken)
    {
        var raw = narrowed ? await work.KeepAsync("events", events, cancellationToken) : await work.ViewAsync("events", events, cancellationToken);
        IReadOnlyList<string?> schemas = withSchema
            ? await sql.ListAsync($"select distinct _schema from {raw}", row => row.IsNull(0) ? null : row.GetString(0), cancellationToken)
            : [null];
        var rejections = await work.KeepAsync("rejections", NoRejections, cancellationToken);
        DecodedEvents? decoded = null;
        foreach (var (schema, texts) in Group(schemas).DefaultIfEmpty((null, [])).ToList())
            decoded = await DecodeSchemaAsync(raw, rejections, decoded, schema, texts, withToast, cancellationToken);
        return withToast ? await FillToastAsync(decoded!, schemas, cancellationToken) : decoded!;
    }

    /// <summary>Takes events out of the timeline as a whole, into the rejections.</summary>
    /// <param name="events">A relation with the column _event_id.</param>
    public async Task<DecodedEvents> HoldBackAsync(DecodedEvents decoded, string events, string errorType, string reason, CancellationToken cancellationToken)
    {
        await sql.AppendAsync(
            decoded.Rejections,
            $"""
            select e._event_id, e._key, e._op, e._after, e._topic, e._kafka_partition, e._offset, $1 as error_type, '' as column_name, $2 as reason
            from {decoded.Raw} e where e._event_id in (select _event_id from {events})
            """,
            [errorType, reason],
            cancellationToken);
        var rows = await work.ReplaceAsync(
            decoded.Rows, $"select * replace (_rejected or _event_id in (select _event_id from {events}) as _rejected) from {decoded.Rows}", cancellationToken);
        return decoded with { Rows = rows, HasRejections = true };
    }

    /// <summary>The view of the accepted events, as they stand in a timeline.</summary>
    public Task<WorkTable> AcceptAsync(DecodedEvents decoded, CancellationToken cancellationToken) =>
        work.ViewAsync("accepted", $"select {EventOrder.Columns}, {new SilverColumns(contract).Values} from {decoded.Rows} where not _rejected and _op <> 't'", cancellationToken);

    /// <summary>
    /// Whether some event may carry the placeholder of an unchanged value, where some are PostgreSQL's; only these do. Arrays of numbers and uuids carry it in forms of their own, which are not sought here.
    /// </summary>
    /// <param name="bronze">The events as <see cref="EventsSql.Bound"/> gives them.</param>
    public static async Task<bool> MayHavePlaceholdersAsync(ISqlSession sql, Contract contract, string bronze, CancellationToken cancellationToken) =>
        contract.Columns.Any(column => column.Type is ListType { Element.TypeId: not TypeId.String } or { TypeId: TypeId.Uuid })
            || await sql.AnyAsync($"{bronze} where contains(after, '{Decoders.Placeholder}') or contains(after, '{PlaceholderAsBase64}')", cancellationToken);

    /// <summary>The schemas of messages, those together that say the same of the contract's columns; null for none.</summary>
    private IEnumerable<(MessageSchema? Schema, List<string> Texts)> Group(IReadOnlyList<string?> texts)
    {
        var unreadable = new List<string>();
        var groups = new Dictionary<string, (MessageSchema Schema, List<string> Texts)>();
        foreach (var text in texts.OfType<string>())
        {
            if (Parse(text) is not { } schema)
                unreadable.Add(text);
            else if (groups.TryGetValue(new DecodeSql(contract, schema).Select("", withToast: true), out var group))
                group.Texts.Add(text);
            else
                groups.Add(new DecodeSql(contract, schema).Select("", withToast: true), (schema, [text]));
        }

        if (texts.Contains(null))
            yield return (null, []);
        foreach (var (schema, alike) in groups.Values)
            yield return (schema, alike);
        if (unreadable.Count > 0)
            yield return (null, unreadable);
    }

    private static MessageSchema? Parse(string text)
    {
        try
        {
            return MessageSchema.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Decodes the events of some texts of a schema, in addition to those that are decoded already.</summary>
    private async Task<DecodedEvents> DecodeSchemaAsync(
        WorkTable raw, WorkTable rejections, DecodedEvents? before, MessageSchema? schema, List<string> texts, bool withToast, CancellationToken cancellationToken)
    {
        var events = texts.Count == 0
            ? $"(select * from {raw} where _schema is null)"
            : $"(select * from {raw} where _schema in (select text from {await work.KeepAsync("schemas", "select unnest($1::varchar[]) as text", [texts], cancellationToken)}))";
        var decode = new DecodeSql(contract, schema);
        var rows = before?.Rows;
        if (rows is null)
            rows = await work.KeepAsync("decoded", decode.Select(events, withToast), cancellationToken);
        else
            await sql.AppendAsync(rows, decode.Select(events, withToast), cancellationToken);
        var decoded = new DecodedEvents(raw, rows, rejections, before?.HasRejections == true, await DecodedSummary.ReadAsync(sql, rows, cancellationToken), 0);
        if (schema is null && texts.Count > 0)
            return await HoldBackAsync(
                decoded, $"(select _event_id from {events} where _op not in ('d', 't'))", "unreadable_schema", "The schema that came with the event cannot be read, so its values cannot be decoded.", cancellationToken);
        if (!decoded.Summary.Rejected)
            return decoded;
        await sql.AppendAsync(rejections, decode.Rejections(events), cancellationToken);
        return decoded with { HasRejections = true };
    }

    private async Task<DecodedEvents> FillToastAsync(DecodedEvents decoded, IReadOnlyList<string?> schemas, CancellationToken cancellationToken)
    {
        var names = await sql.ListAsync($"select distinct unnest(_toast) from {decoded.Rows}", cancellationToken);
        var columns = new SilverColumns(contract).All.Where(column => names.Contains(column.Value)).ToList();
        if (columns.Count == 0)
            return decoded;
        var schema = schemas.OfType<string>().Select(Parse).FirstOrDefault(schema => schema is not null);
        var filled = await work.KeepAsync("filled", ToastSql.Fill(decoded.Rows.Name, columns, schema), cancellationToken);
        if (await CountUnresolvedAsync(filled, cancellationToken) > 0)
            filled = await work.ReplaceAsync(filled, ToastSql.JoinHalves(filled.Name), cancellationToken);
        for (long open = await CountUnresolvedAsync(filled, cancellationToken), before = long.MaxValue; open > 0 && open < before;)
        {
            foreach (var column in columns)
                filled = await work.ReplaceAsync(filled, ToastSql.FollowKeyChange(filled.Name, column), cancellationToken);
            (before, open) = (open, await CountUnresolvedAsync(filled, cancellationToken));
        }

        var unresolved = await CountUnresolvedAsync(filled, cancellationToken);
        await work.DropAsync(decoded.Rows, cancellationToken);
        return decoded with { Rows = await work.ReplaceAsync(filled, $"select * exclude (_unresolved, _life) from {filled}", cancellationToken), Unresolved = unresolved };
    }

    private Task<long> CountUnresolvedAsync(WorkTable filled, CancellationToken cancellationToken) => sql.CountAsync($"{filled} where len(_unresolved) > 0 and not _rejected", cancellationToken);
}
