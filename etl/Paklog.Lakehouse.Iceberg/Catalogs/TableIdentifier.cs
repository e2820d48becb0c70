namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>A table's name. Nested namespaces are written with dots; the name itself has none.</summary>
public sealed record TableIdentifier(string Namespace, string Name)
{
    /// <summary>Reads <c>namespace.name</c>; what stands before the last dot is the namespace.</summary>
    public static TableIdentifier Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dot = text.LastIndexOf('.');
        if (dot <= 0 || dot == text.Length - 1)
            throw new FormatException($"'{text}' names no table; write namespace.name, as in silver.orders.");
        return new TableIdentifier(text[..dot], text[(dot + 1)..]);
    }

    public override string ToString() => $"{Namespace}.{Name}";
}
