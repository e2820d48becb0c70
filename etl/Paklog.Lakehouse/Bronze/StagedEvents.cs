using System.Globalization;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Silver;

namespace Paklog.Lakehouse.Bronze;

/// <summary>What an engine does with its staged lines: it finds copies and contradictions, and writes Bronze, dead letters and <c>_landed</c>.</summary>
/// <param name="rowId">The column that tells staged rows apart.</param>
/// <param name="broken">Bronze tables whose events are held back, by name without namespace.</param>
internal sealed class StagedEvents(Workspace workspace, IEngine engine, IReadOnlyCollection<Contract> contracts, LandingOptions options, string rowId, IReadOnlyDictionary<string, Exception> broken)
{
    private readonly ISqlSession sql = engine.Sql;
    private readonly BronzeNames bronzeNames = new(workspace, engine, contracts, options, rowId, broken);
    private readonly Deduplication deduplication = new(engine.Sql, rowId, EpochSql.Expression(options.Epochs));

    /// <summary>Makes the small tables that <see cref="LandingSql"/> reads.</summary>
    /// <param name="batch">The files of the batch.</param>
    public async Task PrepareAsync(IEnumerable<(string Path, string Location, long Bytes, string Sha256)> batch, Table? landed, string landingId, CancellationToken cancellationToken)
    {
        await sql.ExecuteAsync("create or replace table landing as select $1::varchar as landing_id, $2::timestamptz as landed_at", [landingId, workspace.Clock.GetUtcNow()], cancellationToken);
        await CreateAsync("input_files", "path, location, bytes, sha256", batch.Select(file => $"{Quote(file.Path)}, {Quote(file.Location)}, {file.Bytes.ToString(CultureInfo.InvariantCulture)}::bigint, {Quote(file.Sha256)}"), cancellationToken);
        var newest = landed is null
            ? "select null::varchar as topic, null::timestamptz as newest where false"
            : $"select topic, max(max_event_time) as newest from {(await engine.Reader.ReadAsync(landed, cancellationToken)).Sql} group by topic";
        await sql.ExecuteAsync($"create or replace table watermarks as {newest}", cancellationToken);
    }

    /// <param name="heldBack">The dead letters whose identities stay held back; null for all.</param>
    /// <returns>The rows that have to leave Bronze.</returns>
    public async Task<IReadOnlyList<Withdrawal>> DeduplicateAsync(string? heldBack, CancellationToken cancellationToken)
    {
        await bronzeNames.KeepApartAsync(cancellationToken);
        foreach (var table in broken.Keys)
            await deduplication.HoldBackAsync(table, cancellationToken);
        await deduplication.WithinBatchAsync(cancellationToken);
        var withdrawals = new List<Withdrawal>();
        foreach (var (table, range) in await deduplication.RangesAsync(cancellationToken))
        {
            if (await OfTableAsync(table, () => AgainstBronzeAsync(table, range, cancellationToken), cancellationToken) is { } withdrawal)
                withdrawals.Add(withdrawal);
        }

        if (heldBack is not null)
            await deduplication.AgainstDeadLettersAsync(heldBack, cancellationToken);
        else if (await workspace.Catalog.LoadTableAsync(DeadLetterTable.Name, options.Branch, cancellationToken) is { } dead)
            await deduplication.AgainstDeadLettersAsync((await engine.Reader.ReadAsync(dead, cancellationToken)).Sql, cancellationToken);
        return withdrawals;
    }

    /// <summary>The files of dead letters that were read without their bytes and numbers.</summary>
    public Task<IReadOnlyList<string>> FilesOfDeadWithoutLineAsync(CancellationToken cancellationToken) => deduplication.FilesOfDeadWithoutLineAsync(cancellationToken);

    /// <summary>What became of the lines.</summary>
    public async Task<BatchResult> CountAsync(CancellationToken cancellationToken)
    {
        var outcomes = new List<(string, string?, long)>();
        using var result = await sql.QueryAsync(LandingSql.Outcomes, cancellationToken);
        while (result.Read())
            outcomes.Add((result.GetString(0), result.IsNull(1) ? null : result.GetString(1), result.GetInt64(2)));
        return BatchResult.Of(outcomes);
    }

    /// <summary>What is to be said of the lines besides.</summary>
    public Task<LandingFindings> FindingsAsync(IEnumerable<string> files, CancellationToken cancellationToken) => LandingFindings.ReadAsync(sql, files, cancellationToken);

    /// <summary>Appends the events to land and takes out those that they contradict.</summary>
    public async Task WriteAsync(Transaction transaction, BatchResult result, IReadOnlyList<Withdrawal> withdrawals, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        foreach (var (table, rows) in result.Rows.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var files = await OfTableAsync(table, () => AppendAsync(transaction, table, properties, cancellationToken), cancellationToken);
            result.Tables.Add(new LandedTableCounts("bronze." + table, rows, files));
        }

        await CreateAsync("error_messages", "kind, message", result.Dead.Keys.Select(kind => $"{Quote("dead:" + kind)}, {Quote(DeadLetterTable.Message(kind))}"), cancellationToken);
        await sql.ExecuteAsync($"create or replace temp table {LandingSql.Withdrawn} as {LandingSql.DeadLettersOfStaged} limit 0", cancellationToken);
        foreach (var withdrawal in withdrawals)
            result.Withdrawn += await OfTableAsync(withdrawal.Bronze.Identifier.Name, () => WithdrawAsync(transaction, withdrawal, properties, cancellationToken), cancellationToken);
    }

    /// <exception cref="BronzeTableException">The table is at fault.</exception>
    private static async Task<T> OfTableAsync<T>(string table, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (TableFault.Is(error, cancellationToken))
        {
            throw new BronzeTableException(table, error);
        }
    }

    private async Task<Withdrawal?> AgainstBronzeAsync(string table, Expression range, CancellationToken cancellationToken)
    {
        var bronze = await workspace.Catalog.LoadTableAsync(new TableIdentifier("bronze", table), options.Branch, cancellationToken);
        if (bronze is null)
            return null;
        var candidates = await engine.Reader.ReadAsync(bronze, bronze.Metadata.CurrentSnapshotId, range, cancellationToken);
        if (candidates.IsEmpty)
            return null;
        var contradicted = await deduplication.AgainstBronzeAsync(table, candidates.Sql, cancellationToken);
        return contradicted.Count > 0 ? new Withdrawal(bronze, contradicted) : null;
    }

    public async Task WriteDeadLettersAsync(Transaction transaction, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(transaction, DeadLetterTable.Name, DeadLetterTable.Schema, PartitionSpec.Unpartitioned, cancellationToken);
        var files = await engine.Writer.WriteAsync(target, LandingSql.DeadLetters, cancellationToken);
        transaction.Table(target.Identifier).Append(files, properties);
    }

    /// <summary>What was landed since <paramref name="read"/> decides what is new here: another landing in between makes this one start over.</summary>
    public async Task WriteLandedAsync(Transaction transaction, Table? read, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(transaction, LandedTable.Name, LandedTable.Schema, PartitionSpec.Unpartitioned, cancellationToken);
        var files = await engine.Writer.WriteAsync(target, LandingSql.Landed, cancellationToken);
        transaction.Table(target.Identifier).Apply(
            new OverwriteFiles(read?.Metadata.CurrentSnapshotId) { DataFiles = files, Conflicts = new ConflictScope(), SnapshotProperties = properties });
    }

    public static Dictionary<string, string> Properties(string landingId, LandingCounts counts) => new()
    {
        ["paklog.landing-id"] = landingId,
        ["paklog.lines-read"] = counts.Lines.ToString(CultureInfo.InvariantCulture),
        ["paklog.lines-landed"] = counts.Landed.ToString(CultureInfo.InvariantCulture),
        ["paklog.lines-duplicate"] = counts.Duplicate.ToString(CultureInfo.InvariantCulture),
        ["paklog.lines-ignored"] = counts.Ignored.ToString(CultureInfo.InvariantCulture),
        ["paklog.lines-dead"] = counts.Dead.ToString(CultureInfo.InvariantCulture),
    };

    private async Task<int> AppendAsync(Transaction transaction, string name, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var contract = contracts.FirstOrDefault(contract => contract.Table == name);
        var target = await TargetAsync(transaction, new TableIdentifier("bronze", name), BronzeTable.Schema, BronzeTable.Spec(contract?.Region is not null), cancellationToken, contract is null ? bronzeNames.PropertiesOf(name) : null);
        var files = await engine.Writer.WriteByPartitionAsync(target, LandingSql.Bronze(name), cancellationToken);
        transaction.Table(target.Identifier).Append(files, properties);
        return files.Count;
    }

    /// <summary>The table to write to; where there is none, the transaction creates it along with its first rows.</summary>
    private async Task<WriteTarget> TargetAsync(Transaction transaction, TableIdentifier identifier, Schema schema, PartitionSpec spec, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? properties = null)
    {
        if (await workspace.Catalog.LoadTableAsync(identifier, options.Branch, cancellationToken) is { } table)
            return WriteTarget.Of(table);
        var target = workspace.NewTarget(identifier, schema, spec);
        transaction.Table(identifier).Create(schema, spec, location: target.Location, properties: properties);
        return target;
    }

    private async Task<long> WithdrawAsync(Transaction transaction, Withdrawal withdrawal, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        await sql.ExecuteAsync("create or replace temp table withdrawn as select unnest($1) as _event_id", [withdrawal.EventIds.ToList()], cancellationToken);
        var rows = await engine.Reader.ReadAsync(withdrawal.Bronze, cancellationToken);
        await sql.ExecuteAsync($"insert into {LandingSql.Withdrawn} by name {LandingSql.Withdraw(rows.Sql, DeadLetterTable.WithdrawnMessage)}", cancellationToken);
        var delta = await new TableMerge(engine, withdrawal.Bronze).DeleteAsync("withdrawn", ["_event_id"], cancellationToken);
        transaction.Table(withdrawal.Bronze.Identifier).Apply(delta.ToAction(withdrawal.Bronze.Metadata.CurrentSnapshotId, properties));
        return delta.RowsDeleted;
    }

    /// <summary>A small work table of rows that are known here; without any its columns are texts.</summary>
    private Task CreateAsync(string table, string columns, IEnumerable<string> rows, CancellationToken cancellationToken)
    {
        var values = rows.Select(row => $"({row})").ToList();
        return sql.ExecuteAsync(
            values.Count == 0
                ? $"create or replace temp table {table} ({string.Join(", ", columns.Split(", ").Select(column => column + " varchar"))})"
                : $"create or replace temp table {table} as select * from (values {string.Join(", ", values)}) v({columns})",
            cancellationToken);
    }

    private static string Quote(string text) => DuckDbLiteral.Quote(text);
}

/// <summary>Rows of a Bronze table that a new event contradicts.</summary>
internal sealed record Withdrawal(Table Bronze, IReadOnlyList<string> EventIds);
