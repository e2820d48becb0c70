using System.Buffers.Binary;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql.Arrow;

/// <summary>
/// The rows of one Arrow record batch in the encapsulated message format that Spark sends: a continuation mark, the length of the metadata, the metadata
/// (Message.fbs), the body. The batch does not say what its columns are, so the schema comes from Spark. Values are decoded when a row is asked for.
/// Source: the Arrow columnar format, "Encapsulated message format" and "RecordBatch message".
/// </summary>
internal sealed class RecordBatch
{
    private const byte RecordBatchHeader = 3;
    private readonly StructType schema;
    private readonly ColumnVector[] columns;

    private RecordBatch(StructType schema, ColumnVector[] columns, int length)
    {
        this.schema = schema;
        this.columns = columns;
        Length = length;
    }

    /// <summary>The number of rows.</summary>
    public int Length { get; }

    /// <summary>Whether an encapsulated message is a batch, and not the schema that a stream begins with.</summary>
    public static bool IsRecordBatch(byte[] message) =>
        FlatTable.Root(message.AsSpan(8, BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(4)))).Byte(1) == RecordBatchHeader;

    /// <exception cref="InvalidDataException">The bytes are no record batch, are compressed, or do not hold the columns of <paramref name="schema"/>.</exception>
    public static RecordBatch Read(byte[] message, StructType schema)
    {
        try
        {
            return ReadMessage(message, schema);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"An Arrow batch of {message.Length} bytes does not hold the columns {schema.SimpleString}.", error);
        }
    }

    public IEnumerable<Row> Rows()
    {
        for (int row = 0; row < Length; row++)
        {
            object?[] values = new object?[columns.Length];
            for (int column = 0; column < columns.Length; column++)
                values[column] = columns[column].Get(row);
            yield return new Row(values, schema);
        }
    }

    private static RecordBatch ReadMessage(byte[] message, StructType schema)
    {
        if (message.Length < 8 || BinaryPrimitives.ReadInt32LittleEndian(message) != -1)
            throw new InvalidDataException("What Spark sent does not begin as an Arrow message.");
        int metadataLength = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(4));
        FlatTable header = FlatTable.Root(message.AsSpan(8, metadataLength));
        if (header.Byte(1) != RecordBatchHeader)
            throw new InvalidDataException($"Spark sent an Arrow message of kind {header.Byte(1)} where a record batch (3) was due.");
        FlatTable batch = header.Table(2);
        if (batch.Has(3))
            throw new InvalidDataException("The Arrow batch is compressed, which is not read here: unset spark.sql.execution.arrow.compression.codec.");
        var reader = new VectorReader(message, 8 + metadataLength, batch.Structs(1, 16), batch.Structs(2, 16));
        ColumnVector[] columns = new ColumnVector[schema.Fields.Count];
        for (int index = 0; index < columns.Length; index++)
            columns[index] = reader.Read(schema.Fields[index].DataType, schema.Fields[index].Name);
        return new RecordBatch(schema, columns, checked((int)batch.Int64(0)));
    }
}
