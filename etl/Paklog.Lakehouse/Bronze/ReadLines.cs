using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Lines;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The table of lines that this process has read, one row a line: what <see cref="StagingSql.SelectReadLines"/> stages. Its columns are declared here alone, each with what stands in it.</summary>
internal sealed class ReadLines(DuckDbConnection connection, string heartbeatPrefix)
{
    public const string Table = "read_lines";

    private const int LinesOfBatch = 256;

    private static readonly (string Name, string Type, Action<DuckDbAppender, Row> Append)[] Columns =
    [
        ("file", "varchar", (appender, row) => appender.Append(row.File)),
        ("line_no", "bigint", (appender, row) => appender.AppendOrNull(row.Number)),
        ("line", "varchar", (appender, row) => appender.Append(row.Text)),
        ("kind", "varchar", (appender, row) => appender.Append(row.Line.Kind)),
        ("stated_reason", "varchar", (appender, row) => appender.Append(row.Line.Reason)),
        ("topic", "varchar", (appender, row) => appender.Append(row.Line.Record?.Topic)),
        ("partition", "integer", (appender, row) => appender.AppendOrNull(row.Line.Record?.Partition)),
        ("offset", "bigint", (appender, row) => appender.AppendOrNull(row.Line.Record?.Offset)),
        ("ts", "bigint", (appender, row) => appender.AppendOrNull(row.Line.Record?.Timestamp)),
        ("headers", "varchar", (appender, row) => appender.Append(row.Line.Record?.Headers)),
        ("key", "varchar", (appender, row) => appender.Append(row.Line.Key)),
        ("bare_key", "varchar", (appender, row) => appender.Append(row.Line.BareKey)),
        ("value_schema", "varchar", (appender, row) => appender.Append(row.Line.ValueSchema)),
        ("before", "varchar", (appender, row) => appender.Append(row.Line.Before)),
        ("after", "varchar", (appender, row) => appender.Append(row.Line.After)),
        ("source", "varchar", (appender, row) => appender.Append(row.Line.Source)),
        ("op", "varchar", (appender, row) => appender.Append(row.Line.Op)),
        ("transaction_id", "varchar", (appender, row) => appender.Append(row.Line.TransactionId)),
        ("transaction_order", "bigint", (appender, row) => appender.AppendOrNull(row.Line.TransactionOrder)),
        ("flat_place", "varchar", (appender, row) => appender.Append(row.Line.Place)),
        ("flat_connector", "varchar", (appender, row) => appender.Append(row.Line.Row?.Connector)),
        ("flat_schema", "varchar", (appender, row) => appender.Append(row.Line.Table?.Schema)),
        ("flat_table", "varchar", (appender, row) => appender.Append(row.Line.Table?.Name)),
        ("flat_snapshot", "varchar", (appender, row) => appender.Append(row.Line.Row?.Snapshot)),
        ("flat_file", "varchar", (appender, row) => appender.Append(row.Line.Row?.File)),
        ("flat_pos", "bigint", (appender, row) => appender.AppendOrNull(row.Line.Row?.Pos)),
        ("flat_row", "bigint", (appender, row) => appender.AppendOrNull(row.Line.Row?.Row)),
        ("flat_lsn", "bigint", (appender, row) => appender.AppendOrNull(row.Line.Row?.Lsn)),
        ("flat_txid", "bigint", (appender, row) => appender.AppendOrNull(row.Line.Row?.TxId)),
        ("flat_sequence", "varchar", (appender, row) => appender.Append(row.Line.Row?.Sequence)),
        ("flat_gtid", "varchar", (appender, row) => appender.Append(row.Line.Row?.Gtid)),
        ("flat_ts_us", "bigint", (appender, row) => appender.AppendOrNull(row.Line.Row?.Time)),
        ("blind", "boolean", (appender, row) => appender.AppendOrNull(!row.Line.Row?.CanTellDelete)),
        ("event_id_header", "varchar", (appender, row) => appender.Append(row.Line.EventId)),
        ("event_type", "varchar", (appender, row) => appender.Append(row.Line.EventType)),
    ];

    /// <summary>Makes the table anew, empty.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"create or replace temp table {Table} ({string.Join(", ", Columns.Select(column => $"\"{column.Name}\" {column.Type}"))})", cancellationToken);

    /// <summary>Reads a file line by line. A line that is dead comes with its bytes.</summary>
    /// <param name="keepLines">Whether the others come with theirs too.</param>
    public void Append(InputFile file, bool keepLines, CancellationToken cancellationToken) => Append(Lines(file), keepLines, cancellationToken);

    /// <summary>Takes lines that were read elsewhere.</summary>
    public void Append(IEnumerable<NumberedLine> lines, bool keepLines, CancellationToken cancellationToken)
    {
        using var appender = connection.CreateAppender(Table);
        try
        {
            foreach (var row in Rows(lines, keepLines, cancellationToken))
            {
                foreach (var (_, _, append) in Columns)
                    append(appender, row);
                appender.EndRow();
            }
        }
        catch (AggregateException several)
        {
            // What the threads throw, the reading of the file included, comes in one.
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }

        appender.Close();
    }

    /// <summary>The rows of the lines, which several threads take apart.</summary>
    private IEnumerable<Row> Rows(IEnumerable<NumberedLine> lines, bool keepLines, CancellationToken cancellationToken)
    {
        var batches = Partitioner.Create(lines.Chunk(LinesOfBatch), EnumerablePartitionerOptions.NoBuffering);
        return batches.AsParallel().WithCancellation(cancellationToken).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(batch => Array.ConvertAll(batch, line => RowOf(line, keepLines))).AsEnumerable().SelectMany(rows => rows);
    }

    private Row RowOf(NumberedLine line, bool keepLines)
    {
        if (line.IsDamaged)
            return new Row(line.File, line.Number, Convert.ToBase64String(line.Bytes), ReadLine.Damaged);
        var read = ReadLine.Of(line.Bytes, heartbeatPrefix);
        var text = read.Kind == MessageKind.NotUtf8 ? Convert.ToBase64String(line.Bytes)
            : keepLines || read.Kind.StartsWith("dead:", StringComparison.Ordinal) ? Encoding.UTF8.GetString(line.Bytes) : null;
        return new Row(line.File, line.Number, text, read);
    }

    private static IEnumerable<NumberedLine> Lines(InputFile file)
    {
        using var lines = LineReader.Read(file.Path, file.Compressed).GetEnumerator();
        while (true)
        {
            NumberedLine? line;
            try
            {
                line = lines.MoveNext() ? new NumberedLine(file.Path, lines.Current.Number, lines.Current.Bytes.ToArray()) : null;
            }
            catch (DamagedInputException damage)
            {
                line = new NumberedLine(file.Path, damage.Line, damage.Rest) { IsDamaged = true };
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw InputFileException.Unreadable(file.Path, error);
            }
            catch (OverflowException error)
            {
                throw new InputFileException(file.Path, $"The file '{file.Path}' has a line that is longer than a gigabyte; Debezium's JSON is one record a line.", error);
            }

            if (line is { } found)
                yield return found;
            if (line is not { IsDamaged: false })
                yield break;
        }
    }

    private readonly record struct Row(string File, long Number, string? Text, ReadLine Line);
}

/// <summary>A line, and where it stands.</summary>
internal readonly record struct NumberedLine(string File, long Number, byte[] Bytes)
{
    /// <summary>What is there of a line in which the file's compressed data ends.</summary>
    public bool IsDamaged { get; init; }
}

/// <summary>Values that may be missing.</summary>
internal static class AppenderValues
{
    public static void AppendOrNull(this DuckDbAppender appender, long? value)
    {
        if (value is { } stated)
            appender.Append(stated);
        else
            appender.AppendNull();
    }

    public static void AppendOrNull(this DuckDbAppender appender, bool? value)
    {
        if (value is { } stated)
            appender.Append(stated);
        else
            appender.AppendNull();
    }
}
