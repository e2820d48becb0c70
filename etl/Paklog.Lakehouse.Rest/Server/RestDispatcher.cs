using System.Net;
using Microsoft.AspNetCore.Http;
using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>What all endpoints share: who calls and whether it may, retries, errors, and writing the answer.</summary>
internal sealed class RestDispatcher(Tokens tokens, IdempotencyStore retries, RestServerOptions options)
{
    /// <summary>Who calls a server that asks for no token.</summary>
    private const string Anyone = "rest";

    private const string Bearer = "Bearer ";

    /// <param name="work">Takes the caller's name.</param>
    /// <param name="changes">Whether the caller must be one that may write.</param>
    internal RequestDelegate Handle(Func<HttpContext, string, Task<RestAnswer>> work, bool changes) => HandleAnyone(async context =>
    {
        var caller = Authorize(context, changes);
        var key = changes ? context.Request.Headers["Idempotency-Key"].ToString() : "";
        return key.Length == 0
            ? await work(context, caller)
            : await retries.AnswerAsync($"{caller} {key}", $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", () => GuardedAsync(() => work(context, caller)));
    });

    /// <summary>Without asking who calls.</summary>
    internal RequestDelegate HandleAnyone(Func<HttpContext, Task<RestAnswer>> work) => context => AnswerAsync(context, work);

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, Task<RestAnswer>> work)
    {
        var answer = await GuardedAsync(async () =>
        {
            RefuseBrowsers(context);
            return await work(context);
        });
        context.Response.StatusCode = answer.Status;
        if (answer.ETag is not null)
            context.Response.Headers.ETag = answer.ETag;
        if (answer.Status == 401)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (answer.Body.IsEmpty)
            return;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private string Authorize(HttpContext context, bool changes)
    {
        if (tokens.IsOpen)
            return Anyone;
        var header = context.Request.Headers.Authorization.ToString();
        var client = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? tokens.Find(header[Bearer.Length..].Trim()) : null;
        if (client is null)
            throw new RestException(401, "NotAuthorizedException", "A bearer token is needed that this server knows: get one from /v1/oauth/tokens, or give the one you were given.");
        if (changes && client.Access != RestAccess.Write)
            throw new RestException(403, "ForbiddenException", $"'{client.Name}' may read and not write.");
        return client.Name;
    }

    /// <summary>
    /// A page in a browser on this machine reaches servers of this machine; it says where it comes from (Origin), or calls this machine by a name of its own (Host). No client of a catalog does.
    /// </summary>
    private void RefuseBrowsers(HttpContext context)
    {
        var host = context.Request.Host.Host;
        var isLocalName = host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        if (context.Request.Headers.Origin.Count > 0 || (IPAddress.IsLoopback(options.Host) && !isLocalName))
            throw new RestException(403, "ForbiddenException", "Requests of web pages are not answered, nor those that call this machine by another name than localhost.");
    }

    private async Task<RestAnswer> GuardedAsync(Func<Task<RestAnswer>> work)
    {
        try
        {
            return await work();
        }
        catch (RestException e)
        {
            return RestAnswer.Error(e);
        }
        catch (IcebergException e)
        {
            if (e.Kind is IcebergErrorKind.CommitStateUnknown)
                options.OnError(e);
            return RestAnswer.Error(RestException.Of(e));
        }
        catch (BadHttpRequestException e)
        {
            return RestAnswer.Error(new RestException(e.StatusCode, "BadRequestException", e.Message, e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            options.OnError(e);
            return RestAnswer.Error(new RestException(500, "InternalServerError", $"The server failed ({e.GetType().Name}); its log says more.", e));
        }
    }
}
