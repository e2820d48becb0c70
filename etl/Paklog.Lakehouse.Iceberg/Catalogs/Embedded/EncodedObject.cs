namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>An object that is still to be written: its name (SHA-256 of the bytes, in hex), its bytes, and what they mean.</summary>
internal sealed record EncodedObject(string Hash, byte[] Content, object Value)
{
    internal static EncodedObject Of(byte[] content, object value) => new(CatalogJson.Hash(content), content, value);
}
