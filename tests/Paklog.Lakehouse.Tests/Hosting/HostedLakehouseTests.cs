using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paklog.Lakehouse.Hosting;
using Paklog.Lakehouse.Tests.Cli;
using Paklog.Lakehouse.Tests.Configuration;
using Sample;

namespace Paklog.Lakehouse.Tests.Hosting;

/// <summary>A lakehouse in a host: its options, scopes, health, and what it says of its work.</summary>
public sealed class HostedLakehouseTests : IDisposable
{
    private readonly TemporaryHome home = new("");
    private readonly LogLines lines = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Options_come_from_the_configuration_and_each_scope_has_a_lakehouse()
    {
        using var host = Host(OwnShop.Declare());
        await using var one = host.Services.CreateAsyncScope();
        await using var other = host.Services.CreateAsyncScope();
        var lake = one.ServiceProvider.GetRequiredService<Lakehouse>();

        Assert.Equal(Path.Combine(home.Folder, "tables"), lake.Configuration.WarehouseName);
        Assert.Equal("Asia/Ho_Chi_Minh", lake.Configuration.TimeZone.Id);
        Assert.NotSame(lake, other.ServiceProvider.GetRequiredService<Lakehouse>());
        Assert.Same(lake, one.ServiceProvider.GetRequiredService<Lakehouse>());
    }

    [Fact]
    public async Task Health_says_what_is_wrong()
    {
        using var host = Host(OwnShop.Declare());
        var missing = await HealthAsync(host);
        await using (var scope = host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<Lakehouse>().CatalogAsync(create: true, Token);
        var good = await HealthAsync(host);
        using var odd = Host(OwnShop.Declare().Bronze(Debezium.Table("shop.pages").Key("id")));

        Assert.Equal(HealthStatus.Unhealthy, missing.Status);
        Assert.StartsWith("There is no warehouse in ", missing.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, good.Status);
        Assert.StartsWith("main of ", good.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Degraded, (await HealthAsync(odd)).Status);
    }

    [Fact]
    public async Task Work_is_logged_traced_and_counted()
    {
        var spans = new ConcurrentQueue<Activity>();
        var counted = new ConcurrentDictionary<string, double>();
        using var tracing = new ActivityListener { ShouldListenTo = source => source.Name == LakehouseOptions.TelemetryName, Sample = (ref _) => ActivitySamplingResult.AllData, ActivityStopped = spans.Enqueue };
        ActivitySource.AddActivityListener(tracing);
        using var metering = new MeterListener { InstrumentPublished = (instrument, listener) => Enable(instrument, listener) };
        metering.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        metering.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Count(instrument, 1, tags));
        metering.Start();
        using var host = Host(OwnShop.Declare().Gold("none", Sql.Text("select cast(o.region as int) as id from silver.orders o"), m => m.Describe("A row.").Grain("id")));
        await using var scope = host.Services.CreateAsyncScope();
        var lake = scope.ServiceProvider.GetRequiredService<Lakehouse>();
        using var parent = new Activity("test").Start();

        var landed = await lake.LandAsync([LandedWarehouse.Recording], cancellationToken: Token);
        var report = await lake.RunAsync(cancellationToken: Token);

        var own = spans.Where(span => span.TraceId == parent.TraceId).ToList();
        var run = Assert.Single(own, span => span.OperationName == "lakehouse.run");
        Assert.Equal(parent.SpanId, run.ParentSpanId);
        var revenue = Assert.Single(own, span => (string?)span.GetTagItem("lakehouse.table") == "gold.revenue");
        Assert.Equal((run.SpanId, ActivityStatusCode.Ok), (revenue.ParentSpanId, revenue.Status));
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(own, span => (string?)span.GetTagItem("lakehouse.table") == "gold.none").Status);
        Assert.Contains(lines.Of(LogLevel.Information), line => line.StartsWith($"{landed.Counts.Landed} of {landed.Counts.Lines} lines of 21 files landed on main", StringComparison.Ordinal));
        Assert.Contains(lines.Of(LogLevel.Information), line => line.StartsWith("gold.revenue has ", StringComparison.Ordinal));
        Assert.Contains(lines.Of(LogLevel.Information), line => line.Contains($" is published to main as {report.PublishedAs}", StringComparison.Ordinal));
        Assert.StartsWith("gold.none stays as it was: ", Assert.Single(lines.Of(LogLevel.Error)), StringComparison.Ordinal);
        Assert.True(counted["lakehouse.landing.lines landed"] >= landed.Counts.Landed);
        Assert.True(counted["lakehouse.run.rows gold.revenue added"] >= report.Tables.Single(table => table.Table == "gold.revenue").RowsAdded);
        Assert.True(counted["lakehouse.run.failures gold.none"] >= 1);
        Assert.True(counted["lakehouse.operation.duration run done"] >= 1);

        static void Enable(Instrument instrument, MeterListener listener)
        {
            if (instrument.Meter.Name == LakehouseOptions.TelemetryName)
                listener.EnableMeasurementEvents(instrument);
        }

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            counted.AddOrUpdate(string.Join(' ', new[] { instrument.Name }.Concat(tags.ToArray().Select(tag => tag.Value?.ToString()))), value, (_, before) => before + value);
    }

    public void Dispose()
    {
        lines.Dispose();
        home.Dispose();
    }

    private static async Task<HealthReportEntry> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries[LakehouseServices.Health];

    private IHost Host(LakehouseBuilder lakehouse)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Lakehouse:Warehouse"] = "tables", ["Lakehouse:Folder"] = home.Folder, ["Lakehouse:TimeZone"] = "Asia/Ho_Chi_Minh" });
        builder.Logging.AddProvider(lines);
        builder.Services.AddLakehouse(lakehouse);
        return builder.Build();
    }

    /// <summary>Keeps the lines of the lakehouse.</summary>
    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(LogLevel Level, string Line)> kept = [];

        public IReadOnlyList<string> Of(LogLevel level) => [.. kept.Where(line => line.Level == level).Select(line => line.Line)];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => kept.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
