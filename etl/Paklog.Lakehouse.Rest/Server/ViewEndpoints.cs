using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Views;

namespace Paklog.Lakehouse.Rest.Server;

internal sealed class ViewEndpoints(IViewCatalog catalog)
{
    private readonly EntryChecks checks = new(catalog);

    internal IEnumerable<Route> Routes =>
    [
        Route.Reads("GET", "namespaces/{namespace}/views", ListAsync),
        Route.Writes("POST", "namespaces/{namespace}/views", CreateAsync),
        Route.Reads("GET", "namespaces/{namespace}/views/{view}", LoadAsync),
        Route.Reads("HEAD", "namespaces/{namespace}/views/{view}", ExistsAsync),
        Route.Writes("POST", "namespaces/{namespace}/views/{view}", ReplaceAsync),
        Route.Writes("DELETE", "namespaces/{namespace}/views/{view}", DropAsync),
        Route.Writes("POST", "namespaces/{namespace}/register-view", RegisterAsync),
        Route.Writes("POST", "views/rename", RenameAsync),
    ];

    private async Task<RestAnswer> ListAsync(RestRequest request)
    {
        await checks.RequireNamespaceAsync(request.Namespace, request.Reference);
        return Page.OfIdentifiers(request, await catalog.ListViewsAsync(request.Namespace, request.Reference, request.Aborted));
    }

    private async Task<RestAnswer> CreateAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var identifier = NameIn(body, request);
        await checks.RequireNamespaceAsync(request.Namespace, request.Reference);
        await checks.RequireFreeForViewAsync(identifier, request.Reference);
        var updates = new List<TableUpdate>
        {
            new AddSchema(Schema.FromJson(RestJson.Get(body, "schema"))),
            new AddViewVersion(ViewVersion.FromJson(RestJson.Get(body, "view-version")) with { SchemaId = TableUpdate.LastAdded }),
            new SetCurrentViewVersion(TableUpdate.LastAdded),
            new SetProperties(RestJson.FindProperties(body, "properties")),
        };
        if (RestJson.FindString(body, "location") is { } location)
            updates.Add(new SetLocation(location));
        var hash = await catalog.CommitViewAsync(request.Reference, new ViewCommit(identifier, Creates: true, Uuid: null, updates), request.Info($"Create view {identifier}"));
        return await LoadedAsync(identifier, hash);
    }

    private async Task<RestAnswer> LoadAsync(RestRequest request) => await LoadedAsync(request.Identifier, request.Reference);

    private async Task<RestAnswer> ExistsAsync(RestRequest request)
    {
        await checks.RequireViewAsync(request.Identifier, request.Reference);
        return RestAnswer.NoContent;
    }

    private async Task<RestAnswer> ReplaceAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var uuids = RestJson.FindList(body, "requirements", UuidOf);
        var updates = RestJson.GetList(body, "updates", TableUpdateJson.Read);
        await checks.RequireViewAsync(request.Identifier, request.Reference);
        if (uuids.Distinct().Count() > 1)
            throw new RestException(409, "CommitFailedException", "Requirement failed: the view cannot have two uuids.");
        var commit = new ViewCommit(request.Identifier, Creates: false, uuids.Count == 0 ? null : uuids[0], updates);
        return await LoadedAsync(request.Identifier, await catalog.CommitViewAsync(request.Reference, commit, request.Info($"Change view {request.Identifier}")));
    }

    private async Task<RestAnswer> DropAsync(RestRequest request)
    {
        try
        {
            await catalog.DropViewAsync(request.Reference, request.Identifier, request.Info($"Drop view {request.Identifier}"));
            return RestAnswer.NoContent;
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.NotFound)
        {
            throw RestException.NoView(request.Identifier, e);
        }
    }

    private async Task<RestAnswer> RegisterAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var identifier = NameIn(body, request);
        await checks.RequireNamespaceAsync(request.Namespace, request.Reference);
        await checks.RequireFreeForViewAsync(identifier, request.Reference);
        var hash = await catalog.RegisterViewAsync(
            request.Reference, identifier, RestJson.GetString(body, "metadata-location"), request.Info($"Register view {identifier}"));
        return await LoadedAsync(identifier, hash);
    }

    private async Task<RestAnswer> RenameAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var (from, to) = (RestJson.GetIdentifier(body, "source"), RestJson.GetIdentifier(body, "destination"));
        await checks.RequireViewAsync(from, request.Reference);
        await checks.RequireFreeForRenameAsync(from, to, request.Reference);
        await catalog.RenameViewAsync(request.Reference, from, to, request.Info($"Rename view {from} to {to}"));
        return RestAnswer.NoContent;
    }

    private static TableIdentifier NameIn(JsonElement body, RestRequest request) => new(request.Namespace, RestNames.ToIdentifier([], RestJson.GetString(body, "name")).Name);

    /// <summary>The one requirement that views know (OpenAPI, schema ViewRequirement).</summary>
    private static Guid UuidOf(JsonElement requirement)
    {
        var type = RestJson.GetString(requirement, "type");
        if (type != "assert-view-uuid")
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The view requirement '{type}' cannot be checked, so nothing is committed under it.");
        var text = RestJson.GetString(requirement, "uuid");
        return Guid.TryParse(text, CultureInfo.InvariantCulture, out var uuid) ? uuid : throw RestException.BadRequest($"'{text}' is no UUID.");
    }

    private async Task<RestAnswer> LoadedAsync(TableIdentifier identifier, string reference)
    {
        var view = await checks.RequireViewAsync(identifier, reference);
        return RestAnswer.Json(writer =>
        {
            writer.WriteString("metadata-location", view.MetadataLocation);
            writer.WritePropertyName("metadata");
            ViewMetadataJson.Write(writer, view.Metadata);
            RestWriting.WriteProperties(writer, "config", new Dictionary<string, string>());
        });
    }
}
