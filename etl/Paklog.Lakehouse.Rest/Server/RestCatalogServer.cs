using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>A catalog served as an Iceberg REST catalog (Iceberg, <c>open-api/rest-catalog-open-api.yaml</c>), below <c>/iceberg</c>.</summary>
public sealed class RestCatalogServer : IAsyncDisposable
{
    private const string Base = "/iceberg/v1";

    private readonly WebApplication application;

    private RestCatalogServer(WebApplication application, Uri uri)
    {
        this.application = application;
        Uri = uri;
    }

    /// <summary>What clients are given as the catalog's URI.</summary>
    public Uri Uri { get; }

    /// <summary>Starts to serve; views are served where the catalog is an <see cref="IViewCatalog"/>.</summary>
    /// <exception cref="IcebergException">Unavailable, ValidationFailed: the port is in use or not to be had, or the server could be reached from elsewhere and knows no clients.</exception>
    public static async Task<RestCatalogServer> StartAsync(ICatalog catalog, RestServerOptions options, CancellationToken cancellationToken = default)
    {
        if (options.Clients.Count == 0 && !IPAddress.IsLoopback(options.Host))
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"Nothing is served on {options.Host} without clients: anyone there could change every table. Name clients, or serve on 127.0.0.1.");

        // Nothing of the process's environment, settings files or command line has a say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Host, options.Port);
        });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        Map(application, catalog, options);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw e.InnerException is AddressInUseException
                ? new IcebergException(IcebergErrorKind.Unavailable, $"Port {options.Port} of {options.Host} is in use; stop what uses it, or serve on another port.")
                : new IcebergException(IcebergErrorKind.Unavailable, $"Port {options.Port} of {options.Host} cannot be had: {e.Message}");
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new RestCatalogServer(application, new Uri(new Uri(address), "/iceberg"));
    }

    /// <summary>Takes no more requests, and lets those that are at work come to their end.</summary>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private static void Map(WebApplication application, ICatalog catalog, RestServerOptions options)
    {
        List<Route> routes =
        [
            .. new NamespaceEndpoints(catalog).Routes,
            .. new TableEndpoints(catalog, options).Routes,
            .. catalog is IViewCatalog views ? new ViewEndpoints(views).Routes : [],
        ];
        var tokens = new Tokens(options.Clients, options.Clock);
        var dispatcher = new RestDispatcher(tokens, new IdempotencyStore(options.Clock), options);
        var config = new ConfigEndpoint(catalog, options, routes);
        var exchange = new TokenEndpoint(tokens);
        application.UseRouting();
        application.MapMethods($"{Base}/config", ["GET"], dispatcher.Handle((context, _) => config.AnswerAsync(context), changes: false));
        application.MapMethods($"{Base}/oauth/tokens", ["POST"], dispatcher.HandleAnyone(exchange.AnswerAsync));
        foreach (var route in routes)
        {
            foreach (var prefix in new[] { "", "{prefix}/" })
            {
                application.MapMethods(
                    $"{Base}/{prefix}{route.Path}", [route.Method], dispatcher.Handle((context, caller) => route.Answer(new RestRequest(context, caller)), route.Changes));
            }
        }

        application.MapFallback(dispatcher.HandleAnyone(context => throw new RestException(
            404, "NotFoundException", $"There is nothing at {context.Request.Method} {context.Request.Path}; the catalog is below {Base}.")));
    }
}
