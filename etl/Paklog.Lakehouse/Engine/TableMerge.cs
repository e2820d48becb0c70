using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Runs;

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
        var nothing = string.Join(", ", columns.Select(field => $"CAST(NULL AS {DuckDbTypes.Name(field.Type)}) AS {DuckDbIdentifier.Quote(field.Name)}"));
        return await MergeAsync($"(SELECT {nothing} WHERE false)", keys, key, Expression.AlwaysTrue, null, cancellationToken);
    }

    /// <summary>
    /// Makes the rows of certain keys equal to <paramref name="rows"/>.
    /// </summary>
    /// <param name="rows">A relation with the table's columns: all rows that the keys should have.</param>
    /// <param name="keys">A relation with the columns <paramref name="key"/>: which keys are concerned; null for the whole table.</param>
    /// <param name="filter">A filter that every row of these keys passes, by which files are left out.</param>
    /// <param name="keep">A name under which the rows that went and came stay as temporary tables, see <see cref="Gone"/> and <see cref="Added"/>; null when nobody asks for them.</param>
    public async Task<MergeDelta> MergeAsync(string rows, string? keys, IReadOnlyList<string> key, Expression filter, string? keep, CancellationToken cancellationToken)
    {
        var target = await engine.Reader.ReadAsync(table.NewScan(engine.Reader.Manifests, filter: filter), true, cancellationToken);
        var all = columns.Select(Name).ToList();
        var names = string.Join(", ", all);
        var typed = string.Join(", ", columns.Select(field => $"CAST({DuckDbIdentifier.Quote(field.Name)} AS {DuckDbTypes.Name(field.Type)}) AS {Name(field)}"));
        var concerned = keys is null ? "" : $" WHERE {Among("t", key, keys)}";
        await ExecuteAsync($"CREATE OR REPLACE TEMP TABLE merge_old AS SELECT * FROM {Placed(target)} t{concerned}", cancellationToken);
        await ExecuteAsync($"CREATE OR REPLACE TEMP TABLE merge_new AS SELECT {typed} FROM {rows}", cancellationToken);
        await CompareAsync(names, all, cancellationToken);
        if (!IsExact(names))
        {
            // Some row stands several times: the copies are numbered, so that each counts.
            foreach (var side in (string[])["merge_old", "merge_new"])
                await ExecuteAsync($"CREATE OR REPLACE TEMP TABLE {side} AS SELECT *, row_number() OVER (PARTITION BY {names}) AS {CopyColumn} FROM {side}", cancellationToken);
            await CompareAsync(names, [.. all, CopyColumn], cancellationToken);
        }

        var delta = await WriteAsync(target, names, cancellationToken);
        foreach (var work in (string[])["merge_old", "merge_new"])
            await ExecuteAsync($"DROP TABLE {work}", cancellationToken);
        foreach (var (work, kept) in ((string, string?)[])[("merge_gone", keep is null ? null : Gone(keep)), ("merge_added", keep is null ? null : Added(keep))])
            await ExecuteAsync(kept is null ? $"DROP TABLE {work}" : $"ALTER TABLE {work} RENAME TO {kept}", cancellationToken);
        return delta;
    }

    /// <summary>The temporary table of the rows that a merge took away: the table's columns by their ids, and where each stood.</summary>
    public static string Gone(string kept) => kept + "_gone";

    /// <summary>The temporary table of the rows that a merge added, its columns by their ids.</summary>
    public static string Added(string kept) => kept + "_added";

    /// <summary>The rows that a merge kept, with the table's columns.</summary>
    public TableChange Kept(string kept) => new($"(SELECT {Own} FROM {Gone(kept)})", $"(SELECT {Own} FROM {Added(kept)})");

    /// <summary>The columns of a work table under the names that they have outside.</summary>
    private string Own => string.Join(", ", columns.Select(column => $"{Name(column)} AS {DuckDbIdentifier.Quote(column.Name)}"));

    private static string Name(NestedField field) => TableReader.ColumnName(field.Id);

    /// <summary>Rows of the table by the ids of its columns, each with its place.</summary>
    private string Placed(TableRelation relation)
    {
        var ids = columns.Select(field => $"{DuckDbIdentifier.Quote(field.Name)} AS {Name(field)}");
        return $"(SELECT {string.Join(", ", ids)}, {ColumnSql.Free(columns, TableReader.FileColumn)} AS {FileColumn}, {ColumnSql.Free(columns, TableReader.PositionColumn)} AS {PositionColumn} FROM {relation.Sql})";
    }

    /// <summary>Finds the rows of merge_old that go and the rows of merge_new that are missing.</summary>
    private async Task CompareAsync(string names, IReadOnlyList<string> compared, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            $"CREATE OR REPLACE TEMP TABLE merge_gone AS SELECT {names}, {FileColumn}, {PositionColumn} FROM merge_old o ANTI JOIN merge_new n ON {Equal("n", "o", compared)}",
            cancellationToken);
        await ExecuteAsync($"CREATE OR REPLACE TEMP TABLE merge_added AS SELECT {names} FROM merge_new n ANTI JOIN merge_old o ON {Equal("o", "n", compared)}", cancellationToken);
    }

    /// <summary>Whether old - gone + added = new as multisets, by number and sum of hashes: the comparison alone does not see how often a row stands on each side.</summary>
    private bool IsExact(string names)
    {
        using var sums = sql.Query($"""
            SELECT (o.n - g.n + a.n = w.n) AND (o.h - g.h + a.h = w.h) FROM
                (SELECT count(*) AS n, coalesce(sum(hash({names})), 0) AS h FROM merge_old) o, (SELECT count(*) AS n, coalesce(sum(hash({names})), 0) AS h FROM merge_gone) g,
                (SELECT count(*) AS n, coalesce(sum(hash({names})), 0) AS h FROM merge_added) a, (SELECT count(*) AS n, coalesce(sum(hash({names})), 0) AS h FROM merge_new) w
            """);
        return sums.Read() && sums.GetBoolean(0);
    }

    private async Task<MergeDelta> WriteAsync(TableRelation target, string names, CancellationToken cancellationToken)
    {
        var gone = await GoneAsync(cancellationToken);
        var files = target.Files.Where(file => gone.ContainsKey(engine.Reader.FileNameOf(file.DataFile.FilePath))).ToList();
        var rewritten = files.Where(file => !engine.Writer.WritesPositionDeletes || IsRewritten(file.DataFile, gone[engine.Reader.FileNameOf(file.DataFile.FilePath)])).ToList();
        var write = WriteTarget.Of(table) with { Order = Order };
        var deletes = new List<DataFile>();
        foreach (var file in files.Except(rewritten))
            deletes.Add(await DeleteAsync(write, file, cancellationToken));
        var kept = await engine.Reader.ReadAsync(table.Metadata.CurrentSchema, rewritten, withPosition: true, cancellationToken);
        var added = await engine.Writer.WriteAsync(
            write,
            $"SELECT {Own} FROM (SELECT {names} FROM merge_added UNION ALL SELECT {names} FROM {Placed(kept)} r WHERE (r.{FileColumn}, r.{PositionColumn}) NOT IN (SELECT ({FileColumn}, {PositionColumn}) FROM merge_gone))",
            cancellationToken);
        var rowsAdded = (long)sql.QueryScalar("SELECT count(*) FROM merge_added")!;
        return new MergeDelta(added, [.. rewritten.Select(file => file.DataFile)], deletes, rowsAdded, gone.Values.Sum());
    }

    private async Task<DataFile> DeleteAsync(WriteTarget write, FileScanTask file, CancellationToken cancellationToken)
    {
        await sql.ExecuteAsync("SET VARIABLE merge_location = $1", [file.DataFile.FilePath], cancellationToken);
        await sql.ExecuteAsync("SET VARIABLE merge_path = $1", [engine.Reader.FileNameOf(file.DataFile.FilePath)], cancellationToken);
        return await engine.Writer.WritePositionDeletesAsync(
            write,
            file.DataFile,
            $"SELECT getvariable('merge_location') AS file_path, {PositionColumn} AS pos FROM merge_gone WHERE {FileColumn} = getvariable('merge_path')",
            cancellationToken) ?? throw new InvalidOperationException($"No row of {file.DataFile.FilePath} was to be deleted.");
    }

    private async Task<Dictionary<string, long>> GoneAsync(CancellationToken cancellationToken)
    {
        var gone = new Dictionary<string, long>();
        using var result = await sql.QueryAsync($"SELECT {FileColumn}, count(*) FROM merge_gone GROUP BY ALL", cancellationToken);
        while (result.Read())
            gone.Add(result.GetString(0), result.GetInt64(1));
        return gone;
    }

    /// <summary>
    /// The condition that a row's key is one of those in a relation. IN lets DuckDB pass over row groups without such keys; it finds no NULL, so keys with NULLs are compared otherwise.
    /// </summary>
    private string Among(string row, IReadOnlyList<string> key, string keys)
    {
        var pairs = key.Select(column => (Outside: DuckDbIdentifier.Quote(column), Inside: $"{row}.{Name(Find(column))}")).ToList();
        if (sql.QueryScalar($"SELECT 1 FROM {keys} WHERE {string.Join(" OR ", pairs.Select(pair => pair.Outside + " IS NULL"))} LIMIT 1") is not null)
            return $"EXISTS (SELECT 1 FROM {keys} k WHERE {string.Join(" AND ", pairs.Select(pair => $"k.{pair.Outside} IS NOT DISTINCT FROM {pair.Inside}"))})";
        var each = pairs.Select(pair => $"{pair.Inside} IN (SELECT {pair.Outside} FROM {keys})").ToList();
        return pairs.Count == 1 ? each[0] : string.Join(" AND ", each.Append($"({string.Join(", ", pairs.Select(pair => pair.Inside))}) IN (SELECT ({string.Join(", ", pairs.Select(pair => pair.Outside))}) FROM {keys})"));
    }

    private NestedField Find(string column) => columns.FirstOrDefault(field => field.Name.Equals(column, StringComparison.OrdinalIgnoreCase))
        ?? throw new IcebergException(IcebergErrorKind.NotFound, $"{table.Identifier} has no column '{column}', by which its rows are to be changed.");

    private static string Equal(string left, string right, IEnumerable<string> names) => string.Join(" AND ", names.Select(name => $"{left}.{name} IS NOT DISTINCT FROM {right}.{name}"));

    private Task ExecuteAsync(string statement, CancellationToken cancellationToken) => sql.ExecuteAsync(statement, cancellationToken);
}
