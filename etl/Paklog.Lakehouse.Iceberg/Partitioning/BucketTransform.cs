using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>The value's hash (spec Appendix B) without its sign bit, modulo the number of buckets.</summary>
public sealed record BucketTransform : Transform
{
    internal BucketTransform(int buckets)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(buckets);
        Buckets = buckets;
    }

    public int Buckets { get; }

    public override bool CanTransform(IcebergType source) =>
        source.TypeId is TypeId.Int or TypeId.Long or TypeId.Decimal or TypeId.Date or TypeId.Time or TypeId.Timestamp or TypeId.TimestampTz
            or TypeId.String or TypeId.Uuid or TypeId.Fixed or TypeId.Binary;

    public override IcebergType ResultType(IcebergType source) => IcebergType.Int;

    public override object? Apply(object? value, IcebergType source) =>
        value is null ? null : (BucketHash.Of(value) & int.MaxValue) % Buckets;

    public override string ToString() => $"bucket[{Buckets}]";
}
