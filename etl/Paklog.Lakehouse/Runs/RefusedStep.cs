using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Runs;

/// <summary>Stands for tables whose contract or model cannot be used: it fails, so that what reads them is left out as behind any step that fails.</summary>
internal sealed class RefusedStep(RefusedTables refused) : IRunStep
{
    public IReadOnlyList<string> Outputs => refused.Tables;

    public IReadOnlyList<string> Inputs => [];

    public Task<StepPlan> PlanAsync(RunContext context, CancellationToken cancellationToken) => throw new LakehouseException(refused.Reason, refused.Cause);

    public Task<IReadOnlyList<TableResult>> ExecuteAsync(RunContext context, StepPlan plan, CancellationToken cancellationToken) => throw new LakehouseException(refused.Reason, refused.Cause);
}
