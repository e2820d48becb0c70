using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>A condition on a field, by id: of the table, or of a partition tuple.</summary>
public sealed record BoundPredicate(Operation Operation, int FieldId, IcebergType Type, IReadOnlyList<object> Literals) : Expression
{
    internal object Literal => Literals[0];

    internal bool IsFloating => Type.TypeId is TypeId.Float or TypeId.Double;
}
