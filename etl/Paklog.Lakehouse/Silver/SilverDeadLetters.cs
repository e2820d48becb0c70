using System.Diagnostics;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Steps;

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
    /// <param name="all">All events of the table where all are decoded; null where some are.</param>
    public async Task<long> WriteAsync(DerivedWriter writer, DecodedEvents decoded, WorkTable? all, WorkScope work, CancellationToken cancellationToken)
    {
        var sql = work.Sql;
        var rejected = decoded.HasRejections ? await sql.CountAsync(decoded.Rejections.Name, cancellationToken) : 0;
        var table = DuckDbLiteral.Quote("silver." + contract.Table);
        string? existing;
        try
        {
            existing = await context.LoadAsync(Name.ToString(), cancellationToken) is { } known ? (await context.Workspace.Engine.Reader.ReadAsync(known, cancellationToken)).Sql : null;
            if (rejected == 0 && (existing is null || !await sql.AnyAsync($"{existing} where table_name = {table} and resolved_at is null", cancellationToken)))
                return 0;
        }
        catch (Exception error) when (rejected == 0 && TableFault.Is(error, cancellationToken))
        {
            // There is nothing to write, and the table need not wait for letters that may be resolved: that is told as what it is.
            context.Failures.AddOnce(Name.ToString(), new LakehouseException($"{TableFault.Describe(error)} Letters that this run might have marked resolved stay open, until it is mended and `run --full` has run.", error));
            return 0;
        }

        var (now, run) = (InstantSql.Literal(context.Workspace.Clock.GetUtcNow()), DuckDbLiteral.Quote(context.RunId));
        var before = existing is null ? "" : $" left join {existing} k on k._event_id = r._event_id and k.table_name = {table} and k.column_name = r.column_name";
        var open = $"""
            select distinct on (r._event_id, r.column_name) r._event_id, {table} as table_name, r.column_name, r.error_type, r.reason as error_message, r._after as original_payload,
              {First("failed_at", now)} as failed_at, r._topic, r._kafka_partition, r._offset, {First("run_id", run)} as run_id, null::timestamptz as resolved_at
            from {decoded.Rejections} r{before}
            """;
        var columns = string.Join(", ", Schema.Fields.Select(field => field.Name));
        var resolved = existing is null ? "" : $"""
             union all select {columns.Replace("resolved_at", $"coalesce(resolved_at, {now}) as resolved_at", StringComparison.Ordinal)} from {existing} k
            where k.table_name = {table} and k._event_id in (select _event_id from {decoded.Rows})
              and not exists (select 1 from {decoded.Rejections} r where r._event_id = k._event_id and r.column_name = k.column_name)
            """;
        var letters = await work.KeepAsync("letters", $"select {columns} from ({open}){resolved}", cancellationToken);

        // An event may have left Bronze, contradicted by another: then its letter is there.
        var withdrawn = existing is null || all is null ? "" : $" union all select _event_id, table_name from {existing} where table_name = {table} and _event_id not in (select _event_id from {all})";
        var keys = await work.KeepAsync("letter_keys", $"select _event_id, {table} as table_name from {decoded.Rows}{withdrawn}", cancellationToken);
        await writer.WriteAsync(
            new TableRows(Name, Schema, PartitionSpec.Unpartitioned, letters.Name, keys.Name, Key), all is null ? StepMode.Incremental : StepMode.Full, "rejected values", Stopwatch.StartNew(), cancellationToken);
        return rejected;

        string First(string column, string value) => existing is null ? value : $"coalesce(k.{column}, {value})";
    }
}
