namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A list; the element has a field id of its own.</summary>
public sealed record ListType(int ElementId, bool ElementRequired, IcebergType Element) : IcebergType
{
    /// <summary>What a dotted path calls the element.</summary>
    public const string ElementName = "element";

    public override TypeId TypeId => TypeId.List;

    public NestedField ElementField => new(ElementId, ElementName, ElementRequired, Element);

    /// <summary>A list whose id is yet to be assigned, see <see cref="Schemas.FreshIds"/>.</summary>
    public static ListType Of(IcebergType element, bool elementRequired = false) => new(0, elementRequired, element);

    public override string ToString() => $"list<{Element}>";
}
