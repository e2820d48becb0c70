using System.CommandLine;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.DuckDb;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>query "SELECT ..."</c>: SQL of the embedded engine over the catalog's tables.</summary>
internal static partial class QueryCommand
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
            return RunAsync(session, parsed.GetRequiredValue(sql), parsed.GetValue(branch) ?? session.Configuration.Branch, parsed.GetValue(asOf), chosen, parsed.GetValue(output), cancellationToken);
        });
    }

    private static QueryFormat? Format(CommandSession session, string? format, string? output)
    {
        if (session.Json && format is not (null or "json"))
            throw new UsageException($"--json and --format {format} contradict each other: give one of them.");
        if (output is not null && format is null && !session.Json)
            throw new UsageException("--output writes a file for programs: say by --format which (arrow, parquet, csv or json).");
        return session.Json ? QueryFormat.Json : format is null ? null : Enum.Parse<QueryFormat>(format, ignoreCase: true);
    }

    private static async Task<int> RunAsync(CommandSession session, string sql, string branch, string? asOf, QueryFormat? format, string? output, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var names = SqlNames.Read(sql);
        QueryViews.RequireReading(names, sql);
        var views = new QueryViews(session, branch, asOf);
        sql = await views.BindAsync(names, sql, cancellationToken);
        await session.Engine.Connection.ExecuteAsync($"set TimeZone = {DuckDbLiteral.Quote(session.Configuration.TimeZone.Id)}", cancellationToken);
        try
        {
            if (format is { } chosen)
                await QueryExport.WriteAsync(session, sql, chosen, output, cancellationToken);
            else
                await WriteGridAsync(session, sql, started, cancellationToken);
            if (names.LeadingWords.FirstOrDefault() == "SHOW")
                views.Unread.Throw();
            return 0;
        }
        catch (DuckDbException error) when (error.Kind == DuckDbErrorKind.Catalog && MissingTable().Match(error.EngineMessage) is { Success: true } missing)
        {
            if (views.WhyMissing(missing.Groups["name"].Value) is { } why)
                ExceptionDispatchInfo.Throw(why);
            throw await MissingAsync(session, branch, missing.Groups["name"].Value, error, cancellationToken);
        }
    }

    /// <summary>The engine knows only the tables that were given to it; the catalog knows them all.</summary>
    private static async Task<LakehouseException> MissingAsync(CommandSession session, string branch, string name, DuckDbException error, CancellationToken cancellationToken)
    {
        var all = await TableNames.ListAsync(await session.OpenCatalogAsync(create: false, cancellationToken), branch, cancellationToken);
        var alike = all.Where(table => table.PlainName.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var sentence = alike.Count > 0
            ? $"There is no table '{name}' where the query looks for it: write {string.Join(" or ", alike.Select(table => table.Show()))}."
            : $"There is no table '{name}' on '{branch}'; there are {TableNames.Show(all)}.";
        return new LakehouseException(sentence, error);
    }

    [GeneratedRegex("Table with name \"?(?<name>.+?)\"? does not exist")]
    private static partial Regex MissingTable();

    private static async Task WriteGridAsync(CommandSession session, string sql, Stopwatch started, CancellationToken cancellationToken)
    {
        using var result = await session.Engine.Connection.QueryAsync(sql, cancellationToken);
        var grid = QueryOutput.Grid(result, RowsForPeople);
        var more = grid.Count == RowsForPeople && result.Read();
        grid.WriteTo(session.Console, session.Host.OutputWidth);
        session.Console.MarkupLine(more
            ? $"[grey]the first {Figures.Count(RowsForPeople)} rows; --json prints all[/]"
            : $"[grey]{Figures.Count(grid.Count, "row")} in {Figures.Seconds(started.Elapsed)}[/]");
    }
}
