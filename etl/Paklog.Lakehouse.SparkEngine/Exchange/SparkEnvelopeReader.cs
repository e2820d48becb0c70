using System.Text.RegularExpressions;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Sources;
using Paklog.Lakehouse.SparkEngine.Sessions;

namespace Paklog.Lakehouse.SparkEngine.Exchange;

/// <summary>Reads files of envelopes by Spark's text source: in pieces, on the executors, which have to reach them under the path that the driver knows.</summary>
internal sealed partial class SparkEnvelopeReader(SparkSqlSession session) : IEnvelopeReader
{
    /// <summary>
    /// Files of other names are patterns to Spark, come back from it in another spelling, are passed over as hidden, or are not uncompressed, which goes by the ending. Of other forms each line is classified for itself.
    /// </summary>
    public bool Reads(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Form.Wrapped && file.Form.Value is ValueForm.Envelope or ValueForm.SchemaEnvelope && !file.HasLongLine
            && PlainPath().IsMatch(file.Path) && file.Compressed == file.Path.EndsWith(".gz", StringComparison.Ordinal);
    }

    public string Read(RecordForm form, IReadOnlyList<InputFile> files)
    {
        ArgumentNullException.ThrowIfNull(form);
        return session.Bind(
            spark =>
            {
                // Left to itself Spark ends a line at a carriage return too, and a cluster may be set to pass over files that it cannot read. The numbers of rows are the same whenever they are read again.
                var lines = spark.Read().Option("lineSep", "\n").Option("ignoreCorruptFiles", false).Option("ignoreMissingFiles", false).Text([.. files.Select(file => "file://" + file.Path)])
                    .SelectExpr("regexp_replace(_metadata.file_path, '^file:/+', '/') as file", "monotonically_increasing_id() as row_no", "value as line").Filter("startswith(line, '{') or trim(both ' \\t\\r' from line) <> ''");
                return EnvelopeSql.Steps(form).Aggregate(lines, (frame, step) => frame.SelectExpr([.. step]));
            },
            IEnvelopeReader.Columns,
            files.Sum(file => file.Bytes));
    }

    [GeneratedRegex("^(/[A-Za-z0-9_.=-]+)*/[A-Za-z0-9][A-Za-z0-9_.=-]*$")]
    private static partial Regex PlainPath();
}
