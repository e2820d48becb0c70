using System.Text.Json;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse.Cli;

/// <summary>What a verb works with. Everything is opened when it is first needed.</summary>
public interface ICommandSession
{
    CommandHost Host { get; }

    /// <summary>Whether results are printed as JSON.</summary>
    bool Json { get; }

    LakehouseConfiguration Configuration { get; }

    IStorage Storage { get; }

    /// <summary>Text for people, on the host's output.</summary>
    TextWriter Output { get; }

    /// <summary>The catalog of the warehouse, disposed of with the session.</summary>
    /// <param name="create">Whether one is made where there is none.</param>
    /// <exception cref="LakehouseException">There is none, and none was to be made.</exception>
    Task<ICatalog> OpenCatalogAsync(bool create, CancellationToken cancellationToken);

    /// <summary>Prints one JSON object on a line of its own.</summary>
    void WriteJson(Action<Utf8JsonWriter> members);
}
