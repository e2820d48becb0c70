namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Sums, differences and products of some operands, NULL where one of these is NULL or where a result has no place in its type.</summary>
internal sealed record UncheckedArithmetic(string Sql, IReadOnlyList<string> Operands);
