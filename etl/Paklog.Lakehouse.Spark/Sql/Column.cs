using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql.Expressions;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// An expression over the columns of a data frame. It is a description until a <see cref="DataFrame"/> takes it; errors in it are found there.
/// Where a method takes an object, that is another column or a literal (<see cref="Functions.Lit"/>).
/// </summary>
public sealed partial class Column
{
    internal Column(JvmExpression expression) => Expression = expression;

    internal Column(JvmObject made, string text)
        : this(new JvmExpression(made, text))
    {
    }

    internal JvmExpression Expression { get; }

    public Column EqualTo(object? rhs) => Apply("equalTo", rhs);

    public Column NotEqual(object? rhs) => Apply("notEqual", rhs);

    public Column Gt(object? rhs) => Apply("gt", rhs);

    public Column Lt(object? rhs) => Apply("lt", rhs);

    public Column Leq(object? rhs) => Apply("leq", rhs);

    public Column Geq(object? rhs) => Apply("geq", rhs);

    /// <summary>Equality in which null equals null.</summary>
    public Column EqNullSafe(object? obj) => Apply("eqNullSafe", obj);

    /// <summary>A further condition of <see cref="Functions.When"/>.</summary>
    public Column When(Column condition, object? value) => Apply("when", condition, value);

    /// <summary>What <see cref="Functions.When"/> gives where no condition holds; without it, null.</summary>
    public Column Otherwise(object? value) => Apply("otherwise", value);

    /// <summary>Whether the value is in a range, both ends included.</summary>
    public Column Between(object? lowerBound, object? upperBound) => Apply("between", lowerBound, upperBound);

    public Column IsNaN() => Apply("isNaN");

    public Column IsNull() => Apply("isNull");

    public Column IsNotNull() => Apply("isNotNull");

    public Column Or(Column other) => Apply("or", other);

    public Column And(Column other) => Apply("and", other);

    public Column Plus(object? rhs) => Apply("plus", rhs);

    public Column Minus(object? rhs) => Apply("minus", rhs);

    public Column Multiply(object? rhs) => Apply("multiply", rhs);

    public Column Divide(object? rhs) => Apply("divide", rhs);

    public Column Mod(object? rhs) => Apply("mod", rhs);

    public Column Like(string literal) => Apply("like", literal);

    public Column ILike(string literal) => Apply("ilike", literal);

    public Column RLike(string literal) => Apply("rlike", literal);

    /// <summary>An element of an array by its ordinal from 0, or of a map by its key.</summary>
    public Column GetItem(object? key) => Apply("getItem", key);

    public Column GetField(string fieldName) => Apply("getField", fieldName);

    public Column WithField(string fieldName, Column column) => Apply("withField", fieldName, column);

    public Column DropFields(params string[] fieldNames) => Apply("dropFields", (object)fieldNames);

    /// <summary>A part of text or bytes, from position 1.</summary>
    public Column SubStr(Column startPos, Column len) => Apply("substr", startPos, len);

    /// <inheritdoc cref="SubStr(Column, Column)"/>
    public Column SubStr(int startPos, int len) => Apply("substr", startPos, len);

    public Column Contains(object? other) => Apply("contains", other);

    public Column StartsWith(Column other) => Apply("startsWith", other);

    public Column StartsWith(string literal) => Apply("startsWith", literal);

    public Column EndsWith(Column other) => Apply("endsWith", other);

    public Column EndsWith(string literal) => Apply("endsWith", literal);

    public Column Alias(string alias) => Apply("alias", alias);

    public Column As(string alias) => Apply("as", alias);

    /// <summary>Names for an expression that gives several columns.</summary>
    public Column As(IEnumerable<string> alias) => Apply("as", alias);

    /// <inheritdoc cref="GetItem"/>
    public Column Apply(object? extraction) => Apply("apply", extraction);

    public Column Name(string alias) => Apply("name", alias);

    /// <summary>Another type, by its name in SQL.</summary>
    public Column Cast(string to) => Apply("cast", to);

    public Column Desc() => Apply("desc");

    public Column DescNullsFirst() => Apply("desc_nulls_first");

    public Column DescNullsLast() => Apply("desc_nulls_last");

    public Column Asc() => Apply("asc");

    public Column AscNullsFirst() => Apply("asc_nulls_first");

    public Column AscNullsLast() => Apply("asc_nulls_last");

    public Column BitwiseOR(object? other) => Apply("bitwiseOR", other);

    public Column BitwiseAND(object? other) => Apply("bitwiseAND", other);

    public Column BitwiseXOR(object? other) => Apply("bitwiseXOR", other);

    /// <summary>The expression computed over a window.</summary>
    public Column Over(WindowSpec window) => Apply("over", window);

    /// <summary>The expression computed over all rows.</summary>
    public Column Over() => Apply("over");

    public Column IsIn(params string[] list) => Apply("isin", (object)list);

    public Column IsIn(params int[] list) => Apply("isin", list);

    public Column IsIn(params long[] list) => Apply("isin", list);

    public Column IsIn(params bool[] list) => Apply("isin", list);

    public Column IsIn(params short[] list) => Apply("isin", list);

    public Column IsIn(params float[] list) => Apply("isin", list);

    public Column IsIn(params double[] list) => Apply("isin", list);

    public Column IsIn(params decimal[] list) => Apply("isin", list);

    public Column IsIn(params DateOnly[] list) => Apply("isin", list);

    /// <summary>Whether it is the same object: <c>==</c> makes a column that compares values.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>How the column was described; Spark is not asked.</summary>
    public override string ToString() => Expression.ToString();

    private Column Apply(string method, params object?[] arguments) => new(new JvmExpression(Expression, method, arguments));
}
