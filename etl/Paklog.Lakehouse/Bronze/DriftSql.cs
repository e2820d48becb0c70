using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Lines;

namespace Paklog.Lakehouse.Bronze;

/// <summary>Compares the rows in the events of one Bronze table with the names and types in the table <c>drift_names</c> (message_schema, name, column_name or null where it is dropped, json_types).</summary>
internal static class DriftSql
{
    public const string Names = "drift_names";

    public const string CreateNames = $"create or replace temp table {Names} (message_schema varchar, name varchar, column_name varchar, json_types varchar[])";

    /// <summary>Texts that stand where a value of another type is meant: an unchanged TOAST value, also as hstore, and what JSON has no number for.</summary>
    private const string NoValues = $"'\"{Decoders.Placeholder}\"', '{{\"{Decoders.Placeholder}\":\"{Decoders.Placeholder}\"}}', '\"NaN\"', '\"Infinity\"', '\"-Infinity\"'";

    /// <summary>Debezium's own among the members of a flattened row.</summary>
    private static readonly string IsMark = $"(starts_with(m.key, '__') and (starts_with(m.key, '__source_') or starts_with(m.key, '__transaction_') or m.key in ({string.Join(", ", FlattenedRow.FieldNames.Select(name => DuckDbLiteral.Quote("__" + name)))})))";

    /// <summary>Columns: column_name, kind, json_types, first_seen in microseconds, landing_id, events, the first row, and the member of it that is meant (null where it is missing).</summary>
    public static string Findings(string bronze) => $$"""
        with events as (
          select event_time, _landing_id, coalesce(nullif(value_schema, 'null'), '') as message_schema, source is null as flat, after is not null as whole, coalesce(after, before) as row from {{bronze}}
          where op <> 't' and json_type(coalesce(after, before)) = 'OBJECT'
        ), values_seen as (
          select message_schema, m.key as name, case when m.value::varchar in ({{NoValues}}) then 'NULL' else m.type end as json_type,
            count(*) as events, min(event_time) as first_seen, arg_min(_landing_id, event_time) as landing_id, arg_min(row, event_time) as row
          from events, json_each(row) m
          where not (flat and {{IsMark}})
          group by all
        ), compared as (
          select v.*, n.name is null as is_new, coalesce(n.column_name, v.name) as column_name, n.json_types
          from values_seen v left join {{Names}} n on n.message_schema = v.message_schema and n.name = v.name
        ), shapes as (
          select json_keys(row) as members, min(event_time) as first_seen, max(event_time) as last_seen from events where whole group by all
        ), expected as (
          select column_name, list(distinct name) as names from {{Names}} where column_name is not null group by column_name
        ), carried as (
          select e.column_name, e.names, min(s.first_seen) filter (list_has_any(s.members, e.names)) as since from expected e, shapes s group by all
        ), lacking as (
          select c.column_name, c.since, s.members from carried c join shapes s on not list_has_any(s.members, c.names) and (c.since is null or s.last_seen > c.since)
        )
        select column_name, '{{DriftFinding.New}}' as kind, list_sort(list(distinct json_type)) as json_types, epoch_us(min(first_seen)) as first_seen, arg_min(landing_id, first_seen) as landing_id,
          sum(events)::bigint as events, arg_min(row, first_seen) as row, arg_min(name, first_seen) as member
        from compared where is_new group by column_name
        union all
        select column_name, '{{DriftFinding.OtherType}}', list_sort(list(distinct json_type)), epoch_us(min(first_seen)), arg_min(landing_id, first_seen), sum(events)::bigint, arg_min(row, first_seen), arg_min(name, first_seen)
        from compared where json_type <> 'NULL' and json_types is not null and not list_contains(json_types, json_type) group by column_name
        union all
        select l.column_name, '{{DriftFinding.Missing}}', [], epoch_us(min(e.event_time)), arg_min(e._landing_id, e.event_time), count(*), arg_min(e.row, e.event_time), null
        from (select *, json_keys(row) as members from events where whole) e join lacking l using (members) where l.since is null or e.event_time > l.since group by l.column_name
        order by column_name, kind
        """;
}
