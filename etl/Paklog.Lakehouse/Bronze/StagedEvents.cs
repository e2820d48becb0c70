using System.Globalization;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Bronze;

/// <summary>What an engine does with the staged lines of a batch: it finds copies and contradictions, and writes Bronze, dead letters and <c>_landed</c>.</summary>
internal sealed class StagedEvents
{
    private readonly LandingPlace place;
    private readonly LandingTables tables;
    private readonly WorkScope work;
    private readonly ISqlSession sql;
    private readonly LandingSql landing;
    private readonly BronzeNames bronzeNames;
    private readonly Deduplication deduplication;

    private StagedEvents(LandingPlace place, LandingTables tables, WorkScope work)
    {
        (this.place, this.tables, this.work, sql) = (place, tables, work, work.Sql);
        landing = new LandingSql(tables);
        bronzeNames = new BronzeNames(place, tables.Staging);
        deduplication = new Deduplication(sql, tables.Staging, EpochSql.Expression(place.Options.Epochs));
    }

    private Workspace Workspace => place.Workspace;

    private IEngine Engine => place.Engine;

    /// <summary>Prepares what is done with the lines that are staged now.</summary>
    /// <param name="batch">The files of the batch.</param>
    public static async Task<StagedEvents> PrepareAsync(
        LandingPlace place, WorkScope work, IStaging staging, IEnumerable<(string Path, string Location, long Bytes, string Sha256)> batch, Table? landed, string landingId, CancellationToken cancellationToken)
    {
        var landing = await work.ShareAsync("landing", "select $1::varchar as landing_id, $2::timestamptz as landed_at", [landingId, place.Workspace.Clock.GetUtcNow()], cancellationToken);
        var files = await work.KeepAsync(
            "input_files", Values("path, location, bytes, sha256", batch.Select(file => $"{Quote(file.Path)}, {Quote(file.Location)}, {file.Bytes.ToString(CultureInfo.InvariantCulture)}::bigint, {Quote(file.Sha256)}")), cancellationToken);
        var newest = landed is null
            ? "select null::varchar as topic, null::timestamptz as newest where false"
            : $"select topic, max(max_event_time) as newest from {(await place.Engine.Reader.ReadAsync(landed, cancellationToken)).Sql} group by topic";
        return new StagedEvents(place, new LandingTables(staging, landing, files, await work.ShareAsync("watermarks", newest, [], cancellationToken)), work);
    }

    /// <param name="heldBack">The dead letters whose identities stay held back; null for all.</param>
    /// <returns>The rows that have to leave Bronze.</returns>
    public async Task<IReadOnlyList<Withdrawal>> DeduplicateAsync(string? heldBack, CancellationToken cancellationToken)
    {
        await bronzeNames.KeepApartAsync(cancellationToken);
        foreach (var table in place.Broken.Keys)
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
        else if (await Workspace.Catalog.LoadTableAsync(DeadLetterTable.Name, place.Options.Branch, cancellationToken) is { } dead)
            await deduplication.AgainstDeadLettersAsync((await Engine.Reader.ReadAsync(dead, cancellationToken)).Sql, cancellationToken);
        return withdrawals;
    }

    /// <summary>The files of dead letters that were read without their bytes and numbers.</summary>
    public Task<IReadOnlyList<string>> FilesOfDeadWithoutLineAsync(CancellationToken cancellationToken) => deduplication.FilesOfDeadWithoutLineAsync(cancellationToken);

    /// <summary>What became of the lines.</summary>
    public async Task<BatchResult> CountAsync(CancellationToken cancellationToken) =>
        BatchResult.Of(await sql.ListAsync(landing.Outcomes, row => (row.GetString(0), row.IsNull(1) ? null : row.GetString(1), row.GetInt64(2)), cancellationToken));

    /// <summary>All dead letters as they stand after a replay, see <see cref="LandingSql.LettersAfterReplay"/>.</summary>
    public string LettersAfterReplay(WorkTable replayed, LetterTables letters) => landing.LettersAfterReplay(replayed, letters);

    /// <summary>What is to be said of the lines besides.</summary>
    public Task<LandingFindings> FindingsAsync(IEnumerable<string> files, CancellationToken cancellationToken) => LandingFindings.ReadAsync(sql, landing, files, cancellationToken);

    /// <summary>Appends the events to land and takes out those that they contradict.</summary>
    /// <returns>What the dead letters of the batch are made of.</returns>
    public async Task<LetterTables> WriteAsync(Transaction transaction, BatchResult result, IReadOnlyList<Withdrawal> withdrawals, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        foreach (var (table, rows) in result.Rows.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var files = await OfTableAsync(table, () => AppendAsync(transaction, table, properties, cancellationToken), cancellationToken);
            result.Tables.Add(new LandedTableCounts("bronze." + table, rows, files));
        }

        var messages = await work.KeepAsync("error_messages", Values("kind, message", result.Dead.Keys.Select(kind => $"{Quote("dead:" + kind)}, {Quote(DeadLetterTable.Message(kind))}")), cancellationToken);
        var letters = new LetterTables(messages, await work.KeepAsync("withdrawn_letters", $"{landing.DeadLettersOfStaged(messages)} limit 0", cancellationToken));
        foreach (var withdrawal in withdrawals)
            result.Withdrawn += await OfTableAsync(withdrawal.Bronze.Identifier.Name, () => WithdrawAsync(transaction, withdrawal, letters, properties, cancellationToken), cancellationToken);
        return letters;
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
        var bronze = await Workspace.Catalog.LoadTableAsync(new TableIdentifier("bronze", table), place.Options.Branch, cancellationToken);
        if (bronze is null)
            return null;
        var candidates = await Engine.Reader.ReadAsync(bronze, bronze.Metadata.CurrentSnapshotId, range, cancellationToken);
        if (candidates.IsEmpty)
            return null;
        var contradicted = await deduplication.AgainstBronzeAsync(table, candidates.Sql, cancellationToken);
        return contradicted.Count > 0 ? new Withdrawal(bronze, contradicted) : null;
    }

    public async Task WriteDeadLettersAsync(Transaction transaction, LetterTables letters, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(transaction, DeadLetterTable.Name, DeadLetterTable.Schema, PartitionSpec.Unpartitioned, cancellationToken);
        var files = await Engine.Writer.WriteAsync(target, landing.DeadLetters(letters), cancellationToken);
        transaction.Table(target.Identifier).Append(files, properties);
    }

    /// <summary>What was landed since <paramref name="read"/> decides what is new here: another landing in between makes this one start over.</summary>
    public async Task WriteLandedAsync(Transaction transaction, Table? read, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(transaction, LandedTable.Name, LandedTable.Schema, PartitionSpec.Unpartitioned, cancellationToken);
        var files = await Engine.Writer.WriteAsync(target, landing.Landed, cancellationToken);
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
        var contract = place.Contracts.FirstOrDefault(contract => contract.Table == name);
        var target = await TargetAsync(transaction, new TableIdentifier("bronze", name), BronzeTable.Schema, BronzeTable.Spec(contract?.Region is not null), cancellationToken, contract is null ? bronzeNames.PropertiesOf(name) : null);
        var files = await Engine.Writer.WriteByPartitionAsync(target, landing.Bronze(name), cancellationToken);
        transaction.Table(target.Identifier).Append(files, properties);
        return files.Count;
    }

    /// <summary>The table to write to; where there is none, the transaction creates it along with its first rows.</summary>
    private async Task<WriteTarget> TargetAsync(Transaction transaction, TableIdentifier identifier, Schema schema, PartitionSpec spec, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? properties = null)
    {
        if (await Workspace.Catalog.LoadTableAsync(identifier, place.Options.Branch, cancellationToken) is { } table)
            return WriteTarget.Of(table);
        var target = Workspace.NewTarget(identifier, schema, spec);
        transaction.Table(identifier).Create(schema, spec, location: target.Location, properties: properties);
        return target;
    }

    private async Task<long> WithdrawAsync(Transaction transaction, Withdrawal withdrawal, LetterTables letters, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var withdrawn = await work.KeepAsync("withdrawn", "select unnest($1) as _event_id", [withdrawal.EventIds.ToList()], cancellationToken);
        var rows = await Engine.Reader.ReadAsync(withdrawal.Bronze, cancellationToken);
        await sql.AppendAsync(letters.Withdrawn, landing.Withdraw(rows.Sql, withdrawn, DeadLetterTable.WithdrawnMessage), cancellationToken);
        var delta = await new TableMerge(Engine, withdrawal.Bronze).DeleteAsync(withdrawn.Name, ["_event_id"], cancellationToken);
        transaction.Table(withdrawal.Bronze.Identifier).Apply(delta.ToAction(withdrawal.Bronze.Metadata.CurrentSnapshotId, properties));
        return delta.RowsDeleted;
    }

    /// <summary>A SELECT of rows that are known here; without any its columns are texts.</summary>
    private static string Values(string columns, IEnumerable<string> rows)
    {
        var values = rows.Select(row => $"({row})").ToList();
        return values.Count == 0
            ? $"select {string.Join(", ", columns.Split(", ").Select(column => $"null::varchar as {column}"))} where false"
            : $"select * from (values {string.Join(", ", values)}) v({columns})";
    }

    private static string Quote(string text) => DuckDbLiteral.Quote(text);
}

/// <summary>Rows of a Bronze table that a new event contradicts.</summary>
internal sealed record Withdrawal(Table Bronze, IReadOnlyList<string> EventIds);
