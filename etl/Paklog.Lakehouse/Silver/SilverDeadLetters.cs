using System.Diagnostics;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Values that a contract does not accept, in <c>silver.dead_letters</c>: written once for each event, table and column, and marked resolved when a later contract accepts them.
/// </summary>
internal sealed class SilverDeadLetters(RunContext context, Contract contract)
{
    private static readonly string[] Key = ["_event_id", "table_name"];

    public static TableIdentifier Name { get; } = new("silver", "dead_letters");

    public static Schema Schema { get; } = new SchemaBuilder()
        .Required("_event_id", IcebergType.String)
        .Required("table_name", IcebergType.String)
        .Required("column_name", IcebergType.String, "Empty where the event as a whole does not fit.")
        .Required("error_type", IcebergType.String)
        .Required("error_message", IcebergType.String)
        .Optional("original_payload", IcebergType.String, "The row after the event, as JSON.")
        .Required("failed_at", IcebergType.TimestampTz)
        .Optional("_topic", IcebergType.String)
        .Optional("_kafka_partition", IcebergType.Int)
        .Optional("_offset", IcebergType.Long)
        .Required("run_id", IcebergType.String, "The run that found it first.")
        .Optional("resolved_at", IcebergType.TimestampTz)
        .Build();

    /// <summary>Adds the rejections of the decoded events to the step's commit; returns how many values are rejected now.</summary>
    public async Task<long> WriteAsync(DerivedWriter writer, bool hasRejections, bool scoped, CancellationToken cancellationToken)
    {
        var sql = context.Workspace.Engine.Sql;
        var rejected = hasRejections ? (long)sql.QueryScalar("select count(*) from rejections")! : 0;
        var table = DuckDbLiteral.Quote("silver." + contract.Table);
        string? existing;
        try
        {
            existing = await context.LoadAsync(Name.ToString(), cancellationToken) is { } known ? (await context.Workspace.Engine.Reader.ReadAsync(known, cancellationToken)).Sql : null;
            if (rejected == 0 && (existing is null || sql.QueryScalar($"select 1 from {existing} where table_name = {table} and resolved_at is null limit 1") is null))
                return 0;
        }
        catch (Exception error) when (rejected == 0 && TableFault.Is(error, cancellationToken))
        {
            // There is nothing to write, and the table need not wait for letters that may be resolved: that is told as what it is.
            context.Failures.AddOnce(Name.ToString(), new LakehouseException($"{TableFault.Describe(error)} Letters that this run might have marked resolved stay open, until it is mended and `run --full` has run.", error));
            return 0;
        }

        await sql.ExecuteAsync("set variable failed_at = $1::timestamptz", [context.Workspace.Clock.GetUtcNow()], cancellationToken);
        await sql.ExecuteAsync("set variable run_id = $1::varchar", [context.RunId], cancellationToken);
        var before = existing is null ? "" : $" left join {existing} k on k._event_id = r._event_id and k.table_name = {table} and k.column_name = r.column_name";
        var first = (string column, string now) => existing is null ? now : $"coalesce(k.{column}, {now})";
        var open = $"""
            select distinct on (r._event_id, r.column_name) r._event_id, {table} as table_name, r.column_name, r.error_type, r.reason as error_message, r._after as original_payload,
              {first("failed_at", "getvariable('failed_at')")} as failed_at, r._topic, r._kafka_partition, r._offset, {first("run_id", "getvariable('run_id')")} as run_id, null::timestamptz as resolved_at
            from rejections r{before}
            """;
        var columns = string.Join(", ", Schema.Fields.Select(field => field.Name));
        var resolved = existing is null ? "" : $"""
             union all select {columns.Replace("resolved_at", "coalesce(resolved_at, getvariable('failed_at')) as resolved_at", StringComparison.Ordinal)} from {existing} k
            where k.table_name = {table} and k._event_id in (select _event_id from decoded)
              and not exists (select 1 from rejections r where r._event_id = k._event_id and r.column_name = k.column_name)
            """;
        await sql.ExecuteAsync($"create or replace temp table letters as select {columns} from ({open}){resolved}", cancellationToken);
        // An event may have left Bronze, contradicted by another: then its letter is there.
        var withdrawn = existing is null || scoped ? "" : $" union all select _event_id, table_name from {existing} where table_name = {table} and _event_id not in (select _event_id from bronze_events)";
        await sql.ExecuteAsync($"create or replace temp table letter_keys as select _event_id, {table} as table_name from decoded{withdrawn}", cancellationToken);
        await writer.WriteAsync(
            new TableRows(Name, Schema, PartitionSpec.Unpartitioned, "letters", "letter_keys", Key), scoped ? StepMode.Incremental : StepMode.Full, "rejected values", Stopwatch.StartNew(), cancellationToken);
        return rejected;
    }
}
