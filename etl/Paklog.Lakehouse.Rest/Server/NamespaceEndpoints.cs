using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest.Server;

internal sealed class NamespaceEndpoints(ICatalog catalog)
{
    internal IEnumerable<Route> Routes =>
    [
        Route.Reads("GET", "namespaces", ListAsync),
        Route.Writes("POST", "namespaces", CreateAsync),
        Route.Reads("GET", "namespaces/{namespace}", LoadAsync),
        Route.Reads("HEAD", "namespaces/{namespace}", ExistsAsync),
        Route.Writes("DELETE", "namespaces/{namespace}", DropAsync),
        Route.Writes("POST", "namespaces/{namespace}/properties", UpdateAsync),
    ];

    private async Task<RestAnswer> ListAsync(RestRequest request)
    {
        var all = await catalog.ListNamespacesAsync(request.Reference, request.Aborted);
        var parent = request.Query("parent") is { Length: > 0 } text ? RestNames.ToNamespace(text.Split(RestNames.LevelSeparator)) : null;
        if (parent is not null && !all.Contains(parent))
            throw RestException.NoNamespace(parent);
        var front = parent is null ? "" : parent + ".";
        var names = all.Where(ns => ns.StartsWith(front, StringComparison.Ordinal) && ns.IndexOf('.', front.Length) < 0);
        var page = Page.Of(request, names, ns => ns);
        return RestAnswer.Json(writer =>
        {
            page.WriteToken(writer);
            writer.WriteStartArray("namespaces");
            foreach (var ns in page.Items)
                RestWriting.WriteLevels(writer, ns);
            writer.WriteEndArray();
        });
    }

    private async Task<RestAnswer> CreateAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var ns = RestJson.GetNamespace(body, "namespace");
        var properties = RestJson.FindProperties(body, "properties");
        try
        {
            await catalog.CreateNamespaceAsync(request.Reference, ns, properties, request.Info($"Create namespace {ns}"));
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.AlreadyExists)
        {
            throw new RestException(409, "AlreadyExistsException", $"Namespace already exists: {RestNames.Show(ns)}", e);
        }

        return Described(ns, properties);
    }

    private async Task<RestAnswer> LoadAsync(RestRequest request) => Described(request.Namespace, await RequireAsync(request));

    private async Task<RestAnswer> ExistsAsync(RestRequest request)
    {
        await RequireAsync(request);
        return RestAnswer.NoContent;
    }

    private async Task<RestAnswer> DropAsync(RestRequest request)
    {
        await RequireAsync(request);
        try
        {
            await catalog.DropNamespaceAsync(request.Reference, request.Namespace, request.Info($"Drop namespace {request.Namespace}"));
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.NotEmpty)
        {
            throw new RestException(409, "NamespaceNotEmptyException", $"Namespace {RestNames.Show(request.Namespace)} is not empty. {e.Message}", e);
        }

        return RestAnswer.NoContent;
    }

    private async Task<RestAnswer> UpdateAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var updates = RestJson.FindProperties(body, "updates");
        var removals = RestJson.FindList(body, "removals", key => key.GetString() ?? "");
        if (removals.Find(updates.ContainsKey) is { } both)
            throw new RestException(422, "UnprocessableEntityException", $"The property '{both}' is to be both set and removed; choose one.");
        var before = await RequireAsync(request);
        await catalog.UpdateNamespaceAsync(request.Reference, request.Namespace, updates, removals, request.Info($"Change properties of namespace {request.Namespace}"));
        return RestAnswer.Json(writer =>
        {
            RestWriting.WriteStrings(writer, "updated", updates.Keys);
            RestWriting.WriteStrings(writer, "removed", removals.Where(before.ContainsKey));
            RestWriting.WriteStrings(writer, "missing", removals.Where(key => !before.ContainsKey(key)));
        });
    }

    private async Task<IReadOnlyDictionary<string, string>> RequireAsync(RestRequest request) =>
        await catalog.LoadNamespaceAsync(request.Namespace, request.Reference, request.Aborted) ?? throw RestException.NoNamespace(request.Namespace);

    private static RestAnswer Described(string ns, IReadOnlyDictionary<string, string> properties) => RestAnswer.Json(writer =>
    {
        writer.WritePropertyName("namespace");
        RestWriting.WriteLevels(writer, ns);
        RestWriting.WriteProperties(writer, "properties", properties);
    });
}
