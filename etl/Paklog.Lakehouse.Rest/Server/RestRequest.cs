using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>One request: what its path names, and who sent it.</summary>
internal sealed class RestRequest
{
    private readonly HttpContext context;
    private readonly List<string> segments;
    private readonly int first;

    /// <param name="caller">Who sent it; its name goes into the catalog's log.</param>
    internal RestRequest(HttpContext context, string caller)
    {
        this.context = context;
        Caller = caller;
        segments = Segments(context);
        first = segments.Count == 0 || RestPrefix.Collections.Contains(segments[0]) ? 0 : 1;
        Reference = first == 0 ? ICatalog.MainBranch : RestPrefix.ToReference(segments[0]);
    }

    internal string Caller { get; }

    /// <summary>The branch, tag or commit that the prefix names; main without a prefix.</summary>
    internal string Reference { get; }

    /// <summary>Of a path <c>namespaces/{namespace}/...</c>.</summary>
    internal string Namespace => RestNames.ToNamespace(segments[first + 1].Split(RestNames.LevelSeparator));

    /// <summary>The table or view of a path <c>namespaces/{namespace}/tables/{table}/...</c>.</summary>
    internal TableIdentifier Identifier => RestNames.ToIdentifier(segments[first + 1].Split(RestNames.LevelSeparator), segments[first + 3]);

    /// <summary>Reading ends with the connection; writing goes on, so that the answer can be given to a retry.</summary>
    internal CancellationToken Aborted => context.RequestAborted;

    internal string? Query(string name) => context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    internal string? Header(string name) => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    internal async Task<JsonElement> BodyAsync()
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw RestException.BadRequest($"The body of the request is not JSON: {e.Message}", e);
        }
    }

    internal CommitInfo Info(string message)
    {
        var properties = new Dictionary<string, string>();
        if (Header("User-Agent") is { Length: > 0 } agent)
            properties["user-agent"] = agent;
        return new CommitInfo(Caller, message, properties);
    }

    /// <summary>
    /// What stands behind <c>/v1</c>, each segment decoded by itself: ASP.NET leaves a <c>%2F</c> as it is, and the Java library writes a space as <c>+</c> (its <c>RESTUtil</c>).
    /// </summary>
    private static List<string> Segments(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.Split('?')[0];
        var all = path.Split('/').Select(segment => Uri.UnescapeDataString(segment.Replace('+', ' '))).ToList();
        return all[(all.IndexOf("v1") + 1)..];
    }
}
