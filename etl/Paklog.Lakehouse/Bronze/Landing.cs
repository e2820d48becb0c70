using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// Lands input files in Bronze: each batch of files is one catalog commit with its events, dead letters and the rows of <c>_landed</c> that say so (semantics.md, section 2).
/// A process that dies leaves whole batches behind and nothing else.
/// </summary>
public sealed partial class Landing
{
    /// <summary>Each failed attempt is a landing of another that succeeded, so this many says that something else is wrong.</summary>
    private const int MaxAttempts = 100;

    private readonly Workspace workspace;
    private readonly IReadOnlyCollection<Contract> contracts;
    private readonly LandingOptions options;
    private readonly StagedBatch local;
    private readonly IStaging staging;
    private readonly Dictionary<string, Exception> broken = new(StringComparer.Ordinal);

    /// <param name="workspace">Its engine does the work.</param>
    /// <param name="contracts">They name tables, keys and regions.</param>
    public Landing(Workspace workspace, IReadOnlyCollection<Contract> contracts, LandingOptions options)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (this.workspace, this.contracts, this.options) = (workspace, contracts, options);
        var names = new StagingNames(contracts, options);
        local = new StagedBatch(workspace.Connection, names);
        staging = workspace.Engine == workspace.Embedded ? local : new HandedOverBatch(workspace, local, names);
    }

    /// <summary>Lands the files of these paths that were not landed before, and returns what became of every line.</summary>
    /// <param name="progress">Told of each batch that is committed: files done so far, and of how many.</param>
    public Task<LandingReport> LandAsync(IEnumerable<string> paths, IProgress<(int Done, int Of)>? progress, CancellationToken cancellationToken) => LandAsync(InputFiles.FindAll(paths), progress, cancellationToken);

    /// <inheritdoc cref="LandAsync(IEnumerable{string}, IProgress{ValueTuple{int, int}}?, CancellationToken)"/>
    public async Task<LandingReport> LandAsync(FoundInput found, IProgress<(int Done, int Of)>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        var started = Stopwatch.StartNew();
        var unread = found.Unread.ToList();
        var files = await DescribeAsync(found.Files, unread, cancellationToken);
        var landed = await LandedFiles.ReadAsync(workspace, await workspace.Catalog.LoadTableAsync(LandedTable.Name, options.Branch, cancellationToken), cancellationToken);
        var changed = files.Where(file => landed.HasOtherContent(file)).Select(file => file.Path).ToList();
        var fresh = files.Where(file => !landed.Has(file)).DistinctBy(file => (file.Sha256, file.Bytes)).ToList();
        var total = new LandingTotals();
        var done = 0;
        foreach (var batch in Batches(fresh))
        {
            await LandBatchAsync(batch, total, unread, cancellationToken);
            done += batch.Count;
            if (!batch.All(file => unread.Exists(other => other.Path == file.Path)))
                progress?.Report((done, fresh.Count));
        }

        await staging.ClearAsync(cancellationToken);
        await AskBronzeAsync(total.Findings, cancellationToken);
        var notLanded = unread.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return total.Report([.. fresh.Where(file => !notLanded.Contains(file.Path))], files.Count - fresh.Count, changed, started.Elapsed) with
        {
            Unread = unread,
            BrokenTables = new Dictionary<string, Exception>(broken),
            Sidecars = found.Sidecars,
        };
    }

    private static async Task<IReadOnlyList<InputFile>> DescribeAsync(IReadOnlyList<string> paths, List<UnreadInput> unread, CancellationToken cancellationToken)
    {
        var files = new InputFile?[paths.Count];
        var errors = new InputFileException?[paths.Count];
        await Parallel.ForAsync(0, paths.Count, cancellationToken, async (index, token) =>
        {
            try
            {
                files[index] = await InputFiles.DescribeAsync(paths[index], token);
            }
            catch (InputFileException error)
            {
                errors[index] = error;
            }
        });
        unread.AddRange(errors.OfType<InputFileException>().Select(error => new UnreadInput(error.Path, error.Message)));
        return [.. files.OfType<InputFile>()];
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

    /// <summary>Lands a batch. A file that cannot be read any more is left out, events of a table that cannot be read are held back, and the rest is tried again.</summary>
    private async Task LandBatchAsync(IReadOnlyList<InputFile> batch, LandingTotals total, List<UnreadInput> unread, CancellationToken cancellationToken)
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
            try
            {
                await staging.StageAsync(fresh, [], cancellationToken);
                total.Add(await CommitBatchAsync(fresh, landed, total.LandingId, cancellationToken));
                return;
            }
            catch (InputFileException error) when (batch.Any(file => file.Path == error.Path))
            {
                unread.Add(new UnreadInput(error.Path, error.Message));
                batch = [.. batch.Where(file => file.Path != error.Path)];
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

    /// <summary>Gives up what a batch has left: first the files, since an engine that is gone cannot release anything.</summary>
    private async Task DiscardAsync()
    {
        var engines = ((IEngine[])[workspace.Embedded, workspace.Engine]).Distinct().ToList();
        foreach (var engine in engines)
            await engine.Writer.Uncommitted.DiscardAsync();
        engines.ForEach(engine => engine.Release());
    }

    private LandingPlace PlaceOf(IEngine engine) => new(workspace, engine, contracts, options, broken);

    /// <summary>The commit that the branch stands at.</summary>
    private async Task<string?> HeadAsync(CancellationToken cancellationToken) => (await workspace.Catalog.LoadReferenceAsync(options.Branch, cancellationToken))?.Hash;

    private async Task<BatchResult> CommitBatchAsync(IReadOnlyList<InputFile> batch, Table? landed, string landingId, CancellationToken cancellationToken)
    {
        await using var work = new WorkScope(workspace.Engine.Sql);
        var events = await StagedEvents.PrepareAsync(PlaceOf(workspace.Engine), work, staging, batch.Select(file => (file.Path, file.Location, file.Bytes, file.Sha256)), landed, landingId, cancellationToken);
        var withdrawals = await events.DeduplicateAsync(null, cancellationToken);
        var exact = await events.FilesOfDeadWithoutLineAsync(cancellationToken);
        if (exact.Count > 0)
        {
            // A contradiction has made dead letters of lines that were read without their bytes and numbers: their files are read again.
            await staging.StageAsync(batch, exact, cancellationToken);
            withdrawals = await events.DeduplicateAsync(null, cancellationToken);
        }

        var result = await events.CountAsync(cancellationToken);
        result.Findings = await events.FindingsAsync(batch.Select(file => file.Path), cancellationToken);
        var transaction = workspace.Begin(options.Branch);
        var properties = StagedEvents.Properties(landingId, result.Counts);
        var letters = await events.WriteAsync(transaction, result, withdrawals, properties, cancellationToken);
        if (result.Counts.Dead > 0)
            await events.WriteDeadLettersAsync(transaction, letters, properties, cancellationToken);
        await events.WriteLandedAsync(transaction, landed, properties, cancellationToken);
        var info = new CommitInfo(options.Author, $"land {result.Counts.Landed.ToString(CultureInfo.InvariantCulture)} events of {batch.Count} files", properties);
        await workspace.Engine.Writer.Uncommitted.CommitAsync(() => transaction.CommitAsync(info, cancellationToken));
        return result;
    }

    /// <summary>Of topics that gave nothing but tombstones this time, a row that was landed before says whether they are of deletes that nobody tells.</summary>
    private async Task AskBronzeAsync(LandingFindings findings, CancellationToken cancellationToken)
    {
        foreach (var topic in findings.UnknownTopics.ToList())
        {
            var name = contracts.FirstOrDefault(contract => ("." + topic).EndsWith("." + contract.Source, StringComparison.Ordinal))?.Table
                ?? await workspace.Connection.QueryScalarAsync($"select {StagingNames.OwnName("$1")}", [topic.Split('.')[^1]], cancellationToken) as string;
            if (string.IsNullOrEmpty(name) || await workspace.Catalog.LoadTableAsync(new TableIdentifier("bronze", name), options.Branch, cancellationToken) is not { } bronze)
                continue;
            var rows = (await workspace.Embedded.Reader.ReadAsync(bronze, cancellationToken)).Sql;
            var told = await workspace.Connection.QueryScalarAsync($"select source is not null or op = 'd' or contains(after, '\"__deleted\"') from {rows} where _topic = $1 and event_type is null limit 1", [topic], cancellationToken);
            if (told is false)
                findings.AddBlind(topic);
        }

        workspace.Embedded.Release();
    }
}
