using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;

namespace Paklog.Lakehouse.Bronze;

/// <summary>Dead letters that go through landing again, after contracts or configuration were mended. They are few: the embedded engine does it, whatever lands files.</summary>
public sealed partial class Landing
{
    /// <summary>Stands for the file of the letters.</summary>
    private const string Letters = "replayed";

    /// <summary>
    /// Lands what can be landed now. What lands, is a copy or is ignored leaves the dead letters in the same catalog commit; what is dead still stays, with its newest reason. Where nothing changes nothing is committed.
    /// </summary>
    /// <param name="contract">Only the letters of this table; null for all.</param>
    public async Task<ReplayReport> ReplayAsync(Contract? contract, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var head = await HeadAsync(cancellationToken);
            var landed = await workspace.Catalog.LoadTableAsync(LandedTable.Name, options.Branch, cancellationToken);
            if (await workspace.Catalog.LoadTableAsync(DeadLetterTable.Name, options.Branch, cancellationToken) is not { } letters)
                return ReplayReport.Nothing;
            try
            {
                var report = await ReplayAsync(letters, landed, contract, cancellationToken);
                await local.ClearAsync(cancellationToken);
                return report with { BrokenTables = new Dictionary<string, Exception>(broken) };
            }
            catch (BronzeTableException error) when (broken.TryAdd(error.Table, error.InnerException!))
            {
                // Told at the end.
            }
            catch (IcebergException error) when (error.Kind is IcebergErrorKind.ValidationFailed or IcebergErrorKind.AlreadyExists && attempt < MaxAttempts)
            {
                // Another landing committed in between; on a branch that has not moved the same would fail again.
                if (await HeadAsync(cancellationToken) == head)
                    throw;
            }
            finally
            {
                await DiscardAsync();
            }
        }
    }

    private async Task<ReplayReport> ReplayAsync(Table letters, Table? landed, Contract? contract, CancellationToken cancellationToken)
    {
        await using var work = new WorkScope(workspace.Embedded.Sql);
        var landingId = Guid.CreateVersion7().ToString();
        var all = (await workspace.Embedded.Reader.ReadAsync(letters, cancellationToken)).Sql;
        var replayed = await work.KeepAsync(
            "replayed", $"select *, row_number() over () as _letter, payload_encoding = 'utf8' and {LandingSql.IsOf(contract)} as _again from {all}", cancellationToken);
        await local.StageLinesAsync($"(select '{Letters}' as file, _letter as line_no, original_payload as line from {replayed} where _again)", cancellationToken);
        var events = await StagedEvents.PrepareAsync(PlaceOf(workspace.Embedded), work, local, [(Letters, "dead-letters", 0, "")], landed, landingId, cancellationToken);
        var withdrawals = await events.DeduplicateAsync($"(select * from {replayed} where not _again)", cancellationToken);
        var result = await events.CountAsync(cancellationToken);
        var transaction = workspace.Begin(options.Branch);
        var properties = StagedEvents.Properties(landingId, result.Counts);
        var tables = await events.WriteAsync(transaction, result, withdrawals, properties, cancellationToken);
        var delta = await new TableMerge(workspace.Embedded, letters).MergeAsync($"({events.LettersAfterReplay(replayed, tables)})", null, [], Expression.AlwaysTrue, null, cancellationToken);
        var report = new ReplayReport(landingId, result.Counts, result.Dead, result.Tables);
        if (delta.IsEmpty)
            return report;
        transaction.Table(DeadLetterTable.Name).Apply(delta.ToAction(letters.Metadata.CurrentSnapshotId, properties));
        await events.WriteLandedAsync(transaction, landed, properties, cancellationToken);
        var info = new CommitInfo(options.Author, $"replay dead letters: {result.Counts.Landed} events landed", properties);
        await workspace.Embedded.Writer.Uncommitted.CommitAsync(() => transaction.CommitAsync(info, cancellationToken));
        return report;
    }
}
