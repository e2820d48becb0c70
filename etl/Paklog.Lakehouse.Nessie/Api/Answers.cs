namespace Paklog.Lakehouse.Nessie.Api;

internal sealed record NessieConfig(string DefaultBranch, int MaxSupportedApiVersion, int ActualApiVersion);

internal sealed record ReferenceAnswer(NessieReference Reference);

internal sealed record CommitAnswer(NessieReference TargetBranch);

/// <summary>The contents of those of the keys that exist, and the commit that they were read at.</summary>
internal sealed record ContentsAnswer(IReadOnlyList<KeyedContent> Contents, NessieReference EffectiveReference);

internal sealed record KeyedContent(ContentKey Key, NessieContent Content);
