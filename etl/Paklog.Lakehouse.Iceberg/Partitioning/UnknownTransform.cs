using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>A transform of someone else. Tables that use it stay readable; its values never prune and it is never written with.</summary>
public sealed record UnknownTransform(string Text) : Transform
{
    public override bool CanTransform(IcebergType source) => false;

    public override IcebergType ResultType(IcebergType source) => throw NotKnown();

    public override object? Apply(object? value, IcebergType source) => throw NotKnown();

    public override string ToString() => Text;

    private IcebergException NotKnown() =>
        IcebergException.Unsupported($"The partition transform '{Text}' is not known here: the table can be read, but not written with this partition spec.");
}
