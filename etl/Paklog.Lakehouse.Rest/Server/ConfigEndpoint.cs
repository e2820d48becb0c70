using System.Xml;
using Microsoft.AspNetCore.Http;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Rest.Client;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>What a client asks first: which prefix leads to the branch that it names as its warehouse, and what the server can do.</summary>
internal sealed class ConfigEndpoint(ICatalog catalog, RestServerOptions options, IReadOnlyList<Route> routes)
{
    internal async Task<RestAnswer> AnswerAsync(HttpContext context)
    {
        var warehouse = context.Request.Query["warehouse"].ToString();
        var reference = warehouse.Length == 0 || warehouse.TrimEnd('/') == options.Warehouse.TrimEnd('/') ? ICatalog.MainBranch : warehouse;
        try
        {
            await catalog.LogAsync(reference, 1, context.RequestAborted);
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.NotFound)
        {
            throw new RestException(404, "NoSuchWarehouseException", $"There is no branch, tag or commit '{reference}'; give the name of one as the warehouse, as in warehouse=main.", e);
        }

        return RestAnswer.Json(writer =>
        {
            RestWriting.WriteProperties(writer, "defaults", new Dictionary<string, string> { [RestCatalog.WarehouseIsBranch] = "true" });
            RestWriting.WriteProperties(writer, "overrides", new Dictionary<string, string> { ["prefix"] = RestPrefix.Of(reference) });
            RestWriting.WriteStrings(writer, "endpoints", routes.Select(route => route.Name));
            writer.WriteString("idempotency-key-lifetime", XmlConvert.ToString(IdempotencyStore.Lifetime));
        });
    }
}
