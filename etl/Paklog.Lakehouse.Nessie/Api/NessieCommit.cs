namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>A commit to be made; Nessie adds hash and time.</summary>
internal sealed record NessieCommit(NewCommitMeta CommitMeta, IReadOnlyList<NessieOperation> Operations);

internal sealed record NewCommitMeta(string Author, string Message, IReadOnlyDictionary<string, string> Properties);
