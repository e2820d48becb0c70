namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>Rows that match either.</summary>
public sealed record Or(Expression Left, Expression Right) : Expression;
