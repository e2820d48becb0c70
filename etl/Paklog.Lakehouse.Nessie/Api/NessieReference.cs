namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>A branch, a tag, or (DETACHED, without a name) a commit.</summary>
internal sealed record NessieReference(string Type, string? Name, string Hash)
{
    internal const string Branch = "BRANCH";

    internal const string Tag = "TAG";

    internal static NessieReference Detached(string hash) => new("DETACHED", null, hash);
}
