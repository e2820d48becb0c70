using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Queries;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>query "SELECT ..."</c>: SQL of the embedded engine over the catalog's tables.</summary>
internal static class QueryCommand
{
    /// <summary>More are printed as JSON only.</summary>
    private const int RowsForPeople = 1_000;

    internal static Command Create(CommandLine line)
    {
        var sql = new Argument<string>("SQL") { Description = "One statement that reads, over tables named as silver.orders." };
        var branch = new Option<string?>("--branch") { Description = "A branch, a tag or a commit of the catalog.", HelpName = "B" };
        var asOf = new Option<string?>("--as-of") { Description = "The tables as they were: a snapshot id, a date or a time.", HelpName = "SNAPSHOT|TIME" };
        var format = new Option<string?>("--format") { Description = "For programs; a grid for people where it is not given.", HelpName = "arrow|parquet|csv|json" };
        var output = new Option<string?>("--output") { Description = "The file to write; the standard output where it is not given.", HelpName = "FILE" };
        format.AcceptOnlyFromAmong("arrow", "parquet", "csv", "json");
        var command = new Command("query", "Query tables with SQL.") { sql, branch, asOf, format, output };
        return line.Runs(command, (session, parsed, cancellationToken) =>
        {
            var chosen = Format(session, parsed.GetValue(format), parsed.GetValue(output));
            var state = StateOf(parsed.GetValue(asOf), session.Configuration.TimeZone) with { Reference = parsed.GetValue(branch) };
            return RunAsync(session, parsed.GetRequiredValue(sql), state, chosen, parsed.GetValue(output), cancellationToken);
        });
    }

    private static QueryOptions StateOf(string? asOf, TimeZoneInfo zone) =>
        asOf is null ? new QueryOptions()
        : long.TryParse(asOf, NumberStyles.None, CultureInfo.InvariantCulture, out var snapshot) ? new QueryOptions { Snapshot = snapshot }
        : new QueryOptions { AsOf = PointInTime.Parse(asOf, zone, "--as-of") };

    private static QueryFormat? Format(CommandSession session, string? format, string? output)
    {
        if (session.Json && format is not (null or "json"))
            throw new UsageException($"--json and --format {format} contradict each other: give one of them.");
        if (output is not null && format is null && !session.Json)
            throw new UsageException("--output writes a file for programs: say by --format which (arrow, parquet, csv or json).");
        return session.Json ? QueryFormat.Json : format is null ? null : Enum.Parse<QueryFormat>(format, ignoreCase: true);
    }

    private static async Task<int> RunAsync(CommandSession session, string sql, QueryOptions state, QueryFormat? format, string? output, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var query = session.Lakehouse.QueryAsync(sql, state);
        if (format is { } chosen)
            await WriteAsync(session, query, chosen, output, cancellationToken);
        else
            await WriteGridAsync(session, query, started, cancellationToken);
        var failed = new FailedParts();
        foreach (var unread in query.Lists ? query.Unread : [])
            failed.Add($"{unread.Table.Show()}: {TableFault.Describe(unread.Error)}", unread.Error);
        failed.Throw();
        return 0;
    }

    private static async Task WriteAsync(CommandSession session, Query query, QueryFormat format, string? file, CancellationToken cancellationToken)
    {
        if (file is null && format is (QueryFormat.Arrow or QueryFormat.Parquet) && session.Host.OutputWidth is not null)
            throw new UsageException($"--format {format.ToString().ToLowerInvariant()} gives bytes, which a terminal does not show: name a file by --output FILE, or lead the output into one.");
        if (file is not null && Path.GetDirectoryName(session.FullPath(file)) is { } folder && !Directory.Exists(folder))
            throw new LakehouseException($"There is no folder '{folder}' for the file of --output: make it, or name another.");
        if (file is null)
            await query.WriteAsync(format, session.Host.Output, cancellationToken);
        else
            await query.WriteAsync(format, session.FullPath(file), cancellationToken);
    }

    private static async Task WriteGridAsync(CommandSession session, Query query, Stopwatch started, CancellationToken cancellationToken)
    {
        using var result = await query.ExecuteAsync(cancellationToken);
        var grid = QueryOutput.Grid(result.Rows, RowsForPeople);
        var more = grid.Count == RowsForPeople && result.Rows.Read();
        grid.WriteTo(session.Console, session.Host.OutputWidth);
        session.Console.MarkupLine(more
            ? $"[grey]the first {Figures.Count(RowsForPeople)} rows; --json prints all[/]"
            : $"[grey]{Figures.Count(grid.Count, "row")} in {Figures.Seconds(started.Elapsed)}[/]");
    }
}
