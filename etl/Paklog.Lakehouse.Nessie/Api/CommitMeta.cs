namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>What a commit says of itself as Nessie answers it: several authors and several values a property are allowed.</summary>
internal sealed record CommitMeta(
    string Hash,
    string Message,
    IReadOnlyList<string>? Authors,
    DateTimeOffset CommitTime,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? AllProperties,
    IReadOnlyList<string>? ParentCommitHashes);
