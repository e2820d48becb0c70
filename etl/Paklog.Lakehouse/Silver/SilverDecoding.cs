using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Fills the temporary tables of one contract from its Bronze events: <c>events</c> (raw, ordered), <c>decoded</c> (typed), <c>rejections</c>, and <c>timeline</c> (accepted events and virtual deletes).
/// </summary>
internal sealed class SilverDecoding(ISqlSession sql, Contract contract)
{
    private const string PlaceholderAsBase64 = "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ";

    /// <summary>Values that no event carries and that are still to come; counted when the timeline is made.</summary>
    public long Unresolved { get; private set; }

    /// <summary>Whether the table <c>rejections</c> has rows.</summary>
    public bool HasRejections { get; private set; }

    public DecodedSummary Decoded { get; private set; } = new(false, 0, false, 0);

    /// <param name="narrowed">Whether the events are few of many: then they are kept, else they are read from Bronze each time, which costs less than a copy.</param>
    /// <param name="withSchema">Whether some event may have come with the schema of its value.</param>
    /// <param name="withToast">Whether some event may carry the placeholder of an unchanged value.</param>
    public async Task DecodeAsync(string events, bool narrowed, bool withSchema, bool withToast, CancellationToken cancellationToken)
    {
        if (narrowed)
            await ExecuteAsync($"create or replace temp table kept_events as {events}", cancellationToken);
        await ExecuteAsync($"create or replace temp view events as {(narrowed ? "select * from kept_events" : events)}", cancellationToken);
        IReadOnlyList<string?> schemas = withSchema ? await SchemasAsync(cancellationToken) : [null];
        await ExecuteAsync("create or replace temp table rejections (_event_id varchar, _key varchar, _op varchar, _after varchar, _topic varchar, _kafka_partition integer, _offset bigint, error_type varchar, column_name varchar, reason varchar)", cancellationToken);
        var groups = Group(schemas).DefaultIfEmpty((null, [])).ToList();
        foreach (var (index, (schema, texts)) in groups.Index())
            await DecodeSchemaAsync(schema, texts, isFirst: index == 0, withToast, cancellationToken);
        if (withToast)
            await FillToastAsync(schemas, cancellationToken);
    }

    /// <summary>Takes events out of the timeline as a whole, into the rejections.</summary>
    /// <param name="events">A relation with the column _event_id.</param>
    public async Task HoldBackAsync(string events, string errorType, string reason, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            $"insert into rejections by name select e._event_id, e._key, e._op, e._after, e._topic, e._kafka_partition, e._offset, $1 as error_type, '' as column_name, $2 as reason from events e where e._event_id in (select _event_id from {events})",
            [errorType, reason],
            cancellationToken);
        HasRejections = true;
        await ExecuteAsync($"create or replace temp table decoded as select * replace (_rejected or _event_id in (select _event_id from {events}) as _rejected) from decoded", cancellationToken);
    }

    /// <summary>Makes the timeline of accepted events, with the deletes that <paramref name="virtualDeletes"/> adds to them (SELECTs over the relation <c>accepted</c>).</summary>
    public async Task TimelineAsync(IReadOnlyList<string> virtualDeletes, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"create or replace temp view accepted as select {EventOrder.Columns}, {new SilverColumns(contract).Values} from decoded where not _rejected and _op <> 't'", cancellationToken);
        await ExecuteAsync($"create or replace temp view timeline as select * from accepted{string.Concat(virtualDeletes.Select(select => $" union all by name ({select})"))}", cancellationToken);
    }

    /// <summary>
    /// Whether some event may carry the placeholder of an unchanged value, where some are PostgreSQL's; only these do. Arrays of numbers and uuids carry it in forms of their own, which are not sought here.
    /// </summary>
    /// <param name="bronze">The events as <see cref="EventsSql.Bound"/> gives them.</param>
    public static bool MayHavePlaceholders(ISqlSession sql, Contract contract, string bronze) =>
        contract.Columns.Any(column => column.Type is ListType { Element.TypeId: not TypeId.String } or { TypeId: TypeId.Uuid })
            || sql.QueryScalar($"select 1 from {bronze} where contains(after, '{Decoders.Placeholder}') or contains(after, '{PlaceholderAsBase64}') limit 1") is not null;

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

    private async Task DecodeSchemaAsync(MessageSchema? schema, List<string> texts, bool isFirst, bool withToast, CancellationToken cancellationToken)
    {
        await ExecuteAsync("set variable value_schemas = $1::varchar[]", [texts], cancellationToken);
        var events = texts.Count == 0 ? "(select * from events where _schema is null)" : "(select * from events where _schema in (select unnest(getvariable('value_schemas'))))";
        var decode = new DecodeSql(contract, schema);
        await ExecuteAsync($"{(isFirst ? "create or replace temp table decoded as" : "insert into decoded by name")} {decode.Select(events, withToast)}", cancellationToken);
        Decoded = DecodedSummary.Read(sql);
        if (schema is null && texts.Count > 0)
            await HoldBackAsync($"(select _event_id from {events} where _op not in ('d', 't'))", "unreadable_schema", "The schema that came with the event cannot be read, so its values cannot be decoded.", cancellationToken);
        else if (Decoded.Rejected)
        {
            await ExecuteAsync($"insert into rejections by name {decode.Rejections(events)}", cancellationToken);
            HasRejections = true;
        }
    }

    private async Task FillToastAsync(IReadOnlyList<string?> schemas, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>();
        using (var result = await sql.QueryAsync("select distinct unnest(_toast) from decoded", cancellationToken))
        {
            while (result.Read())
                names.Add(result.GetString(0));
        }

        var columns = new SilverColumns(contract).All.Where(column => names.Contains(column.Value)).ToList();
        if (columns.Count == 0)
            return;
        var schema = schemas.OfType<string>().Select(Parse).FirstOrDefault(schema => schema is not null);
        await ExecuteAsync($"create or replace temp table filled as {ToastSql.Fill("decoded", columns, schema)}", cancellationToken);
        if (await CountUnresolvedAsync(cancellationToken) > 0)
            await ExecuteAsync($"create or replace temp table filled as {ToastSql.JoinHalves("filled")}", cancellationToken);
        for (long open = await CountUnresolvedAsync(cancellationToken), before = long.MaxValue; open > 0 && open < before;)
        {
            foreach (var column in columns)
                await ExecuteAsync($"create or replace temp table filled as {ToastSql.FollowKeyChange("filled", column)}", cancellationToken);
            (before, open) = (open, await CountUnresolvedAsync(cancellationToken));
        }

        Unresolved = await CountUnresolvedAsync(cancellationToken);
        await ExecuteAsync("create or replace temp table decoded as select * exclude (_unresolved, _life) from filled", cancellationToken);
        await ExecuteAsync("drop table filled", cancellationToken);
    }

    private Task<long> CountUnresolvedAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult((long)sql.QueryScalar("select count(*) from filled where len(_unresolved) > 0 and not _rejected")!);
    }

    private async Task<IReadOnlyList<string?>> SchemasAsync(CancellationToken cancellationToken)
    {
        var schemas = new List<string?>();
        using var result = await sql.QueryAsync("select distinct _schema from events", cancellationToken);
        while (result.Read())
            schemas.Add(result.IsNull(0) ? null : result.GetString(0));
        return schemas;
    }

    private Task ExecuteAsync(string statement, CancellationToken cancellationToken) => sql.ExecuteAsync(statement, cancellationToken);

    private Task ExecuteAsync(string statement, IReadOnlyList<object?> values, CancellationToken cancellationToken) => sql.ExecuteAsync(statement, values, cancellationToken);
}
