using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Brings the rows of some keys in a table to what they should be, touching only rows that differ. A data file of which much goes is rewritten without those rows (copy-on-write);
/// of the others the rows are deleted by position: see <see cref="IsRewritten"/>. Its work tables name columns by their ids, and columns of its own otherwise; the table's own names stand only where rows come in and go out.
/// </summary>
internal sealed class TableMerge(IEngine engine, Table table)
{
    private const double RewrittenShare = 0.25;
    private const long SmallFileBytes = 1 << 20;

    private const string CopyColumn = "copy_of_row";
    private const string FileColumn = "row_file";
    private const string PositionColumn = "row_position";

    private readonly ISqlSession sql = engine.Sql;

    /// <summary>The table's columns as relations have them.</summary>
    private readonly IReadOnlyList<NestedField> columns = ColumnSql.InSql(table.Metadata.CurrentSchema).Fields;

    /// <inheritdoc cref="WriteTarget.Order"/>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>
    /// Rewriting costs the file's bytes once; a delete file costs every later reader an anti join. So a file is rewritten when a quarter of its rows goes, or when it is so small
    /// that writing it again costs no more than the delete file's own.
    /// </summary>
    public static bool IsRewritten(DataFile file, long rowsGone) => file.FileSizeInBytes <= SmallFileBytes || rowsGone >= file.RecordCount * RewrittenShare;

    /// <summary>Deletes the rows whose <paramref name="key"/> columns stand in the relation <paramref name="keys"/>.</summary>
    public async Task<MergeDelta> DeleteAsync(string keys, IReadOnlyList<string> key, CancellationToken cancellationToken)
    {
        var nothing = string.Join(", ", columns.Select(field => $"cast(null as {DuckDbTypes.Name(field.Type)}) as {DuckDbIdentifier.Quote(field.Name)}"));
        return await MergeAsync($"(select {nothing} where false)", keys, key, Expression.AlwaysTrue, null, cancellationToken);
    }

    /// <summary>
    /// Makes the rows of certain keys equal to <paramref name="rows"/>.
    /// </summary>
    /// <param name="rows">A relation with the table's columns: all rows that the keys should have.</param>
    /// <param name="keys">A relation with the columns <paramref name="key"/>: which keys are concerned; null for the whole table.</param>
    /// <param name="filter">A filter that every row of these keys passes, by which files are left out.</param>
    /// <param name="keep">Takes the work tables of the rows that went and came, so that <see cref="MergeDelta.Change"/> is good as long as it; null when nobody asks for them.</param>
    public async Task<MergeDelta> MergeAsync(string rows, string? keys, IReadOnlyList<string> key, Expression filter, WorkScope? keep, CancellationToken cancellationToken)
    {
        await using var work = new WorkScope(sql);
        var target = await engine.Reader.ReadAsync(table.NewScan(engine.Reader.Manifests, filter: filter), true, cancellationToken);
        var typed = string.Join(", ", columns.Select(field => $"cast({DuckDbIdentifier.Quote(field.Name)} as {DuckDbTypes.Name(field.Type)}) as {Name(field)}"));
        var concerned = keys is null ? "" : $" where {await AmongAsync("t", key, keys, cancellationToken)}";
        var old = await work.KeepAsync("merge_old", $"select * from {Placed(target)} t{concerned}", cancellationToken);
        var @new = await work.KeepAsync("merge_new", $"select {typed} from {rows}", cancellationToken);
        var found = await CompareAsync(keep ?? work, old, @new, [], cancellationToken);
        if (!await IsExactAsync(old, @new, found, cancellationToken))
        {
            // Some row stands several times: the copies are numbered, so that each counts.
            await (keep ?? work).DropAsync(found.Gone, cancellationToken);
            await (keep ?? work).DropAsync(found.Added, cancellationToken);
            old = await NumberAsync(work, old, cancellationToken);
            @new = await NumberAsync(work, @new, cancellationToken);
            found = await CompareAsync(keep ?? work, old, @new, [CopyColumn], cancellationToken);
        }

        return await WriteAsync(target, found, cancellationToken);
    }

    /// <summary>The columns of a work table under the names that they have outside.</summary>
    private string Own => string.Join(", ", columns.Select(column => $"{Name(column)} as {DuckDbIdentifier.Quote(column.Name)}"));

    /// <summary>The columns of a work table.</summary>
    private string Names => string.Join(", ", columns.Select(Name));

    private static string Name(NestedField field) => TableReader.ColumnName(field.Id);

    /// <summary>Rows of the table by the ids of its columns, each with its place.</summary>
    private string Placed(TableRelation relation)
    {
        var ids = columns.Select(field => $"{DuckDbIdentifier.Quote(field.Name)} as {Name(field)}");
        return $"(select {string.Join(", ", ids)}, {ColumnSql.Free(columns, TableReader.FileColumn)} as {FileColumn}, {ColumnSql.Free(columns, TableReader.PositionColumn)} as {PositionColumn} from {relation.Sql})";
    }

    private Task<WorkTable> NumberAsync(WorkScope work, WorkTable rows, CancellationToken cancellationToken) =>
        work.ReplaceAsync(rows, $"select *, row_number() over (partition by {Names}) as {CopyColumn} from {rows}", cancellationToken);

    /// <summary>Finds the old rows that go and the new rows that are missing.</summary>
    /// <param name="besides">Columns that are compared besides the table's.</param>
    private async Task<Difference> CompareAsync(WorkScope work, WorkTable old, WorkTable @new, IReadOnlyList<string> besides, CancellationToken cancellationToken)
    {
        var equal = string.Join(" and ", columns.Select(Name).Concat(besides).Select(name => $"o.{name} is not distinct from n.{name}"));
        return new Difference(
            await work.KeepAsync("merge_gone", $"select {Names}, {FileColumn}, {PositionColumn} from {old} o anti join {@new} n on {equal}", cancellationToken),
            await work.KeepAsync("merge_added", $"select {Names} from {@new} n anti join {old} o on {equal}", cancellationToken));
    }

    /// <summary>Whether old - gone + added = new as multisets, by number and sum of hashes: the comparison alone does not see how often a row stands on each side.</summary>
    private Task<bool> IsExactAsync(WorkTable old, WorkTable @new, Difference found, CancellationToken cancellationToken)
    {
        string Sums(WorkTable rows, string alias) => $"(select count(*) as n, coalesce(sum(hash({Names})), 0) as h from {rows}) {alias}";
        return sql.SingleAsync(
            $"select (o.n - g.n + a.n = w.n) and (o.h - g.h + a.h = w.h) from {Sums(old, "o")}, {Sums(found.Gone, "g")}, {Sums(found.Added, "a")}, {Sums(@new, "w")}", row => row.GetBoolean(0), cancellationToken);
    }

    private async Task<MergeDelta> WriteAsync(TableRelation target, Difference found, CancellationToken cancellationToken)
    {
        var gone = (await sql.ListAsync($"select {FileColumn}, count(*) from {found.Gone} group by all", row => (File: row.GetString(0), Rows: row.GetInt64(1)), cancellationToken)).ToDictionary(file => file.File, file => file.Rows);
        var files = target.Files.Where(file => gone.ContainsKey(engine.Reader.FileNameOf(file.DataFile.FilePath))).ToList();
        var rewritten = files.Where(file => !engine.Writer.WritesPositionDeletes || IsRewritten(file.DataFile, gone[engine.Reader.FileNameOf(file.DataFile.FilePath)])).ToList();
        var write = WriteTarget.Of(table) with { Order = Order };
        var deletes = new List<DataFile>();
        foreach (var file in files.Except(rewritten))
            deletes.Add(await DeleteAsync(write, file, found.Gone, cancellationToken));
        var kept = await engine.Reader.ReadAsync(ColumnProjection.Of(table), rewritten, withPosition: true, cancellationToken);
        var added = await engine.Writer.WriteAsync(
            write,
            $"select {Own} from (select {Names} from {found.Added} union all select {Names} from {Placed(kept)} r where (r.{FileColumn}, r.{PositionColumn}) not in (select ({FileColumn}, {PositionColumn}) from {found.Gone}))",
            cancellationToken);
        return new MergeDelta(added, [.. rewritten.Select(file => file.DataFile)], deletes, await sql.CountAsync(found.Added.Name, cancellationToken), gone.Values.Sum())
        {
            Change = new TableChange($"(select {Own} from {found.Gone})", $"(select {Own} from {found.Added})"),
        };
    }

    private async Task<DataFile> DeleteAsync(WriteTarget write, FileScanTask file, WorkTable gone, CancellationToken cancellationToken) =>
        await engine.Writer.WritePositionDeletesAsync(
            write,
            file.DataFile,
            $"select {DuckDbLiteral.Quote(file.DataFile.FilePath)} as file_path, {PositionColumn} as pos from {gone} where {FileColumn} = {DuckDbLiteral.Quote(engine.Reader.FileNameOf(file.DataFile.FilePath))}",
            cancellationToken) ?? throw new InvalidOperationException($"No row of {file.DataFile.FilePath} was to be deleted.");

    /// <summary>
    /// The condition that a row's key is one of those in a relation. IN lets DuckDB pass over row groups without such keys; it finds no NULL, so keys with NULLs are compared otherwise.
    /// </summary>
    private async Task<string> AmongAsync(string row, IReadOnlyList<string> key, string keys, CancellationToken cancellationToken)
    {
        var pairs = key.Select(column => (Outside: DuckDbIdentifier.Quote(column), Inside: $"{row}.{Name(Find(column))}")).ToList();
        if (await sql.AnyAsync($"{keys} where {string.Join(" or ", pairs.Select(pair => pair.Outside + " is null"))}", cancellationToken))
            return $"exists (select 1 from {keys} k where {string.Join(" and ", pairs.Select(pair => $"k.{pair.Outside} is not distinct from {pair.Inside}"))})";
        var each = pairs.Select(pair => $"{pair.Inside} in (select {pair.Outside} from {keys})").ToList();
        return pairs.Count == 1 ? each[0] : string.Join(" and ", each.Append($"({string.Join(", ", pairs.Select(pair => pair.Inside))}) in (select ({string.Join(", ", pairs.Select(pair => pair.Outside))}) from {keys})"));
    }

    private NestedField Find(string column) => columns.FirstOrDefault(field => field.Name.Equals(column, StringComparison.OrdinalIgnoreCase))
        ?? throw new IcebergException(IcebergErrorKind.NotFound, $"{table.Identifier} has no column '{column}', by which its rows are to be changed.");

    /// <summary>Rows that a merge takes away, each with its place, and rows that it adds; columns by their ids.</summary>
    private sealed record Difference(WorkTable Gone, WorkTable Added);
}
