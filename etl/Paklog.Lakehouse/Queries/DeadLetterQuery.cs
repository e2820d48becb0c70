using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Silver;

namespace Paklog.Lakehouse.Queries;

/// <summary>What could not be landed or typed, of both layers with one set of columns.</summary>
/// <param name="contract">Only the letters of its table; null for all.</param>
public sealed class DeadLetterQuery(ICatalog catalog, EmbeddedEngine engine, string branch, Contract? contract)
{
    /// <summary>Either of the two SELECTs may stand alone, or first, so each names its columns.</summary>
    private const string Lines = """
        select 'bronze' as layer, null::varchar as table_name, null::varchar as column_name, error_type, error_message, original_payload, payload_encoding, failed_at,
          source_file, line_number, _topic, _kafka_partition, _offset, _event_id, _landing_id, null::varchar as run_id, null::timestamptz as resolved_at from
        """;

    private const string Values = """
        select 'silver' as layer, table_name, column_name, error_type, error_message, original_payload, 'utf8' as payload_encoding, failed_at,
          null::varchar as source_file, null::bigint as line_number, _topic, _kafka_partition, _offset, _event_id, null::varchar as _landing_id, run_id, resolved_at from
        """;

    private readonly List<string> selects = [];

    /// <summary>The tables of letters.</summary>
    public static IReadOnlyList<TableIdentifier> Tables { get; } = [DeadLetterTable.Name, SilverDeadLetters.Name];

    /// <summary>Takes the letters of one of <see cref="Tables"/> along. It is read once on its own: a file that cannot be read would take the other table's letters along.</summary>
    public async Task AddAsync(TableIdentifier table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (await catalog.LoadTableAsync(table, branch, cancellationToken) is not { } loaded)
            return;
        var isOfSilver = table == SilverDeadLetters.Name;
        var condition = contract is null ? "" : $" where {(isOfSilver ? $"table_name = {DuckDbLiteral.Quote("silver." + contract.Table)}" : LandingSql.IsOf(contract))}";
        var letters = $"{(isOfSilver ? Values : Lines)} {(await engine.Reader.ReadAsync(loaded, cancellationToken)).Sql}{condition}";
        await engine.Connection.QueryScalarAsync($"select sum(hash(letter)) from ({letters}) letter", cancellationToken);
        selects.Add(letters);
    }

    /// <summary>The letters of the tables that were added, in order; null where there is no such table yet. The caller disposes of them.</summary>
    public async Task<DuckDbResult?> ReadAsync(CancellationToken cancellationToken) => selects.Count == 0
        ? null
        : await engine.Connection.QueryAsync(
            $"select * from ({string.Join(" union all by name ", selects)}) order by layer, table_name, failed_at, source_file, line_number, _topic, _kafka_partition, _offset", cancellationToken);
}
