using System.Net.Http.Headers;
using RestEase;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>
/// The requests of Nessie's REST API v2 that a catalog needs. A reference in a path is <c>name</c>, <c>name@hash</c> or <c>@hash</c>
/// (https://github.com/projectnessie/nessie, api/model, <c>HttpTreeApi</c> of v2).
/// </summary>
[Header("Accept", "application/json")]
[Header("Nessie-Client-Spec", "2")] // without it a refusal does not say which keys conflict
internal interface INessieApi
{
    [Header("Authorization")]
    AuthenticationHeaderValue? Authorization { get; set; }

    [Get("config")]
    Task<NessieConfig> GetConfigAsync(CancellationToken cancellationToken);

    [Get("trees")]
    Task<ReferencesPage> ListReferencesAsync([Query] string? filter, [Query("page-token")] string? pageToken, CancellationToken cancellationToken);

    [Get("trees/{name}")]
    Task<ReferenceAnswer> GetReferenceAsync([Path] string name, CancellationToken cancellationToken);

    [Post("trees")]
    Task<ReferenceAnswer> CreateReferenceAsync([Query] string name, [Query] string type, [Body] NessieReference source, CancellationToken cancellationToken);

    [Put("trees/{reference}")]
    Task<ReferenceAnswer> AssignReferenceAsync([Path] string reference, [Query] string type, [Body] NessieReference target, CancellationToken cancellationToken);

    [Delete("trees/{reference}")]
    Task<ReferenceAnswer> DeleteReferenceAsync([Path] string reference, CancellationToken cancellationToken);

    [Post("trees/{reference}/contents")]
    Task<ContentsAnswer> GetContentsAsync([Path] string reference, [Body] ContentsRequest keys, CancellationToken cancellationToken);

    [Get("trees/{reference}/entries")]
    Task<EntriesPage> ListEntriesAsync(
        [Path] string reference,
        [Query("prefix-key")] string? prefixKey,
        [Query] string? filter,
        [Query("page-token")] string? pageToken,
        CancellationToken cancellationToken);

    [Get("trees/{reference}/history")]
    Task<HistoryPage> ListHistoryAsync(
        [Path] string reference,
        [Query] string fetch,
        [Query("max-records")] int maxRecords,
        [Query("page-token")] string? pageToken,
        CancellationToken cancellationToken);

    [Get("trees/{from}/diff/{to}")]
    Task<DiffPage> ListDiffAsync([Path] string from, [Path] string to, [Query("page-token")] string? pageToken, CancellationToken cancellationToken);

    [Post("trees/{branch}/history/commit")]
    Task<CommitAnswer> CommitAsync([Path] string branch, [Body] NessieCommit commit, CancellationToken cancellationToken);

    [Post("trees/{branch}/history/merge")]
    Task<MergeAnswer> MergeAsync([Path] string branch, [Body] NessieMerge merge, CancellationToken cancellationToken);
}
