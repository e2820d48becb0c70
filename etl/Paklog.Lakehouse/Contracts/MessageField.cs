using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>A field of a row as the schema inside a message describes it.</summary>
/// <param name="Type">The Iceberg type that holds every value; NUMERIC without precision, intervals, JSON, geometry and structs are text.</param>
/// <param name="Encoding">The encoding that the schema proves; null where it only says text, number or boolean, which the contract knows better.</param>
/// <param name="DefaultJson">The default as JSON in the same encoding, or null.</param>
/// <param name="SchemaName">The logical type, io.debezium.time.MicroTimestamp for instance, or null.</param>
public sealed record MessageField(string Name, IcebergType Type, ColumnEncoding? Encoding, bool Required, string? DefaultJson, string? SchemaName)
{
    /// <summary>The encoding to decode this field with for a column of a contract: what the schema proves, if the column's type can come of it.</summary>
    public ColumnEncoding EncodingFor(ContractColumn column) =>
        Encoding is { } proven && ContractTypes.Allows(column.Type, proven) ? proven : column.Encoding;
}
