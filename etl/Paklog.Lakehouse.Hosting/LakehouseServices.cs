using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paklog.Lakehouse.Hosting;

/// <summary>A lakehouse among the services of a host.</summary>
public static class LakehouseServices
{
    /// <summary>The section of the host's configuration that <see cref="LakehouseOptions"/> are bound to.</summary>
    public const string Section = "Lakehouse";

    /// <summary>The name of the health check.</summary>
    public const string Health = "lakehouse";

    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds a scoped <see cref="Lakehouse"/>, since one belongs to one thread at a time: each scope has its own, opened when it is first used. Its options come from the section <c>Lakehouse</c> of the host's configuration, then from
        /// <paramref name="configure"/>; its log goes to the host's. A health check named <c>lakehouse</c> is added.
        /// </summary>
        /// <param name="configure">Where the warehouse is, and what else is not as <see cref="LakehouseOptions"/> has it.</param>
        /// <returns>The options, for more to be said of them.</returns>
        public OptionsBuilder<LakehouseOptions> AddLakehouse(LakehouseBuilder lakehouse, Action<LakehouseOptions>? configure = null)
        {
            ArgumentNullException.ThrowIfNull(lakehouse);
            var options = services.AddOptions<LakehouseOptions>().BindConfiguration(Section).Configure<IServiceProvider>((bound, provider) =>
            {
                bound.LoggerFactory = provider.GetService<ILoggerFactory>() ?? bound.LoggerFactory;
                bound.Clock = provider.GetService<TimeProvider>() ?? bound.Clock;
                configure?.Invoke(bound);
            });
            services.AddSingleton(lakehouse);
            services.AddScoped(provider => provider.GetRequiredService<LakehouseBuilder>().Open(provider.GetRequiredService<IOptions<LakehouseOptions>>().Value));
            services.AddHealthChecks().AddCheck<LakehouseHealthCheck>(Health);
            return options;
        }
    }
}
