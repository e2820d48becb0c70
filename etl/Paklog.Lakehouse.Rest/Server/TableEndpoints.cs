using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Rest.Server;

internal sealed class TableEndpoints(ICatalog catalog, RestServerOptions options)
{
    private readonly SnapshotGuard guard = new(catalog);
    private readonly EntryChecks checks = new(catalog);

    internal IEnumerable<Route> Routes =>
    [
        Route.Reads("GET", "namespaces/{namespace}/tables", ListAsync),
        Route.Writes("POST", "namespaces/{namespace}/tables", CreateAsync),
        Route.Reads("GET", "namespaces/{namespace}/tables/{table}", LoadAsync),
        Route.Reads("HEAD", "namespaces/{namespace}/tables/{table}", ExistsAsync),
        Route.Writes("POST", "namespaces/{namespace}/tables/{table}", CommitAsync),
        Route.Writes("DELETE", "namespaces/{namespace}/tables/{table}", DropAsync),
        Route.Writes("POST", "namespaces/{namespace}/register", RegisterAsync),
        Route.Writes("POST", "tables/rename", RenameAsync),
        Route.Writes("POST", "transactions/commit", CommitAllAsync),
        Route.Reads("POST", "namespaces/{namespace}/tables/{table}/metrics", ReportAsync),
    ];

    private async Task<RestAnswer> ListAsync(RestRequest request)
    {
        await checks.RequireNamespaceAsync(request.Namespace, request.Reference);
        return Page.OfIdentifiers(request, await catalog.ListTablesAsync(request.Namespace, request.Reference, request.Aborted));
    }

    private async Task<RestAnswer> CreateAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var identifier = new TableIdentifier(request.Namespace, RestNames.ToIdentifier([], RestJson.GetString(body, "name")).Name);
        await checks.RequireNamespaceAsync(request.Namespace, request.Reference);
        await checks.RequireNoTableAsync(identifier, request.Reference);
        var updates = NewTable.Updates(body, identifier, options);
        if (RestJson.GetBool(body, "stage-create"))
        {
            EntryName.Check(identifier);
            var metadata = TableMetadataBuilder.Apply(null, null, [new SetProperties(TableProperties.Defaults), .. updates], options.Clock);
            StagedFolders.Make(metadata.Location, options.Warehouse);
            return TableAnswers.Of(metadata, location: null);
        }

        try
        {
            var hash = await catalog.CommitAsync(
                request.Reference, [new TableCommit(identifier, [new AssertCreate()], updates)], request.Info($"Create table {identifier}"));
            return await LoadedAsync(identifier, hash);
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.CommitConflict)
        {
            throw new RestException(409, "AlreadyExistsException", $"Table already exists: {RestNames.Show(identifier)}", e);
        }
    }

    private async Task<RestAnswer> LoadAsync(RestRequest request)
    {
        var allSnapshots = request.Query("snapshots") switch
        {
            null or "all" => true,
            "refs" => false,
            var other => throw RestException.BadRequest($"snapshots must be all or refs, not '{other}'."),
        };
        var table = await checks.RequireTableAsync(request.Identifier, request.Reference);
        return request.Header("If-None-Match") == TableAnswers.ETag(table.MetadataLocation, allSnapshots)
            ? RestAnswer.NotModified
            : TableAnswers.Of(table, allSnapshots);
    }

    private async Task<RestAnswer> ExistsAsync(RestRequest request)
    {
        await checks.RequireTableAsync(request.Identifier, request.Reference);
        return RestAnswer.NoContent;
    }

    private async Task<RestAnswer> CommitAsync(RestRequest request)
    {
        var commit = Commit(await request.BodyAsync(), request.Identifier);
        await CheckAsync(request, [commit]);
        var hash = await catalog.CommitAsync(request.Reference, [commit], request.Info($"Change table {commit.Identifier}"));
        return await LoadedAsync(commit.Identifier, hash);
    }

    private async Task<RestAnswer> CommitAllAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var commits = RestJson.GetList(body, "table-changes", change => Commit(change, RestJson.GetIdentifier(change, "identifier")));
        await CheckAsync(request, commits);
        await catalog.CommitAsync(request.Reference, commits, request.Info($"Change tables {string.Join(", ", commits.Select(commit => commit.Identifier))}"));
        return RestAnswer.NoContent;
    }

    private async Task<RestAnswer> DropAsync(RestRequest request)
    {
        try
        {
            // With purgeRequested too: another branch or tag may need the files, and orphans are found when none does.
            await catalog.DropTableAsync(request.Reference, request.Identifier, request.Info($"Drop table {request.Identifier}"));
            return RestAnswer.NoContent;
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.NotFound)
        {
            throw RestException.NoTable(request.Identifier, e);
        }
    }

    private async Task<RestAnswer> RegisterAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var identifier = new TableIdentifier(request.Namespace, RestNames.ToIdentifier([], RestJson.GetString(body, "name")).Name);
        await checks.RequireNamespaceAsync(request.Namespace, request.Reference);
        if (RestJson.GetBool(body, "overwrite"))
            throw new RestException(406, "UnsupportedOperationException", "A registered table cannot take the place of another here; drop that one first.");
        await checks.RequireNoTableAsync(identifier, request.Reference);
        var hash = await catalog.RegisterTableAsync(
            request.Reference, identifier, RestJson.GetString(body, "metadata-location"), request.Info($"Register table {identifier}"));
        return await LoadedAsync(identifier, hash);
    }

    private async Task<RestAnswer> RenameAsync(RestRequest request)
    {
        var body = await request.BodyAsync();
        var (from, to) = (RestJson.GetIdentifier(body, "source"), RestJson.GetIdentifier(body, "destination"));
        await checks.RequireTableAsync(from, request.Reference);
        await checks.RequireFreeForRenameAsync(from, to, request.Reference);
        await catalog.RenameTableAsync(request.Reference, from, to, request.Info($"Rename table {from} to {to}"));
        return RestAnswer.NoContent;
    }

    /// <summary>Reports are taken and not kept.</summary>
    private static async Task<RestAnswer> ReportAsync(RestRequest request)
    {
        RestJson.GetString(await request.BodyAsync(), "report-type");
        return RestAnswer.NoContent;
    }

    private static TableCommit Commit(JsonElement body, TableIdentifier identifier) => new(
        identifier, RestJson.GetList(body, "requirements", TableRequirementJson.Read), RestJson.GetList(body, "updates", TableUpdateJson.Read));

    private async Task CheckAsync(RestRequest request, IReadOnlyList<TableCommit> commits)
    {
        foreach (var commit in commits)
        {
            if (commit.Requirements.OfType<AssertCreate>().Any())
            {
                await checks.RequireNamespaceAsync(commit.Identifier.Namespace, request.Reference);
                await checks.RequireNoViewAsync(commit.Identifier, request.Reference);
            }
            else
            {
                await checks.RequireTableAsync(commit.Identifier, request.Reference);
            }
        }

        await guard.CheckAsync(request.Reference, commits, CancellationToken.None);
    }

    /// <summary>The table as that very commit left it.</summary>
    private async Task<RestAnswer> LoadedAsync(TableIdentifier identifier, string hash) => TableAnswers.Of(await checks.RequireTableAsync(identifier, hash));
}
