using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>Always null: a partition field that was dropped in a v1 table.</summary>
public sealed record VoidTransform : Transform
{
    internal VoidTransform()
    {
    }

    public override bool CanTransform(IcebergType source) => true;

    public override IcebergType ResultType(IcebergType source) => source;

    public override object? Apply(object? value, IcebergType source) => null;

    public override string ToString() => "void";
}
