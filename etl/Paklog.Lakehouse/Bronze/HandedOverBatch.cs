using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// The staging for an engine outside of this process. It reads files of envelopes itself (<see cref="IEnvelopeReader"/>); lines of which it cannot tell come back, and are staged here as ever with all other files. Either side's rows go to
/// the other by way of files in the warehouse, which is what both reach. They belong to no table, and the landing discards them after each batch with what else it did not commit; those of a process that died are orphans as any.
/// </summary>
internal sealed class HandedOverBatch(Workspace workspace, StagedBatch local, StagingNames names) : IStaging
{
    private const string NotRead = "(kind = 'other' or starts_with(kind, 'dead:'))";

    private readonly IEngine engine = workspace.Engine;

    /// <summary>One folder for all batches; its name is that of a table's folder, so that orphans are found in it.</summary>
    private readonly string location = EntryName.DefaultLocation(workspace.Transactions.Warehouse, new TableIdentifier("bronze", "_staged"), Guid.Empty);

    /// <summary>What the engine has read itself; <see cref="Table"/> is a view of it and of what was handed over.</summary>
    private WorkTable? read;

    private WorkTable? table;

    public WorkTable Table => table ?? throw new InvalidOperationException("Nothing is staged.");

    /// <summary>From 0 for rows that were handed over, below for those that the engine has read.</summary>
    public string RowId => "row_id";

    public async Task StageAsync(IReadOnlyList<InputFile> files, IReadOnlyCollection<string> lineByLine, CancellationToken cancellationToken)
    {
        await ClearAsync(cancellationToken);
        var own = files.Where(file => engine.Envelopes?.Reads(file) == true && !lineByLine.Contains(file.Path)).ToList();
        var back = own.Count == 0 ? [] : await ReadAsync(own, cancellationToken);
        if (back is null)
            (own, back) = ([], []);
        var exact = await local.StageAsync([.. files.Except(own)], lineByLine, back, cancellationToken);
        foreach (var file in files)
            file.RequireUnchanged();
        var handed = $"select * from {(await HandOverAsync(cancellationToken)).Sql}";
        var others = exact.Count == 0 ? "" : $" and file not in ({string.Join(", ", exact.Select(file => DuckDbLiteral.Quote(file.Path)))})";
        table = await engine.Sql.ViewAsync("staged", own.Count == 0 ? handed : $"select * from {read} where not {NotRead}{others} union all by name {handed}", cancellationToken);
    }

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        foreach (var work in (WorkTable?[])[table, read])
        {
            if (work is not null)
                await engine.Sql.DropAsync(work, cancellationToken);
        }

        (table, read) = (null, null);
    }

    /// <summary>Lets the engine read files.</summary>
    /// <returns>The lines that it could not, by the form of their files; null where it did not get through a file, of which only this process can say what it is worth.</returns>
    private async Task<IReadOnlyList<LinesOfFiles>?> ReadAsync(IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
    {
        var forms = files.GroupBy(file => file.Form).ToList();
        var staged = forms.Select((form, index) =>
            $"select * replace (null::bigint as line_no), -1 - (line_no * {forms.Count} + {index}) as {RowId} from ({StagingSql.SelectRead(engine.Envelopes!.Read(form.Key, [.. form]), names)})");
        read = await engine.Sql.KeepAsync("staged_by_engine", string.Join(" union all by name ", staged), cancellationToken);
        try
        {
            if (!await engine.Sql.AnyAsync($"{read} where {NotRead}", cancellationToken))
                return [];
        }
        catch (UnreadableFileException)
        {
            return null;
        }

        var schema = new SchemaBuilder().Optional("file", Iceberg.Types.IcebergType.String).Optional("line", Iceberg.Types.IcebergType.String).Build();
        var written = await engine.Writer.WriteAsync(Target(schema), $"select file, line from {read} where {NotRead}", cancellationToken);
        var lines = await workspace.Embedded.Reader.ReadAsync(ColumnProjection.OfOwn(schema), [.. written.Select(Whole)], false, cancellationToken);
        return [.. forms.Select(form => new LinesOfFiles(form.Key, [.. form], lines.Sql))];
    }

    /// <summary>Gives the rows that were staged here to the engine.</summary>
    private async Task<TableRelation> HandOverAsync(CancellationToken cancellationToken)
    {
        // The lines that came back are staged.
        await engine.Writer.Uncommitted.DiscardAsync();
        var rows = $"select *, {local.RowId} as {RowId} from {local.Table}";
        var schema = await workspace.Embedded.Sql.DescribeAsync(rows, cancellationToken);
        var written = await workspace.Embedded.Writer.WriteAsync(Target(schema), rows, cancellationToken);
        await local.ClearAsync(cancellationToken);
        await workspace.Embedded.Files.CompleteAsync();
        return await engine.Reader.ReadAsync(ColumnProjection.OfOwn(schema), [.. written.Select(Whole)], false, cancellationToken);
    }

    private WriteTarget Target(Schema schema) => new(new TableIdentifier("bronze", "_staged"), schema, PartitionSpec.Unpartitioned, location, WriteTarget.DefaultCodec);

    private static FileScanTask Whole(DataFile file) => new(file, 0, [], []);
}
