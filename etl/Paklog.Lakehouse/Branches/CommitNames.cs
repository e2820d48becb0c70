using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Branches;

/// <summary>References and commits by the names that people give.</summary>
public sealed class CommitNames(ICatalog catalog)
{
    private const int ShortestHash = 6;
    private const int LogDepth = 10_000;

    /// <exception cref="LakehouseException">There is no such branch or tag.</exception>
    public async Task<CatalogReference> LoadAsync(string name, CancellationToken cancellationToken)
    {
        if (await catalog.LoadReferenceAsync(name, cancellationToken) is { } found)
            return found;
        var all = (await catalog.ListReferencesAsync(cancellationToken)).Select(reference => reference.Name);
        throw new LakehouseException($"There is no branch or tag '{name}'; there are {string.Join(", ", all)}.");
    }

    /// <summary>The commit of a branch, a tag, a whole hash, or the beginning of one that a branch's log has.</summary>
    /// <exception cref="LakehouseException">It names no commit, or several.</exception>
    public async Task<string> ResolveAsync(string text, string branch, CancellationToken cancellationToken)
    {
        if (await catalog.LoadReferenceAsync(text, cancellationToken) is { } reference)
            return reference.Hash;
        if (text.Length < ShortestHash || !text.All(char.IsAsciiHexDigitLower))
            return (await LoadAsync(text, cancellationToken)).Hash;
        var matches = (await catalog.LogAsync(branch, LogDepth, cancellationToken)).Where(commit => commit.Hash.StartsWith(text, StringComparison.Ordinal)).Select(commit => commit.Hash).ToList();
        if (matches.Count == 1)
            return matches[0];
        if (matches.Count > 1)
            throw new LakehouseException($"More than one commit of '{branch}' begins with {text}; write more of the hash.");
        try
        {
            return (await catalog.LogAsync(text, 1, cancellationToken))[0].Hash;
        }
        catch (IcebergException error) when (error.Kind == IcebergErrorKind.NotFound)
        {
            throw new LakehouseException($"There is no commit {text} on '{branch}'; `branch log {branch}` lists its commits, and one of another branch needs its whole hash.", error);
        }
    }
}
