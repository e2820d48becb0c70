namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>The commit that is to be merged.</summary>
internal sealed record NessieMerge(string FromHash, NewCommitMeta CommitMeta)
{
    /// <summary>The name of the source, where the hash says all.</summary>
    public string FromRefName { get; } = "DETACHED";

    /// <summary>Conflicts come as an answer that names them. The refusal that Nessie would send names the other keys of the merge too (<c>MergeConflictException</c>).</summary>
    public bool IsReturnConflictAsResult { get; } = true;
}
