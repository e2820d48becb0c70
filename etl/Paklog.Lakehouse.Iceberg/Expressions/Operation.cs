namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>What a predicate asks of a column. Every operation but IsNull is false or unknown for null, as in SQL.</summary>
public enum Operation
{
    IsNull,
    NotNull,
    IsNaN,
    NotNaN,
    LessThan,
    LessThanOrEqual,
    GreaterThan,
    GreaterThanOrEqual,
    Equal,
    NotEqual,
    In,
    NotIn,
    StartsWith,
    NotStartsWith,
}
