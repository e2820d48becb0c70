namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>A condition on a column, named by its path.</summary>
public sealed record Predicate(Operation Operation, string Column, IReadOnlyList<object> Literals) : Expression;
