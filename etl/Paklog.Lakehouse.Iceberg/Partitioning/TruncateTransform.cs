using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>
/// Numbers rounded down to a multiple of the width (of the unscaled value, for decimals); strings cut after that many code points, binaries after
/// that many bytes.
/// </summary>
public sealed record TruncateTransform : Transform
{
    internal TruncateTransform(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Width = width;
    }

    public int Width { get; }

    public override bool CanTransform(IcebergType source) =>
        source.TypeId is TypeId.Int or TypeId.Long or TypeId.Decimal or TypeId.String or TypeId.Binary;

    public override IcebergType ResultType(IcebergType source) => source;

    public override object? Apply(object? value, IcebergType source) => value switch
    {
        null => null,
        int number => unchecked(number - (int)((((long)number % Width) + Width) % Width)),
        long number => unchecked(number - (((number % Width) + Width) % Width)),
        Int128 unscaled => unscaled - (((unscaled % Width) + Width) % Width),
        string text => text[..CodePoints.PrefixLength(text, Width)],
        byte[] bytes => bytes.Length <= Width ? bytes : bytes[..Width],
        _ => throw new ArgumentException($"Values of {value.GetType().Name} cannot be truncated.", nameof(value)),
    };

    public override string ToString() => $"truncate[{Width}]";
}
