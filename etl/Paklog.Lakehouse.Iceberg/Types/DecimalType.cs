namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A decimal of fixed precision (1 to 38) and scale (0 to precision).</summary>
public sealed record DecimalType : PrimitiveType
{
    public const int MaxPrecision = 38;

    public DecimalType(int precision, int scale)
        : base(TypeId.Decimal)
    {
        if (precision is < 1 or > MaxPrecision || scale < 0 || scale > precision)
        {
            throw IcebergException.InvalidData($"decimal({precision},{scale}) is not valid: precision is 1 to {MaxPrecision} and scale 0 to precision.");
        }

        Precision = precision;
        Scale = scale;
    }

    public int Precision { get; }

    public int Scale { get; }

    /// <summary>The bytes that hold every unscaled value of this precision: the size of the Avro and Parquet fixed (spec Appendix A).</summary>
    public int RequiredBytes
    {
        get
        {
            var greatest = (Int128)1;
            for (var i = 0; i < Precision; i++)
            {
                greatest *= 10;
            }

            var bytes = 1;
            while (bytes < 16 && greatest > (Int128)1 << ((8 * bytes) - 1))
            {
                bytes++;
            }

            return bytes;
        }
    }

    public override string ToString() => $"decimal({Precision},{Scale})";
}
