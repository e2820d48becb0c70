using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// The lines of some input files, classified in the table <c>staged</c> (no temporary one, so that several connections can write from it). Clean files are read by DuckDB alone. A file in which a line is dead, damaged or of unexpected form
/// is read again line by line, which keeps bytes and line numbers; values that would lose digits are cut out of their lines as they stand.
/// </summary>
internal sealed class StagedBatch(DuckDbConnection connection, StagingNames names) : IStaging
{
    public const string Table = "staged";

    public string RowId => "rowid";

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
        await connection.ExecuteAsync("create or replace temp table exact_lines (file varchar, line_no bigint, line varchar)", cancellationToken);
        await connection.ExecuteAsync($"create or replace table {Table} as {StagingSql.Select(RecordForm.Any, "exact_lines", names)}", cancellationToken);

        // The engine's parallel CSV reader drops a last line that is longer than its buffer without a word (DuckDB 1.5); the other one, which compressed files are read by, refuses it.
        var exact = files.Where(file => file.HasLongLine || lineByLine.Contains(file.Path)).ToList();
        foreach (var group in files.Except(exact).GroupBy(file => (file.Form, file.Compressed, Structured: !file.MayHoldFractions && file.Form.Value != ValueForm.Any)))
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

        exact.AddRange(await FindUncleanAsync([.. files, .. rest.SelectMany(lines => lines.Files)], cancellationToken));
        await StageExactAsync(exact, cancellationToken);
        await KeepDigitsAsync(cancellationToken);
        return exact;
    }

    public Task ClearAsync(CancellationToken cancellationToken) => connection.ExecuteAsync($"drop table if exists {Table}", cancellationToken);

    /// <summary>Fills the table anew with lines that stand in a relation.</summary>
    /// <param name="lines">A relation with the columns file, line_no and line.</param>
    public async Task StageLinesAsync(string lines, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"create or replace table {Table} as select s.* replace (e.line as line) from ({StagingSql.Select(RecordForm.Any, lines, names)}) s join {lines} e using (file, line_no)", cancellationToken);
        await KeepDigitsAsync(cancellationToken);
    }

    /// <summary>Reads files line by line, so that every staged row has its line and number.</summary>
    private async Task StageExactAsync(IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return;
        await connection.ExecuteAsync("truncate exact_lines", cancellationToken);
        await connection.ExecuteAsync($"delete from {Table} where file in (select unnest($1))", [files.Select(file => file.Path).ToList()], cancellationToken);
        foreach (var file in files)
            AppendLines(file, cancellationToken);
        await connection.ExecuteAsync(
            $"""
            insert into {Table} by name select s.* replace (e.line as line) from ({StagingSql.Select(RecordForm.Any, "exact_lines", names)}) s join exact_lines e using (file, line_no)
            """,
            cancellationToken);
        await connection.ExecuteAsync("truncate exact_lines", cancellationToken);
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
        using var result = await connection.QueryAsync($"select distinct file from {Table} where kind = 'other' or kind like 'dead:%'", cancellationToken);
        while (result.Read())
            unclean.Add(result.GetString(0));
        return [.. files.Where(file => unclean.Contains(file.Path))];
    }

    private void AppendLines(InputFile file, CancellationToken cancellationToken)
    {
        var dead = new List<(long Number, string Payload, string Kind)>();
        using (var appender = connection.CreateAppender("exact_lines"))
        {
            try
            {
                foreach (var line in LineReader.Read(file.Path, file.Compressed))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!Utf8.IsValid(line.Bytes.Span))
                    {
                        dead.Add((line.Number, Convert.ToBase64String(line.Bytes.Span), "dead:not_utf8"));
                        continue;
                    }

                    appender.Append(file.Path);
                    appender.Append(line.Number);
                    appender.AppendUtf8(line.Bytes.Span);
                    appender.EndRow();
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw InputFileException.Unreadable(file.Path, error);
            }
            catch (OverflowException error)
            {
                throw new InputFileException(file.Path, $"The file '{file.Path}' has a line that is longer than a gigabyte; Debezium's JSON is one record a line.", error);
            }
            catch (DamagedInputException damage)
            {
                dead.Add((damage.Line, Convert.ToBase64String(damage.Rest), "dead:truncated_input"));
            }

            appender.Close();
        }

        foreach (var (number, payload, kind) in dead)
            connection.Execute($"insert into {Table} by name select $1 as file, $2::bigint as line_no, $3 as line, $4 as kind", file.Path, number, payload, kind);
    }

    /// <summary>
    /// DuckDB reads fractions as doubles. Where a staged value has one that does not stand in the line letter for letter, the members are cut out of the line instead.
    /// </summary>
    private async Task KeepDigitsAsync(CancellationToken cancellationToken)
    {
        var cut = new List<(long Row, RawMembers Members)>();
        var broken = new List<long>();
        using (var result = await connection.QueryAsync($"select rowid, line from {Table} where inexact and kind in ('change', 'domain')", cancellationToken))
        {
            while (result.Read())
            {
                try
                {
                    cut.Add((result.GetInt64(0), RawMembers.Read(Encoding.UTF8.GetBytes(result.GetString(1)))));
                }
                catch (JsonException)
                {
                    broken.Add(result.GetInt64(0));
                }
            }
        }

        // Without a number the line is not kept either, so that its file is read again line by line.
        if (broken.Count > 0)
            await connection.ExecuteAsync($"update {Table} set kind = 'dead:not_json', line = case when line_no is not null then line end where rowid in (select unnest($1))", [broken], cancellationToken);

        if (cut.Count == 0)
            return;
        await connection.ExecuteAsync("create or replace temp table raw_members (id bigint, key varchar, before varchar, after varchar)", cancellationToken);
        using (var appender = connection.CreateAppender("raw_members"))
        {
            foreach (var (row, members) in cut)
            {
                appender.Append(row);
                appender.Append(members.Key);
                appender.Append(members.Before);
                appender.Append(members.After);
                appender.EndRow();
            }

            appender.Close();
        }

        // A flattened row stands in before or after by its op; the members hold it in both.
        await connection.ExecuteAsync(
            $"""
            update {Table} set key = coalesce(r.key, {Table}.key), before = case when {Table}.before is null then null else r.before end, after = case when {Table}.after is null then null else r.after end
            from raw_members r where {Table}.rowid = r.id
            """,
            cancellationToken);
        await connection.ExecuteAsync("drop table raw_members", cancellationToken);
    }
}
