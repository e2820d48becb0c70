namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A type without nested fields. <see cref="object.ToString"/> gives the type string of the spec.</summary>
public record PrimitiveType : IcebergType
{
    internal PrimitiveType(TypeId typeId) => TypeId = typeId;

    public override TypeId TypeId { get; }

    public override string ToString() => TypeId.ToString().ToLowerInvariant();
}
