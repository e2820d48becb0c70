using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Engine;

/// <summary>Reads files of Debezium's envelopes by an engine itself. Of a line it gives what the embedded engine would; where it cannot tell, it gives the text alone.</summary>
public interface IEnvelopeReader
{
    /// <summary>Members of <c>source</c> that are taken as texts.</summary>
    static IReadOnlyList<string> SourceTexts { get; } = ["connector", "name", "db", "schema", "table", "snapshot", "file", "sequence", "gtid"];

    /// <summary>Members of <c>source</c> that are integers of 64 bits.</summary>
    static IReadOnlyList<string> SourceNumbers { get; } = ["pos", "row", "lsn", "txId", "ts_ms", "ts_us", "ts_ns"];

    /// <summary>
    /// The columns of what is read, one row a line that is not blank: the file's path; a number from 0 that no other row of the relation has; the line, and whether it was read; then the parts of the record and of the envelope, JSON as
    /// it stands in the line, and the members of <c>source</c> as the struct <c>s</c>. A line that was read and has no <c>op</c> is a tombstone.
    /// </summary>
    static IReadOnlyList<NestedField> Columns { get; } =
    [
        Column("file", IcebergType.String), Column("row_no", IcebergType.Long), Column("line", IcebergType.String), Column("read", IcebergType.Boolean),
        Column("topic", IcebergType.String), Column("partition", IcebergType.Int), Column("offset", IcebergType.Long), Column("ts", IcebergType.Long), Column("headers", IcebergType.String),
        Column("key", IcebergType.String), Column("value_schema", IcebergType.String), Column("before", IcebergType.String), Column("after", IcebergType.String), Column("source", IcebergType.String),
        Column("op", IcebergType.String), Column("transaction_id", IcebergType.String), Column("transaction_order", IcebergType.Long),
        Column("s", new StructType([.. SourceTexts.Select(name => Column(name, IcebergType.String)), .. SourceNumbers.Select(name => Column(name, IcebergType.Long))])),
    ];

    /// <summary>Whether it can be asked for a file of this name, form and compression.</summary>
    bool Reads(InputFile file);

    /// <summary>A relation of the lines of some files of one form. They are read with the statements that name it, which throw an <see cref="UnreadableFileException"/> where the engine does not get through a file.</summary>
    string Read(RecordForm form, IReadOnlyList<InputFile> files);

    private static NestedField Column(string name, IcebergType type) => NestedField.Optional(0, name, type);
}
