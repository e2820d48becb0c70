namespace Paklog.Lakehouse.Nessie.Api;

internal sealed record ContentsRequest(IReadOnlyList<ContentKey> RequestedKeys);
