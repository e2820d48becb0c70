namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A map; key and value have field ids of their own. Keys are never null.</summary>
public sealed record MapType(int KeyId, IcebergType Key, int ValueId, bool ValueRequired, IcebergType Value) : IcebergType
{
    /// <summary>What a dotted path calls the key.</summary>
    public const string KeyName = "key";

    /// <summary>What a dotted path calls the value.</summary>
    public const string ValueName = "value";

    public override TypeId TypeId => TypeId.Map;

    public NestedField KeyField => new(KeyId, KeyName, true, Key);

    public NestedField ValueField => new(ValueId, ValueName, ValueRequired, Value);

    /// <summary>A map whose ids are yet to be assigned, see <see cref="Schemas.FreshIds"/>.</summary>
    public static MapType Of(IcebergType key, IcebergType value, bool valueRequired = false) => new(0, key, 0, valueRequired, value);

    public override string ToString() => $"map<{Key}, {Value}>";
}
