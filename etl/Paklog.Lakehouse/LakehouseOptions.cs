using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse;

/// <summary>Where and how a lakehouse is opened. What is null is as the configuration says, and without one as conf/README.md gives the defaults.</summary>
public sealed class LakehouseOptions
{
    /// <summary>Names the <see cref="System.Diagnostics.ActivitySource"/> and the <see cref="System.Diagnostics.Metrics.Meter"/> of lakehouses, and the category of their log.</summary>
    public const string TelemetryName = "Paklog.Lakehouse";

    /// <summary>The folder with lakehouse.yaml; null for no files of configuration.</summary>
    public string? Conf { get; set; }

    /// <summary>The name of a file in the folder <c>environments</c> of <see cref="Conf"/>, without .yaml.</summary>
    public string? Environment { get; set; }

    /// <summary>A path or a URI, as <c>s3://bucket/prefix</c>.</summary>
    public string? Warehouse { get; set; }

    /// <summary>The branch that is landed on, run and read.</summary>
    public string? Branch { get; set; }

    /// <summary>An IANA name: in which instants become business dates.</summary>
    public string? TimeZone { get; set; }

    /// <summary>What the embedded engine may use of the machine.</summary>
    public EngineOptions? Engine { get; set; }

    /// <summary>What relative paths are relative to.</summary>
    public string Folder { get; set; } = System.Environment.CurrentDirectory;

    /// <summary>The folder of the application, where configuration and models are looked for last.</summary>
    public string ApplicationFolder { get; set; } = AppContext.BaseDirectory;

    /// <summary>An environment variable by name; null where there is none.</summary>
    public Func<string, string?> Variable { get; set; } = System.Environment.GetEnvironmentVariable;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Where log messages go; nowhere unless it is set.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>How people call the command line, for hints in messages.</summary>
    public string CommandName { get; set; } = "lakehouse";

    /// <summary>An engine that several lakehouses share one after the other, and that outlives them; null for one of its own.</summary>
    public EmbeddedEngine? SharedEngine { get; set; }

    /// <summary>Opens the engine of landing and runs, which the lakehouse disposes of; null for the embedded one.</summary>
    public Func<EngineOpening, IEngine>? RunEngine { get; set; }

    /// <summary>Opens the catalog, in place of that of the configuration.</summary>
    public Func<CatalogOpening, CancellationToken, Task<ICatalog>>? Catalog { get; set; }

    /// <inheritdoc cref="Bronze.LandingOptions.BatchBytes"/>
    public long BatchBytes { get; set; } = new Bronze.LandingOptions().BatchBytes;

    /// <summary>Whether lakehouse.yaml is looked for where <see cref="Conf"/> names none, as the command line does.</summary>
    public bool FindsConf { get; set; }
}
