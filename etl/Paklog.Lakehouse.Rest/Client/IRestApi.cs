using Refit;

namespace Paklog.Lakehouse.Rest.Client;

/// <summary>
/// The requests of an Iceberg REST catalog that a catalog needs (Iceberg, <c>open-api/rest-catalog-open-api.yaml</c>). The prefix ends with a slash, or is empty; it stands in the path as the
/// server gave it. Answers are JSON, and none is an exception.
/// </summary>
[Headers("Accept: application/json")]
internal interface IRestApi
{
    [Get("/v1/config")]
    Task<IApiResponse<string>> GetConfigAsync(string? warehouse, CancellationToken cancellationToken);

    [Post("/v1/oauth/tokens")]
    Task<IApiResponse<string>> GetTokenAsync([Body(BodySerializationMethod.UrlEncoded)] IDictionary<string, string> form, CancellationToken cancellationToken);

    [Get("/v1/{prefix}namespaces")]
    Task<IApiResponse<string>> ListNamespacesAsync([Encoded] string prefix, string? parent, string? pageToken, CancellationToken cancellationToken);

    [Post("/v1/{prefix}namespaces")]
    Task<IApiResponse<string>> CreateNamespaceAsync([Encoded] string prefix, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Get("/v1/{prefix}namespaces/{ns}")]
    Task<IApiResponse<string>> GetNamespaceAsync([Encoded] string prefix, string ns, CancellationToken cancellationToken);

    [Delete("/v1/{prefix}namespaces/{ns}")]
    Task<IApiResponse<string>> DropNamespaceAsync([Encoded] string prefix, string ns, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Post("/v1/{prefix}namespaces/{ns}/properties")]
    Task<IApiResponse<string>> UpdateNamespaceAsync(
        [Encoded] string prefix, string ns, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Get("/v1/{prefix}namespaces/{ns}/tables")]
    Task<IApiResponse<string>> ListTablesAsync([Encoded] string prefix, string ns, string? pageToken, CancellationToken cancellationToken);

    [Get("/v1/{prefix}namespaces/{ns}/tables/{table}")]
    Task<IApiResponse<string>> GetTableAsync([Encoded] string prefix, string ns, string table, CancellationToken cancellationToken);

    [Post("/v1/{prefix}namespaces/{ns}/tables/{table}")]
    Task<IApiResponse<string>> CommitTableAsync(
        [Encoded] string prefix, string ns, string table, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Post("/v1/{prefix}transactions/commit")]
    Task<IApiResponse<string>> CommitAsync([Encoded] string prefix, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Delete("/v1/{prefix}namespaces/{ns}/tables/{table}")]
    Task<IApiResponse<string>> DropTableAsync(
        [Encoded] string prefix, string ns, string table, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Post("/v1/{prefix}tables/rename")]
    Task<IApiResponse<string>> RenameTableAsync([Encoded] string prefix, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Post("/v1/{prefix}namespaces/{ns}/register")]
    Task<IApiResponse<string>> RegisterTableAsync(
        [Encoded] string prefix, string ns, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);
}
