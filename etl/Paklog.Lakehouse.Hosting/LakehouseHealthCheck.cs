using Microsoft.Extensions.Diagnostics.HealthChecks;
using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse.Hosting;

/// <summary>Healthy where the catalog answers and has the lakehouse's branch; degraded where declarations have faults. It starts no engine and reads no table.</summary>
/// <param name="lakehouse">That of the check's own scope.</param>
internal sealed class LakehouseHealthCheck(Lakehouse lakehouse) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var branch = lakehouse.Configuration.Branch;
            var head = await (await lakehouse.CatalogAsync(create: false, cancellationToken)).LoadReferenceAsync(branch, cancellationToken);
            if (head is null)
                return new HealthCheckResult(context.Registration.FailureStatus, $"There is no branch '{branch}' in {lakehouse.Configuration.WarehouseName}.");
            return lakehouse.Definition.Fault is { } fault
                ? HealthCheckResult.Degraded(fault.Message, fault)
                : HealthCheckResult.Healthy($"{branch} of {lakehouse.Configuration.WarehouseName} is at {head.Hash}.");
        }
        catch (Exception error) when (error is LakehouseException or IcebergException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, error.Message, error);
        }
    }
}
