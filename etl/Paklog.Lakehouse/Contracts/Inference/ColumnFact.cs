using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>What one source of knowledge says of a column.</summary>
/// <param name="Default">The default as a text of the type, for rows older than the column; null when there is none or it is not known.</param>
/// <param name="Guess">What is not certain about it, or null.</param>
internal sealed record ColumnFact(string Name, IcebergType Type, ColumnEncoding Encoding, bool Required, string? Default, string? Guess);
