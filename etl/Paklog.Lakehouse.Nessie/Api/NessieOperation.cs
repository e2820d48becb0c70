namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>PUT of a content under a key, or DELETE of the key.</summary>
internal sealed record NessieOperation(string Type, ContentKey Key, NessieContent? Content = null)
{
    internal static NessieOperation Put(ContentKey key, NessieContent content) => new("PUT", key, content);

    internal static NessieOperation Delete(ContentKey key) => new("DELETE", key);
}
