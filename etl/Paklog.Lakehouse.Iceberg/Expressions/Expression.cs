using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>
/// A filter of rows, by which files and manifests that cannot hold matching rows are left out of a scan. Literals are represented as
/// <see cref="Types.IcebergValue"/> says.
/// </summary>
public abstract record Expression
{
    public static Expression AlwaysTrue { get; } = new Constant(true);

    public static Expression AlwaysFalse { get; } = new Constant(false);

    public static Expression IsNull(string column) => new Predicate(Operation.IsNull, column, []);

    public static Expression NotNull(string column) => new Predicate(Operation.NotNull, column, []);

    public static Expression IsNaN(string column) => new Predicate(Operation.IsNaN, column, []);

    public static Expression NotNaN(string column) => new Predicate(Operation.NotNaN, column, []);

    public static Expression LessThan(string column, object literal) => new Predicate(Operation.LessThan, column, [literal]);

    public static Expression LessThanOrEqual(string column, object literal) => new Predicate(Operation.LessThanOrEqual, column, [literal]);

    public static Expression GreaterThan(string column, object literal) => new Predicate(Operation.GreaterThan, column, [literal]);

    public static Expression GreaterThanOrEqual(string column, object literal) => new Predicate(Operation.GreaterThanOrEqual, column, [literal]);

    public static Expression Equal(string column, object literal) => new Predicate(Operation.Equal, column, [literal]);

    public static Expression NotEqual(string column, object literal) => new Predicate(Operation.NotEqual, column, [literal]);

    public static Expression In(string column, IEnumerable<object> literals) => new Predicate(Operation.In, column, [.. literals]);

    public static Expression NotIn(string column, IEnumerable<object> literals) => new Predicate(Operation.NotIn, column, [.. literals]);

    public static Expression StartsWith(string column, string prefix) => new Predicate(Operation.StartsWith, column, [prefix]);

    public static Expression NotStartsWith(string column, string prefix) => new Predicate(Operation.NotStartsWith, column, [prefix]);

    /// <summary>Both; constants are folded away.</summary>
    public Expression And(Expression other) => (this, other) switch
    {
        (Constant { Value: true }, _) => other,
        (_, Constant { Value: true }) => this,
        (Constant, _) or (_, Constant) => AlwaysFalse,
        _ => new And(this, other),
    };

    /// <summary>Either; constants are folded away.</summary>
    public Expression Or(Expression other) => (this, other) switch
    {
        (Constant { Value: false }, _) => other,
        (_, Constant { Value: false }) => this,
        (Constant, _) or (_, Constant) => AlwaysTrue,
        _ => new Or(this, other),
    };

    public Expression Not() => new Not(this);

    /// <summary>The expression over field ids, without Not.</summary>
    /// <exception cref="IcebergException">NotFound for an unknown column; ValidationFailed when a column or literal does not suit the operation.</exception>
    public Expression Bind(Schema schema) => Binder.Bind(this, schema, negated: false);

    /// <summary>Whether a bound expression holds when its predicates are judged so.</summary>
    internal bool Holds(Func<BoundPredicate, bool> judge) => this switch
    {
        Constant constant => constant.Value,
        And both => both.Left.Holds(judge) && both.Right.Holds(judge),
        Or either => either.Left.Holds(judge) || either.Right.Holds(judge),
        BoundPredicate predicate => judge(predicate),
        _ => throw new InvalidOperationException($"The expression {this} is not bound to a schema."),
    };
}
