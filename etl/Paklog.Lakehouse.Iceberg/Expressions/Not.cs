namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>Rows for which the inner expression is false; binding moves it into the predicates.</summary>
public sealed record Not(Expression Inner) : Expression;
