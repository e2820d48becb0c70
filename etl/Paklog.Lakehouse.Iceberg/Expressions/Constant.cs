namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>All rows or none.</summary>
public sealed record Constant(bool Value) : Expression;
