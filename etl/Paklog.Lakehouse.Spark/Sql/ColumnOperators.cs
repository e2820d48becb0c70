namespace Paklog.Lakehouse.Spark.Sql;

// The operators of Microsoft.Spark. && and || cannot be had: & and | are what they are there, so comparisons around them need parentheses.
public sealed partial class Column
{
    public static Column operator -(Column self) => Functions.Call("negate", self);

    public static Column operator !(Column self) => Functions.Call("not", self);

    public static Column operator ==(Column lhs, object? rhs) => lhs.EqualTo(rhs);

    public static Column operator !=(Column lhs, object? rhs) => lhs.NotEqual(rhs);

    public static Column operator >(Column lhs, object? rhs) => lhs.Gt(rhs);

    public static Column operator <(Column lhs, object? rhs) => lhs.Lt(rhs);

    public static Column operator <=(Column lhs, object? rhs) => lhs.Leq(rhs);

    public static Column operator >=(Column lhs, object? rhs) => lhs.Geq(rhs);

    public static Column operator |(Column lhs, Column rhs) => lhs.Or(rhs);

    public static Column operator &(Column lhs, Column rhs) => lhs.And(rhs);

    public static Column operator +(Column lhs, object? rhs) => lhs.Plus(rhs);

    public static Column operator -(Column lhs, object? rhs) => lhs.Minus(rhs);

    public static Column operator *(Column lhs, object? rhs) => lhs.Multiply(rhs);

    public static Column operator /(Column lhs, object? rhs) => lhs.Divide(rhs);

    public static Column operator %(Column lhs, object? rhs) => lhs.Mod(rhs);
}
