namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>Byte arrays of one length.</summary>
public sealed record FixedType : PrimitiveType
{
    public FixedType(int length)
        : base(TypeId.Fixed)
    {
        if (length < 0)
        {
            throw IcebergException.InvalidData($"fixed[{length}] is not valid: the length must not be negative.");
        }

        Length = length;
    }

    public int Length { get; }

    public override string ToString() => $"fixed[{Length}]";
}
