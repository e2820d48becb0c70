using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>Finds the columns of predicates, brings literals to the columns' types and moves Not into the predicates.</summary>
internal static class Binder
{
    internal static Expression Bind(Expression expression, Schema schema, bool negated) => expression switch
    {
        Constant constant => constant.Value != negated ? Expression.AlwaysTrue : Expression.AlwaysFalse,
        Not inverse => Bind(inverse.Inner, schema, !negated),
        And both when !negated => Bind(both.Left, schema, false).And(Bind(both.Right, schema, false)),
        And both => Bind(both.Left, schema, true).Or(Bind(both.Right, schema, true)),
        Or either when !negated => Bind(either.Left, schema, false).Or(Bind(either.Right, schema, false)),
        Or either => Bind(either.Left, schema, true).And(Bind(either.Right, schema, true)),
        Predicate predicate => BindPredicate(predicate, negated ? Negate(predicate.Operation) : predicate.Operation, schema),
        _ => throw new InvalidOperationException($"The expression {expression} is bound already."),
    };

    private static Expression BindPredicate(Predicate predicate, Operation operation, Schema schema)
    {
        var field = schema.GetField(predicate.Column);
        if (!field.Type.IsPrimitive || IsInsideListOrMap(schema, predicate.Column))
        {
            throw Refused($"The column '{predicate.Column}' of type {field.Type} cannot be filtered on: only primitive columns outside lists and maps can.");
        }

        if (operation is Operation.StartsWith or Operation.NotStartsWith && field.Type.TypeId != TypeId.String)
        {
            throw Refused($"The column '{predicate.Column}' of type {field.Type} cannot start with a text.");
        }

        var literals = predicate.Literals.Select(literal => Convert(literal, field.Type, predicate.Column)).ToList();
        var numbers = literals.Where(literal => literal is not (float.NaN or double.NaN)).Distinct().ToList();
        var hasNaN = literals.Any(literal => literal is float.NaN or double.NaN);
        var isNaN = hasNaN ? Bound(Operation.IsNaN, []) : Expression.AlwaysFalse;
        var notNaN = hasNaN ? Bound(Operation.NotNaN, []) : Expression.AlwaysTrue;
        return operation switch
        {
            Operation.Equal or Operation.In when numbers.Count == 0 => isNaN,
            Operation.Equal or Operation.In => Bound(numbers.Count == 1 ? Operation.Equal : Operation.In, numbers).Or(isNaN),
            Operation.NotEqual or Operation.NotIn when numbers.Count == 0 => notNaN,
            Operation.NotEqual or Operation.NotIn => Bound(numbers.Count == 1 ? Operation.NotEqual : Operation.NotIn, numbers).And(notNaN),
            _ => Bound(operation, literals),
        };

        Expression Bound(Operation op, IReadOnlyList<object> values) => new BoundPredicate(op, field.Id, field.Type, values);
    }

    private static object Convert(object? literal, IcebergType type, string column) => (literal, type.TypeId) switch
    {
        (null, _) => throw Refused($"Null is no literal to compare '{column}' with; ask IsNull."),
        (int number, TypeId.Long) => (long)number,
        (long number, TypeId.Int) when number is >= int.MinValue and <= int.MaxValue => (int)number,
        (float number, TypeId.Double) => (double)number,
        _ when IcebergValue.IsOf(literal, type) => literal,
        _ => throw Refused($"A {literal.GetType().Name} is no literal to compare '{column}' of type {type} with."),
    };

    private static bool IsInsideListOrMap(Schema schema, string path)
    {
        for (var dot = path.IndexOf('.'); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            if (schema.FindField(path[..dot]) is { Type: ListType or MapType })
            {
                return true;
            }
        }

        return false;
    }

    private static Operation Negate(Operation operation) => operation switch
    {
        Operation.IsNull => Operation.NotNull,
        Operation.NotNull => Operation.IsNull,
        Operation.IsNaN => Operation.NotNaN,
        Operation.NotNaN => Operation.IsNaN,
        Operation.LessThan => Operation.GreaterThanOrEqual,
        Operation.LessThanOrEqual => Operation.GreaterThan,
        Operation.GreaterThan => Operation.LessThanOrEqual,
        Operation.GreaterThanOrEqual => Operation.LessThan,
        Operation.Equal => Operation.NotEqual,
        Operation.NotEqual => Operation.Equal,
        Operation.In => Operation.NotIn,
        Operation.NotIn => Operation.In,
        Operation.StartsWith => Operation.NotStartsWith,
        _ => Operation.StartsWith,
    };

    private static IcebergException Refused(string message) => new(IcebergErrorKind.ValidationFailed, message);
}
