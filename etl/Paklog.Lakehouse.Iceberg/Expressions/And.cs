namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>Rows that match both.</summary>
public sealed record And(Expression Left, Expression Right) : Expression;
