using System.Text;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Lines;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// The lines of some input files, classified in a table (no temporary one, so that several connections can write from it). Clean files are read by DuckDB alone. A file in which a line is dead, damaged or of unexpected form
/// is read by this process line by line (<see cref="ReadLines"/>), which keeps bytes and line numbers; so are files of any other form. Values that would lose digits are cut out of their lines as they stand.
/// </summary>
internal sealed class StagedBatch(DuckDbConnection connection, StagingNames names) : IStaging
{
    /// <summary>Filled anew for each batch.</summary>
    public WorkTable Table { get; } = new("staged");

    public string RowId => "rowid";

    private readonly ReadLines read = new(connection, names.Heartbeats);

    private const string FilesVariable = "staged_files";

    private const string CsvOptions =
        "columns = {'line': 'VARCHAR'}, delim = '\u0001', quote = '', escape = '', header = false, auto_detect = false, new_line = '\\n', max_line_size = 16000000, buffer_size = 33554432, filename = true";

    public async Task StageAsync(IReadOnlyList<InputFile> files, IReadOnlyCollection<string> lineByLine, CancellationToken cancellationToken)
    {
        await StageAsync(files, lineByLine, [], cancellationToken);
        foreach (var file in files)
            file.RequireUnchanged();
    }

    /// <summary>Stages files, and lines of other files of which the rest is read elsewhere.</summary>
    /// <returns>The files that were read line by line, of the others too: of these everything is staged.</returns>
    public async Task<IReadOnlyList<InputFile>> StageAsync(IReadOnlyList<InputFile> files, IReadOnlyCollection<string> lineByLine, IReadOnlyList<LinesOfFiles> rest, CancellationToken cancellationToken)
    {
        await read.CreateAsync(cancellationToken);
        await connection.ExecuteAsync($"create or replace table {Table} as {StagingSql.SelectReadLines(names)}", cancellationToken);

        // The engine's parallel CSV reader drops a last line that is longer than its buffer without a word (DuckDB 1.5); the other one, which compressed files are read by, refuses it.
        var exact = files.Where(file => file.HasLongLine || lineByLine.Contains(file.Path)).ToList();
        var others = files.Except(exact).ToLookup(file => file.Form.Value == ValueForm.Any);
        foreach (var group in others[false].GroupBy(file => (file.Form, file.Compressed, Structured: !file.MayHoldFractions)))
        {
            var staged = (group.Key.Structured && await TryStageStructuredAsync(group.Key.Form, [.. group], cancellationToken))
                || await TryStageCleanAsync(group.Key.Form, [.. group], cancellationToken);
            if (!staged)
                exact.AddRange(group);
        }

        foreach (var lines in rest)
        {
            if (!await TryStageLinesAsync(lines, cancellationToken))
                exact.AddRange(lines.Files);
        }

        await KeepDigitsAsync(cancellationToken);
        await StageReadAsync([.. others[true]], keepLines: false, cancellationToken);
        exact.AddRange(await FindUncleanAsync([.. files, .. rest.SelectMany(lines => lines.Files)], cancellationToken));
        await StageExactAsync(exact, cancellationToken);
        return [.. exact.Distinct()];
    }

    public Task ClearAsync(CancellationToken cancellationToken) => connection.ExecuteAsync($"drop table if exists {Table}", cancellationToken);

    /// <summary>Fills the table anew with lines that stand in a relation.</summary>
    /// <param name="lines">A relation with the columns file, line_no and line.</param>
    public async Task StageLinesAsync(string lines, CancellationToken cancellationToken)
    {
        await read.CreateAsync(cancellationToken);
        read.Append(await ReadAsync(lines, cancellationToken), keepLines: true, cancellationToken);
        await connection.ExecuteAsync($"create or replace table {Table} as {StagingSql.SelectReadLines(names)}", cancellationToken);
        await read.CreateAsync(cancellationToken);
    }

    private async Task<List<NumberedLine>> ReadAsync(string lines, CancellationToken cancellationToken)
    {
        var found = new List<NumberedLine>();
        using var result = await connection.QueryAsync($"select file, line_no, line from {lines}", cancellationToken);
        while (result.Read())
            found.Add(new NumberedLine(result.GetString(0), result.GetInt64(1), Encoding.UTF8.GetBytes(result.GetString(2))));
        return found;
    }

    /// <summary>Reads files line by line, so that every staged row has its line and number.</summary>
    private async Task StageExactAsync(IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return;
        await connection.ExecuteAsync($"delete from {Table} where file in (select unnest($1))", [files.Select(file => file.Path).ToList()], cancellationToken);
        await StageReadAsync(files, keepLines: true, cancellationToken);
    }

    /// <summary>Reads files whose lines may be anything, each line for itself.</summary>
    private async Task StageReadAsync(IReadOnlyList<InputFile> files, bool keepLines, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return;
        await read.CreateAsync(cancellationToken);
        foreach (var file in files.Distinct())
            read.Append(file, keepLines, cancellationToken);
        await connection.ExecuteAsync($"insert into {Table} by name {StagingSql.SelectReadLines(names)}", cancellationToken);
        await read.CreateAsync(cancellationToken);
    }

    /// <summary>False when DuckDB's JSON reader refuses one of the files: its lines have to be looked at one by one.</summary>
    private async Task<bool> TryStageStructuredAsync(RecordForm form, IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
    {
        await SetFilesAsync(files, cancellationToken);
        return await TryAsync($"insert into {Table} by name {StagingSql.SelectStructured(form, FilesVariable, names)}", cancellationToken);
    }

    /// <summary>False when DuckDB's reader refuses one of the files: invalid UTF-8, an overlong line, damaged compression.</summary>
    private async Task<bool> TryStageCleanAsync(RecordForm form, IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
    {
        await SetFilesAsync(files, cancellationToken);
        var compression = files[0].Compressed ? "gzip" : "none";
        var lines = $"(select filename as file, null::bigint as line_no, line from read_csv(getvariable('{FilesVariable}'), {CsvOptions}, compression = '{compression}', parallel = {(files[0].Compressed ? "false" : "true")}) where trim(line, ' \t\r') <> '')";
        return await TryAsync($"insert into {Table} by name {StagingSql.Select(form, lines, names)}", cancellationToken);
    }

    /// <summary>False when one of the lines is not UTF-8.</summary>
    private async Task<bool> TryStageLinesAsync(LinesOfFiles lines, CancellationToken cancellationToken)
    {
        await SetFilesAsync(lines.Files, cancellationToken);
        return await TryAsync(
            $"insert into {Table} by name {StagingSql.Select(lines.Form, $"(select file, null::bigint as line_no, line from {lines.Relation} where list_contains(getvariable('{FilesVariable}'), file))", names)}", cancellationToken);
    }

    private Task<long> SetFilesAsync(IReadOnlyList<InputFile> files, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"set variable {FilesVariable} = $1", [files.Select(file => file.Path).ToList()], cancellationToken);

    private async Task<bool> TryAsync(string sql, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(sql, cancellationToken);
            return true;
        }
        catch (DuckDbException error) when (error.Kind is not (DuckDbErrorKind.Interrupt or DuckDbErrorKind.OutOfMemory))
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<InputFile>> FindUncleanAsync(IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
    {
        var unclean = new HashSet<string>();
        using var result = await connection.QueryAsync($"select distinct file from {Table} where kind = 'other' or (kind like 'dead:%' and (line is null or line_no is null))", cancellationToken);
        while (result.Read())
            unclean.Add(result.GetString(0));
        return [.. files.Where(file => unclean.Contains(file.Path))];
    }

    /// <summary>
    /// DuckDB reads fractions as doubles. Where a staged value has one that does not stand in the line letter for letter, the members are cut out of the line instead.
    /// </summary>
    private async Task KeepDigitsAsync(CancellationToken cancellationToken)
    {
        var cut = new List<(long Row, ReadLine Line)>();
        var odd = new List<long>();
        using (var result = await connection.QueryAsync($"select rowid, line from {Table} where inexact and kind in ('change', 'domain')", cancellationToken))
        {
            while (result.Read())
            {
                var line = ReadLine.Of(Encoding.UTF8.GetBytes(result.GetString(1)), names.Heartbeats);
                if (line.Kind == MessageKind.Change)
                    cut.Add((result.GetInt64(0), line));
                else
                    odd.Add(result.GetInt64(0));
            }
        }

        if (odd.Count > 0)
            await connection.ExecuteAsync($"update {Table} set kind = 'other' where rowid in (select unnest($1))", [odd], cancellationToken);
        if (cut.Count == 0)
            return;
        await connection.ExecuteAsync("create or replace temp table raw_members (id bigint, key varchar, before varchar, after varchar)", cancellationToken);
        using (var appender = connection.CreateAppender("raw_members"))
        {
            foreach (var (row, line) in cut)
            {
                appender.Append(row);
                appender.Append(line.Key);
                appender.Append(line.Before);
                appender.Append(line.After);
                appender.EndRow();
            }

            appender.Close();
        }

        await connection.ExecuteAsync($"update {Table} set key = coalesce(r.key, {Table}.key), before = r.before, after = r.after from raw_members r where {Table}.rowid = r.id", cancellationToken);
        await connection.ExecuteAsync("drop table raw_members", cancellationToken);
    }
}
