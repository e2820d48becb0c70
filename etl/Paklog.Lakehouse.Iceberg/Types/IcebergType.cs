using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A type of format v2. Types compare by structure, field ids included.</summary>
public abstract record IcebergType
{
    public static PrimitiveType Boolean { get; } = new(TypeId.Boolean);

    public static PrimitiveType Int { get; } = new(TypeId.Int);

    public static PrimitiveType Long { get; } = new(TypeId.Long);

    public static PrimitiveType Float { get; } = new(TypeId.Float);

    public static PrimitiveType Double { get; } = new(TypeId.Double);

    public static PrimitiveType Date { get; } = new(TypeId.Date);

    public static PrimitiveType Time { get; } = new(TypeId.Time);

    public static PrimitiveType Timestamp { get; } = new(TypeId.Timestamp);

    public static PrimitiveType TimestampTz { get; } = new(TypeId.TimestampTz);

    public static PrimitiveType String { get; } = new(TypeId.String);

    public static PrimitiveType Uuid { get; } = new(TypeId.Uuid);

    public static PrimitiveType Binary { get; } = new(TypeId.Binary);

    public abstract TypeId TypeId { get; }

    public bool IsPrimitive => this is PrimitiveType;

    public static DecimalType Decimal(int precision, int scale) => new(precision, scale);

    public static FixedType Fixed(int length) => new(length);

    /// <summary>Reads a type string such as <c>long</c>, <c>decimal(10,2)</c> or <c>fixed[16]</c>.</summary>
    /// <exception cref="IcebergException">Unsupported for a type of format v3, InvalidData for anything else that is no primitive type.</exception>
    public static PrimitiveType Parse(string text) => TypeText.Parse(text);

    /// <summary>Reads the type JSON of spec Appendix C.</summary>
    public static IcebergType FromJson(JsonElement json) => TypeJson.Read(json);

    /// <summary>Writes the type JSON of spec Appendix C.</summary>
    public void WriteTo(Utf8JsonWriter writer) => TypeJson.Write(writer, this);
}
