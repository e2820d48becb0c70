using System.Net.Http.Headers;
using RestEase;

namespace Paklog.Lakehouse.Rest.Client;

/// <summary>
/// The requests of an Iceberg REST catalog that a catalog needs (Iceberg, <c>open-api/rest-catalog-open-api.yaml</c>). The prefix ends with a slash, or is empty; it stands in the path as the
/// server gave it. Answers are JSON, and none is an exception.
/// </summary>
[AllowAnyStatusCode]
[Header("Accept", "application/json")]
internal interface IRestApi
{
    [Header("Authorization")]
    AuthenticationHeaderValue? Authorization { get; set; }

    [Get("v1/config")]
    Task<Response<string>> GetConfigAsync([Query] string? warehouse, CancellationToken cancellationToken);

    [Post("v1/oauth/tokens")]
    Task<Response<string>> GetTokenAsync([Body(BodySerializationMethod.UrlEncoded)] IDictionary<string, string> form, CancellationToken cancellationToken);

    [Get("v1/{prefix}namespaces")]
    Task<Response<string>> ListNamespacesAsync([Path(UrlEncode = false)] string prefix, [Query] string? parent, [Query] string? pageToken, CancellationToken cancellationToken);

    [Post("v1/{prefix}namespaces")]
    Task<Response<string>> CreateNamespaceAsync([Path(UrlEncode = false)] string prefix, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Get("v1/{prefix}namespaces/{ns}")]
    Task<Response<string>> GetNamespaceAsync([Path(UrlEncode = false)] string prefix, [Path] string ns, CancellationToken cancellationToken);

    [Delete("v1/{prefix}namespaces/{ns}")]
    Task<Response<string>> DropNamespaceAsync([Path(UrlEncode = false)] string prefix, [Path] string ns, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Post("v1/{prefix}namespaces/{ns}/properties")]
    Task<Response<string>> UpdateNamespaceAsync(
        [Path(UrlEncode = false)] string prefix, [Path] string ns, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Get("v1/{prefix}namespaces/{ns}/tables")]
    Task<Response<string>> ListTablesAsync([Path(UrlEncode = false)] string prefix, [Path] string ns, [Query] string? pageToken, CancellationToken cancellationToken);

    [Get("v1/{prefix}namespaces/{ns}/tables/{table}")]
    Task<Response<string>> GetTableAsync([Path(UrlEncode = false)] string prefix, [Path] string ns, [Path] string table, CancellationToken cancellationToken);

    [Post("v1/{prefix}namespaces/{ns}/tables/{table}")]
    Task<Response<string>> CommitTableAsync(
        [Path(UrlEncode = false)] string prefix, [Path] string ns, [Path] string table, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Post("v1/{prefix}transactions/commit")]
    Task<Response<string>> CommitAsync([Path(UrlEncode = false)] string prefix, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Delete("v1/{prefix}namespaces/{ns}/tables/{table}")]
    Task<Response<string>> DropTableAsync(
        [Path(UrlEncode = false)] string prefix, [Path] string ns, [Path] string table, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Post("v1/{prefix}tables/rename")]
    Task<Response<string>> RenameTableAsync([Path(UrlEncode = false)] string prefix, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);

    [Post("v1/{prefix}namespaces/{ns}/register")]
    Task<Response<string>> RegisterTableAsync(
        [Path(UrlEncode = false)] string prefix, [Path] string ns, [Body] HttpContent body, [Header("Idempotency-Key")] string? key, CancellationToken cancellationToken);
}
