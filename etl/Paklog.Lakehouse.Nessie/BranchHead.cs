using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Nessie.Api;

namespace Paklog.Lakehouse.Nessie;

/// <summary>A commit that a branch stood at, and those contents that a change of the branch depends on.</summary>
internal sealed class BranchHead(string hash, IReadOnlyList<KeyedContent> contents)
{
    private readonly Dictionary<ContentKey, NessieContent> contents = contents.ToDictionary(content => content.Key, content => content.Content);

    internal string Hash { get; } = hash;

    /// <summary>The content under the key, or null. The key must be one of those that were asked for.</summary>
    internal NessieContent? Find(ContentKey key) => contents.GetValueOrDefault(key);

    /// <summary>Operations that create those namespaces above the key that are missing, the outermost first.</summary>
    /// <exception cref="IcebergException">ValidationFailed: one of them is a table or a view.</exception>
    internal IEnumerable<NessieOperation> MissingNamespaces(ContentKey key)
    {
        foreach (var parent in key.Parents)
        {
            var content = Find(parent);
            if (content is null)
                yield return NessieOperation.Put(parent, NessieContent.OfNamespace(parent, new Dictionary<string, string>()));
            else if (content.Type != NessieContent.Namespace)
                throw new IcebergException(IcebergErrorKind.ValidationFailed, $"{parent} is no namespace but a {Words.OfType(content.Type)}, so {key} cannot be created in it; choose another name.");
        }
    }
}
