namespace Paklog.Lakehouse.Bronze;

/// <summary>Why an event cannot be landed that its line alone says nothing against: what it lacks, and who can give it. The general sentence of its kind stands where this has none.</summary>
internal static class DeadReason
{
    /// <summary>Over the columns of a staged event before its last judgement, in the order of that.</summary>
    public const string Sql = """
        case when stated_reason is not null then stated_reason
             when kind = 'dead:unknown_op' then concat('The event''s op is ''', op, ''', none of r, c, u, d, t, m.')
             when kind = 'change' and (connector is null or connector not in ('mysql', 'mariadb', 'postgresql')) then
               concat('The source''s connector is ', coalesce('''' || connector || '''', 'not named'), ', none of mysql, mariadb, postgresql, so its positions cannot be ordered.')
             when kind = 'change' and (source_pos1 is null or source_pos2 is null or time_us is null or event_time is null or source_table is null or (key is null and op <> 't')) then
               concat('The event lacks ', concat_ws('; ',
                 case when source_table is null then case when source is null
                   then 'its table (add table and schema, or db, to add.fields, or land it with its topic)' else 'its table (source.table with source.schema or source.db)' end end,
                 case when source_pos1 is null or source_pos2 is null then case when connector = 'postgresql'
                   then 'a position (lsn, a whole number)' else 'a position (a binlog file whose name ends in a number, and pos)' end end,
                 case when time_us is null then case when source is null
                   then 'the time of the change (add source.ts_ms to add.fields)' else 'the time of the change (source.ts_ms)' end
                   when event_time is null then 'a time that is a date' end,
                 case when key is null and op <> 't' then concat('a key (the record has none',
                   case when bare_key is not null then concat(' with names, but ', bare_key[:60]) else '' end,
                   ', and no contract names the key columns of ', coalesce(source_table, 'its table'), ' such that its row has them: write one, then replay)') end), '.')
             when kind = 'domain' and (topic is null or event_time is null) then
               concat('The outbox event lacks ', concat_ws(' and ', case when topic is null then 'its topic' end, case when event_time is null then 'a timestamp' end), ': land the whole record and not its value alone.')
        end
        """;
}
