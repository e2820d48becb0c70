namespace Paklog.Lakehouse.Steps;

/// <summary>A unit of a run: the tables that are computed together from the same inputs.</summary>
internal interface IRunStep
{
    /// <summary>The tables that it makes; the first is the step's own name.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>The tables that it reads.</summary>
    IReadOnlyList<string> Inputs { get; }

    /// <summary>Looks at metadata only.</summary>
    Task<StepPlan> PlanAsync(RunContext context, CancellationToken cancellationToken);

    /// <summary>Writes to the run's branch.</summary>
    Task<IReadOnlyList<TableResult>> ExecuteAsync(RunContext context, StepPlan plan, CancellationToken cancellationToken);
}
