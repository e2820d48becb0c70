using Refit;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>
/// The requests of Nessie's REST API v2 that a catalog needs. A reference in a path is <c>name</c>, <c>name@hash</c> or <c>@hash</c>
/// (https://github.com/projectnessie/nessie, api/model, <c>HttpTreeApi</c> of v2).
/// </summary>
[Headers("Accept: application/json", "Nessie-Client-Spec: 2")] // without the latter a refusal does not say which keys conflict
internal interface INessieApi
{
    [Get("/config")]
    Task<NessieConfig> GetConfigAsync(CancellationToken cancellationToken);

    [Get("/trees")]
    Task<ReferencesPage> ListReferencesAsync(string? filter, [AliasAs("page-token")] string? pageToken, CancellationToken cancellationToken);

    [Get("/trees/{name}")]
    Task<ReferenceAnswer> GetReferenceAsync(string name, CancellationToken cancellationToken);

    [Post("/trees")]
    Task<ReferenceAnswer> CreateReferenceAsync(string name, string type, [Body] NessieReference source, CancellationToken cancellationToken);

    [Put("/trees/{reference}")]
    Task<ReferenceAnswer> AssignReferenceAsync(string reference, string type, [Body] NessieReference target, CancellationToken cancellationToken);

    [Delete("/trees/{reference}")]
    Task<ReferenceAnswer> DeleteReferenceAsync(string reference, CancellationToken cancellationToken);

    [Post("/trees/{reference}/contents")]
    Task<ContentsAnswer> GetContentsAsync(string reference, [Body] ContentsRequest keys, CancellationToken cancellationToken);

    [Get("/trees/{reference}/entries")]
    Task<EntriesPage> ListEntriesAsync(
        string reference,
        [AliasAs("prefix-key")] string? prefixKey,
        string? filter,
        [AliasAs("page-token")] string? pageToken,
        CancellationToken cancellationToken);

    [Get("/trees/{reference}/history")]
    Task<HistoryPage> ListHistoryAsync(
        string reference,
        string fetch,
        [AliasAs("max-records")] int maxRecords,
        [AliasAs("page-token")] string? pageToken,
        CancellationToken cancellationToken);

    [Get("/trees/{from}/diff/{to}")]
    Task<DiffPage> ListDiffAsync(string from, string to, [AliasAs("page-token")] string? pageToken, CancellationToken cancellationToken);

    [Post("/trees/{branch}/history/commit")]
    Task<CommitAnswer> CommitAsync(string branch, [Body] NessieCommit commit, CancellationToken cancellationToken);

    [Post("/trees/{branch}/history/merge")]
    Task<MergeAnswer> MergeAsync(string branch, [Body] NessieMerge merge, CancellationToken cancellationToken);
}
