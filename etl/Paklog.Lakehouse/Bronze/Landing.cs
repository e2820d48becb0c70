using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Silver;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// Lands input files in Bronze: each batch of files is one catalog commit with its events, dead letters and the rows of <c>_landed</c> that say so (semantics.md, section 2).
/// A process that dies leaves whole batches behind and nothing else.
/// </summary>
public sealed partial class Landing(Workspace workspace, IReadOnlyCollection<Contract> contracts, LandingOptions options)
{
    /// <summary>Each failed attempt is a landing of another that succeeded, so this many says that something else is wrong.</summary>
    private const int MaxAttempts = 100;

    private readonly StagedBatch staging = new(workspace.Connection, new StagingNames(contracts, options));
    private readonly Deduplication deduplication = new(workspace.Connection, EpochSql.Expression(options.Epochs));

    /// <summary>Lands the files of these paths that were not landed before, and returns what became of every line.</summary>
    /// <param name="progress">Told of each batch that is committed: files done so far, and of how many.</param>
    public async Task<LandingReport> LandAsync(IEnumerable<string> paths, IProgress<(int Done, int Of)>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var found = InputFiles.Find(paths);
        var files = await DescribeAsync(found, cancellationToken);
        var landed = await LandedFiles.ReadAsync(workspace, await workspace.Catalog.LoadTableAsync(LandedTable.Name, options.Branch, cancellationToken), cancellationToken);
        var changed = files.Where(file => landed.HasOtherContent(file)).Select(file => file.Path).ToList();
        var fresh = files.Where(file => !landed.Has(file)).DistinctBy(file => (file.Sha256, file.Bytes)).ToList();
        var total = new LandingTotals();
        var done = 0;
        foreach (var batch in Batches(fresh))
        {
            await LandBatchAsync(batch, total, cancellationToken);
            progress?.Report((done += batch.Count, fresh.Count));
        }

        await staging.ClearAsync(cancellationToken);
        return total.Report(fresh, files.Count - fresh.Count, changed, started.Elapsed);
    }

    private static async Task<IReadOnlyList<InputFile>> DescribeAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var files = new InputFile[paths.Count];
        await Parallel.ForAsync(0, paths.Count, cancellationToken, async (index, token) => files[index] = await InputFiles.DescribeAsync(paths[index], token));
        return files;
    }

    private IEnumerable<IReadOnlyList<InputFile>> Batches(IReadOnlyList<InputFile> files)
    {
        var batch = new List<InputFile>();
        var bytes = 0L;
        foreach (var file in files)
        {
            var size = file.Compressed ? file.Bytes * 10 : file.Bytes;
            if (batch.Count > 0 && bytes + size > options.BatchBytes)
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(file);
            bytes += size;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    private async Task LandBatchAsync(IReadOnlyList<InputFile> batch, LandingTotals total, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var head = await HeadAsync(cancellationToken);

            // Read before the files: whatever is landed from here on by others makes the commit fail, and what counts as a duplicate is decided again.
            var landed = await workspace.Catalog.LoadTableAsync(LandedTable.Name, options.Branch, cancellationToken);
            var known = await LandedFiles.ReadAsync(workspace, landed, cancellationToken);
            var fresh = batch.Where(file => !known.Has(file)).ToList();
            if (fresh.Count == 0)
                return;
            await staging.StageAsync(fresh, [], cancellationToken);
            try
            {
                total.Add(await CommitBatchAsync(fresh, landed, total.LandingId, cancellationToken));
                return;
            }
            catch (IcebergException error) when (error.Kind is IcebergErrorKind.ValidationFailed or IcebergErrorKind.AlreadyExists && attempt < MaxAttempts)
            {
                // Another landing committed in between; on a branch that has not moved the same would fail again.
                if (await HeadAsync(cancellationToken) == head)
                    throw;
            }
            finally
            {
                await workspace.Embedded.Writer.Uncommitted.DiscardAsync();
                workspace.Embedded.Files.Release();
            }
        }
    }

    /// <summary>The commit that the branch stands at.</summary>
    private async Task<string?> HeadAsync(CancellationToken cancellationToken) => (await workspace.Catalog.LoadReferenceAsync(options.Branch, cancellationToken))?.Hash;

    private async Task<BatchResult> CommitBatchAsync(IReadOnlyList<InputFile> batch, Table? landed, string landingId, CancellationToken cancellationToken)
    {
        await PrepareAsync(batch.Select(file => (file.Path, file.Location, file.Bytes, file.Sha256)), landed, landingId, cancellationToken);
        var withdrawals = await DeduplicateAsync(null, cancellationToken);
        var exact = await deduplication.FilesOfDeadWithoutLineAsync(cancellationToken);
        if (exact.Count > 0)
        {
            // A contradiction has made dead letters of lines that were read without their bytes and numbers: their files are read again.
            await staging.StageAsync(batch, exact, cancellationToken);
            withdrawals = await DeduplicateAsync(null, cancellationToken);
        }

        var outcomes = await ReadOutcomesAsync(cancellationToken);
        var result = BatchResult.Of(outcomes);
        var transaction = workspace.Begin(options.Branch);
        var properties = Properties(landingId, result.Counts);
        await WriteEventsAsync(transaction, result, withdrawals, properties, cancellationToken);
        if (result.Counts.Dead > 0)
            await WriteDeadLettersAsync(transaction, properties, cancellationToken);
        await WriteLandedAsync(transaction, landed, properties, cancellationToken);
        var info = new CommitInfo(options.Author, $"land {result.Counts.Landed.ToString(CultureInfo.InvariantCulture)} events of {batch.Count} files", properties);
        await workspace.Embedded.Writer.Uncommitted.CommitAsync(() => transaction.CommitAsync(info, cancellationToken));
        return result;
    }

    /// <summary>Appends the events to land and takes out those that they contradict.</summary>
    private async Task WriteEventsAsync(Transaction transaction, BatchResult result, IReadOnlyList<Withdrawal> withdrawals, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        foreach (var (table, rows) in result.Rows.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var files = await AppendAsync(transaction, table, properties, cancellationToken);
            result.Tables.Add(new LandedTableCounts("bronze." + table, rows, files));
        }

        await workspace.Connection.ExecuteAsync($"create or replace temp table {LandingSql.Withdrawn} as {LandingSql.DeadLettersOfStaged} limit 0", cancellationToken);
        foreach (var withdrawal in withdrawals)
            result.Withdrawn += await WithdrawAsync(transaction, withdrawal, properties, cancellationToken);
    }

    /// <summary>Makes the small tables that <see cref="LandingSql"/> reads.</summary>
    private async Task PrepareAsync(IEnumerable<(string Path, string Location, long Bytes, string Sha256)> batch, Table? landed, string landingId, CancellationToken cancellationToken)
    {
        var connection = workspace.Connection;
        await connection.ExecuteAsync("create or replace table landing as select $1::varchar as landing_id, $2::timestamptz as landed_at", [landingId, workspace.Clock.GetUtcNow()], cancellationToken);
        await connection.ExecuteAsync("create or replace temp table input_files (path varchar, location varchar, bytes bigint, sha256 varchar)", cancellationToken);
        foreach (var file in batch)
            await connection.ExecuteAsync("insert into input_files values ($1, $2, $3, $4)", [file.Path, file.Location, file.Bytes, file.Sha256], cancellationToken);
        var newest = landed is null
            ? "select null::varchar as topic, null::timestamptz as newest where false"
            : $"select topic, max(max_event_time) as newest from {(await workspace.Embedded.Reader.ReadAsync(landed, cancellationToken)).Sql} group by topic";
        await connection.ExecuteAsync($"create or replace table watermarks as {newest}", cancellationToken);
    }

    /// <param name="heldBack">The dead letters whose identities stay held back; null for all.</param>
    private async Task<IReadOnlyList<Withdrawal>> DeduplicateAsync(string? heldBack, CancellationToken cancellationToken)
    {
        var connection = workspace.Connection;
        await deduplication.WithinBatchAsync(cancellationToken);
        var withdrawals = new List<Withdrawal>();
        foreach (var (table, range) in await deduplication.RangesAsync(cancellationToken))
        {
            var bronze = await workspace.Catalog.LoadTableAsync(new TableIdentifier("bronze", table), options.Branch, cancellationToken);
            if (bronze is null)
                continue;
            var candidates = await workspace.Embedded.Reader.ReadAsync(bronze, bronze.Metadata.CurrentSnapshotId, range, cancellationToken);
            if (candidates.IsEmpty)
                continue;
            var contradicted = await deduplication.AgainstBronzeAsync(table, candidates.Sql, cancellationToken);
            if (contradicted.Count > 0)
                withdrawals.Add(new Withdrawal(bronze, contradicted));
        }

        if (heldBack is not null)
            await deduplication.AgainstDeadLettersAsync(heldBack, cancellationToken);
        else if (await workspace.Catalog.LoadTableAsync(DeadLetterTable.Name, options.Branch, cancellationToken) is { } dead)
            await deduplication.AgainstDeadLettersAsync((await workspace.Embedded.Reader.ReadAsync(dead, cancellationToken)).Sql, cancellationToken);
        await connection.ExecuteAsync("create or replace temp table error_messages (kind varchar, message varchar)", cancellationToken);
        foreach (var kind in await deduplication.DeadKindsAsync(cancellationToken))
            await connection.ExecuteAsync("insert into error_messages values ($1, $2)", [kind, DeadLetterTable.Message(kind["dead:".Length..])], cancellationToken);
        return withdrawals;
    }

    private async Task<int> AppendAsync(Transaction transaction, string name, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var contract = contracts.FirstOrDefault(contract => contract.Table == name);
        var target = await TargetAsync(transaction, new TableIdentifier("bronze", name), BronzeTable.Schema, BronzeTable.Spec(contract?.Region is not null), cancellationToken);
        var files = await workspace.Embedded.Writer.WriteByPartitionAsync(target, LandingSql.Bronze(name), cancellationToken);
        transaction.Table(target.Identifier).Append(files, properties);
        return files.Count;
    }

    private async Task WriteDeadLettersAsync(Transaction transaction, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(transaction, DeadLetterTable.Name, DeadLetterTable.Schema, PartitionSpec.Unpartitioned, cancellationToken);
        var files = await workspace.Embedded.Writer.WriteAsync(target, LandingSql.DeadLetters, cancellationToken);
        transaction.Table(target.Identifier).Append(files, properties);
    }

    /// <summary>What was landed since <paramref name="read"/> decides what is new here: another landing in between makes this one start over.</summary>
    private async Task WriteLandedAsync(Transaction transaction, Table? read, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(transaction, LandedTable.Name, LandedTable.Schema, PartitionSpec.Unpartitioned, cancellationToken);
        var files = await workspace.Embedded.Writer.WriteAsync(target, LandingSql.Landed, cancellationToken);
        transaction.Table(target.Identifier).Apply(
            new OverwriteFiles(read?.Metadata.CurrentSnapshotId) { DataFiles = files, Conflicts = new ConflictScope(), SnapshotProperties = properties });
    }

    /// <summary>The table to write to; where there is none, the transaction creates it along with its first rows.</summary>
    private async Task<WriteTarget> TargetAsync(Transaction transaction, TableIdentifier identifier, Schema schema, PartitionSpec spec, CancellationToken cancellationToken)
    {
        if (await workspace.Catalog.LoadTableAsync(identifier, options.Branch, cancellationToken) is { } table)
            return WriteTarget.Of(table);
        var target = workspace.NewTarget(identifier, schema, spec);
        transaction.Table(identifier).Create(schema, spec, location: target.Location);
        return target;
    }

    private async Task<long> WithdrawAsync(Transaction transaction, Withdrawal withdrawal, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        await workspace.Connection.ExecuteAsync("create or replace temp table withdrawn as select unnest($1) as _event_id", [withdrawal.EventIds.ToList()], cancellationToken);
        var rows = await workspace.Embedded.Reader.ReadAsync(withdrawal.Bronze, cancellationToken);
        await workspace.Connection.ExecuteAsync($"insert into {LandingSql.Withdrawn} by name {LandingSql.Withdraw(rows.Sql, DeadLetterTable.WithdrawnMessage)}", cancellationToken);
        var merge = new TableMerge(workspace.Embedded, withdrawal.Bronze);
        var delta = await merge.DeleteAsync("withdrawn", ["_event_id"], cancellationToken);
        transaction.Table(withdrawal.Bronze.Identifier).Apply(delta.ToAction(withdrawal.Bronze.Metadata.CurrentSnapshotId, properties));
        return delta.RowsDeleted;
    }

    private async Task<IReadOnlyList<(string Kind, string? Table, long Lines)>> ReadOutcomesAsync(CancellationToken cancellationToken)
    {
        var outcomes = new List<(string, string?, long)>();
        using var result = await workspace.Connection.QueryAsync(LandingSql.Outcomes, cancellationToken);
        while (result.Read())
            outcomes.Add((result.GetString(0), result.IsNull(1) ? null : result.GetString(1), result.GetInt64(2)));
        return outcomes;
    }

    private static Dictionary<string, string> Properties(string landingId, LandingCounts counts) => new()
    {
        ["paklog.landing-id"] = landingId,
        ["paklog.lines-read"] = counts.Lines.ToString(CultureInfo.InvariantCulture),
        ["paklog.lines-landed"] = counts.Landed.ToString(CultureInfo.InvariantCulture),
        ["paklog.lines-duplicate"] = counts.Duplicate.ToString(CultureInfo.InvariantCulture),
        ["paklog.lines-ignored"] = counts.Ignored.ToString(CultureInfo.InvariantCulture),
        ["paklog.lines-dead"] = counts.Dead.ToString(CultureInfo.InvariantCulture),
    };

    private sealed record Withdrawal(Table Bronze, IReadOnlyList<string> EventIds);
}
