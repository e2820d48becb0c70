namespace Paklog.Lakehouse.Nessie.Api;

internal sealed record NessieConfig(string DefaultBranch, int MaxSupportedApiVersion, int ActualApiVersion);

internal sealed record ReferenceAnswer(NessieReference Reference);

internal sealed record CommitAnswer(NessieReference TargetBranch);

/// <summary>The head after a merge, whether or not there was something to merge; or, where it was not successful, which keys conflict.</summary>
internal sealed record MergeAnswer(bool WasSuccessful, string? ResultantTargetHash, IReadOnlyList<MergedKey>? Details);

internal sealed record MergedKey(ContentKey Key, NessieConflict? Conflict);

/// <summary>The contents of those of the keys that exist, and the commit that they were read at.</summary>
internal sealed record ContentsAnswer(IReadOnlyList<KeyedContent> Contents, NessieReference EffectiveReference);

internal sealed record KeyedContent(ContentKey Key, NessieContent Content);
