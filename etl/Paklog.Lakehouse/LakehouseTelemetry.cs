using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse;

/// <summary>What a lakehouse says of its work: log messages, spans, and figures. No value of a row is among them, but where a reason quotes one.</summary>
internal sealed partial class LakehouseTelemetry(ILogger log)
{
    private static readonly ActivitySource Source = new(LakehouseOptions.TelemetryName);
    private static readonly Meter Meter = new(LakehouseOptions.TelemetryName);
    private static readonly Counter<long> Lines = Meter.CreateCounter<long>("lakehouse.landing.lines", "{line}", "Lines that were read, by outcome: landed, duplicate, ignored, dead.");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("lakehouse.run.rows", "{row}", "Rows that runs have added to tables and taken from them, by table and change.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("lakehouse.run.failures", "{table}", "Tables that a run has left as they were, by table.");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("lakehouse.operation.duration", "s", "What an operation took, by operation and outcome.");
    private static readonly Histogram<double> TableDurations = Meter.CreateHistogram<double>("lakehouse.run.table.duration", "s", "What a table took in a run, by table and engine.");

    public async Task<LandingReport> LandAsync(string branch, Func<Task<LandingReport>> land)
    {
        var report = await SpanAsync("land", branch, land);
        Count(report.Counts);
        LogLanded(report.Counts.Landed, report.Counts.Lines, report.Files.Count, branch, report.Counts.Duplicate, report.Counts.Ignored, report.Counts.Dead, report.Elapsed);
        foreach (var unread in report.Unread)
            LogUnread(unread.Path, unread.Reason);
        foreach (var (table, error) in report.BrokenTables)
            LogTableFailed(error, table, error.Message);
        return report;
    }

    /// <param name="run">Runs, and reports to what it is given.</param>
    public async Task<RunReport> RunAsync(string branch, IProgress<RunProgress>? progress, Func<IProgress<RunProgress>, Task<RunReport>> run)
    {
        using var tables = new TableSpans(this, progress);
        var report = await SpanAsync("run", branch, () => run(tables));
        foreach (var failure in report.Failures)
        {
            LogTableFailed(failure.Cause, string.Join(", ", failure.Tables), failure.Error);
            foreach (var table in failure.Tables)
                Failures.Add(1, new KeyValuePair<string, object?>("table", table));
        }

        foreach (var sentence in report.AuditFailures)
            LogAuditFailed(report.RunId, sentence);
        if (report.PublishedAs is { } commit)
            LogPublished(report.RunId, report.Tables.Count, branch, commit, report.Elapsed);
        return report;
    }

    public async Task<PublishedBranch> PublishAsync(string from, string to, Func<Task<PublishedBranch>> publish)
    {
        var published = await SpanAsync("publish", to, publish);
        LogPromoted(from, to);
        return published;
    }

    public async Task<T> RollbackAsync<T>(string branch, string what, string to, Func<Task<T>> rollback)
    {
        var back = await SpanAsync("rollback", branch, rollback);
        LogRolledBack(what, to);
        return back;
    }

    /// <summary>A span and a duration for an operation. What it throws goes on to the caller, who logs it.</summary>
    public async Task<T> SpanAsync<T>(string operation, string branch, Func<Task<T>> work)
    {
        using var span = Source.StartActivity("lakehouse." + operation);
        span?.SetTag("lakehouse.branch", branch);
        var start = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var result = await work();
            outcome = "done";
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = "interrupted";
            throw;
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error, error.Message);
            throw;
        }
        finally
        {
            Durations.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("operation", operation), new("outcome", outcome));
        }
    }

    private static void Count(LandingCounts counts)
    {
        foreach (var (outcome, lines) in new[] { ("landed", counts.Landed), ("duplicate", counts.Duplicate), ("ignored", counts.Ignored), ("dead", counts.Dead) })
            Lines.Add(lines, new KeyValuePair<string, object?>("outcome", outcome));
    }

    private void Report(TableResult table)
    {
        Rows.Add(table.RowsAdded, new("table", table.Table), new("change", "added"));
        Rows.Add(table.RowsDeleted, new("table", table.Table), new("change", "deleted"));
        TableDurations.Record(table.Elapsed.TotalSeconds, new("table", table.Table), new("engine", table.Engine));
        LogTable(table.Table, table.Rows, table.RowsAdded, table.RowsDeleted, table.Elapsed, table.Reason);
    }

    [LoggerMessage(1, LogLevel.Information, "{Landed} of {Lines} lines of {Files} files landed on {Branch}, {Duplicates} duplicates, {Ignored} ignored, {Dead} dead, in {Elapsed}")]
    private partial void LogLanded(long landed, long lines, int files, string branch, long duplicates, long ignored, long dead, TimeSpan elapsed);

    [LoggerMessage(2, LogLevel.Warning, "{Path} was not landed: {Reason}")]
    private partial void LogUnread(string path, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Table} has {Rows} rows, {Added} new and {Deleted} gone, in {Elapsed}: {How}")]
    private partial void LogTable(string table, long rows, long added, long deleted, TimeSpan elapsed, string how);

    [LoggerMessage(4, LogLevel.Error, "{Tables} stays as it was: {Reason}")]
    private partial void LogTableFailed(Exception? error, string tables, string reason);

    [LoggerMessage(5, LogLevel.Error, "The run {Run} is not published: {Sentence}")]
    private partial void LogAuditFailed(string run, string sentence);

    [LoggerMessage(6, LogLevel.Information, "The run {Run} of {Tables} tables is published to {Branch} as {Commit}, in {Elapsed}")]
    private partial void LogPublished(string run, int tables, string branch, string commit, TimeSpan elapsed);

    [LoggerMessage(7, LogLevel.Information, "{From} is published to {To}")]
    private partial void LogPromoted(string from, string to);

    [LoggerMessage(8, LogLevel.Warning, "{What} is rolled back to {To}")]
    private partial void LogRolledBack(string what, string to);

    /// <summary>A span a step of a run, from the news that the run gives.</summary>
    private sealed class TableSpans(LakehouseTelemetry telemetry, IProgress<RunProgress>? inner) : IProgress<RunProgress>, IDisposable
    {
        private Activity? span;

        public void Report(RunProgress news)
        {
            if (news is RunProgress.Finished)
                span?.SetStatus(ActivityStatusCode.Ok);
            Dispose();
            if (news is RunProgress.Started started)
                span = Source.StartActivity("lakehouse.table")?.SetTag("lakehouse.table", started.Table).SetTag("lakehouse.mode", started.Mode.ToString());
            if (news is RunProgress.Finished finished)
            {
                foreach (var table in finished.Tables)
                    telemetry.Report(table);
            }

            inner?.Report(news);
        }

        /// <summary>A step that has not finished has failed.</summary>
        public void Dispose()
        {
            if (span?.Status == ActivityStatusCode.Unset)
                span.SetStatus(ActivityStatusCode.Error);
            span?.Dispose();
            span = null;
        }
    }
}
