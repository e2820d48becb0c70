using Paklog.Lakehouse.Nessie.Api;

namespace Paklog.Lakehouse.Nessie;

/// <summary>How messages call Nessie's types of content.</summary>
internal static class Words
{
    internal static string OfType(string type) => type switch
    {
        NessieContent.Table => "table",
        NessieContent.View => "view",
        NessieContent.Namespace => "namespace",
        _ => $"content of type {type}",
    };
}
