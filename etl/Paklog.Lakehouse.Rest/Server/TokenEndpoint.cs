using System.Text;
using Microsoft.AspNetCore.Http;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>
/// OAuth2 as clients of Iceberg do it (OpenAPI, <c>/v1/oauth/tokens</c>): client credentials, in the form or by Basic authentication, and the exchange of a token for one that lasts longer.
/// </summary>
internal sealed class TokenEndpoint(Tokens tokens)
{
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    internal async Task<RestAnswer> AnswerAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return Refused(400, "invalid_request", "The request must be a form (application/x-www-form-urlencoded).");
        if (tokens.IsOpen)
            return Refused(401, "invalid_client", "This server knows no clients and asks for no token; leave the credential out.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var grant = form["grant_type"].ToString();
        var client = grant switch
        {
            "client_credentials" => tokens.Find(form["client_id"].ToString(), form["client_secret"].ToString()) ?? ByBasic(context),
            "urn:ietf:params:oauth:grant-type:token-exchange" => tokens.Find(form["subject_token"].ToString()) ?? ByBasic(context),
            _ => null,
        };
        if (client is null)
        {
            return grant is "client_credentials" or "urn:ietf:params:oauth:grant-type:token-exchange"
                ? Refused(401, "invalid_client", "There is no such client, or its secret or token is another.")
                : Refused(400, "unsupported_grant_type", $"The grant type '{grant}' is not known; use client_credentials.");
        }

        return RestAnswer.Json(writer =>
        {
            writer.WriteString("access_token", tokens.Issue(client));
            writer.WriteString("token_type", "bearer");
            writer.WriteNumber("expires_in", (int)Tokens.Lifetime.TotalSeconds);
            writer.WriteString("issued_token_type", AccessToken);
        });
    }

    private RestClient? ByBasic(HttpContext context)
    {
        const string scheme = "Basic ";
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[scheme.Length..].Trim(), bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair.Length == 2 ? tokens.Find(pair[0], pair[1]) : null;
    }

    /// <summary>Errors of this endpoint have the form of RFC 6749, section 5.2.</summary>
    private static RestAnswer Refused(int status, string error, string description) => RestAnswer.Json(
        writer =>
        {
            writer.WriteString("error", error);
            writer.WriteString("error_description", description);
        },
        status);
}
