namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A type of format v3 (<c>timestamp_ns</c>, <c>unknown</c>, <c>variant</c>, <c>geometry(...)</c>, ...): a catalog keeps it by its text, no value of it is read or written here.</summary>
public sealed record Format3Type : PrimitiveType
{
    internal Format3Type(string text)
        : base(TypeId.Format3) => Text = text;

    public string Text { get; }

    public override string ToString() => Text;
}
