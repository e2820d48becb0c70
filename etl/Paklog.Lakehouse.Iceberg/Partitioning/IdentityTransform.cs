using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>The value itself.</summary>
public sealed record IdentityTransform : Transform
{
    internal IdentityTransform()
    {
    }

    public override bool CanTransform(IcebergType source) => source.IsPrimitive;

    public override IcebergType ResultType(IcebergType source) => source;

    public override object? Apply(object? value, IcebergType source) => value;

    public override string ToString() => "identity";
}
