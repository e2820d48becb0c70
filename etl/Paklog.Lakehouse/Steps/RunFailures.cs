using Paklog.Lakehouse.Faults;

namespace Paklog.Lakehouse.Steps;

/// <summary>What a run, or a plan, must leave as it is.</summary>
internal sealed class RunFailures
{
    private readonly List<RunFailure> failures = [];
    private readonly HashSet<string> tables = new(StringComparer.Ordinal);

    public IReadOnlyList<RunFailure> All => failures;

    public RunFailure Add(IReadOnlyList<string> failed, Exception error)
    {
        var failure = new RunFailure(failed, TableFault.Describe(error), error);
        Add(failure);
        return failure;
    }

    /// <summary>Adds a table that several steps come upon.</summary>
    public void AddOnce(string table, Exception error)
    {
        if (!tables.Contains(table))
            Add([table], error);
    }

    /// <summary>A step that reads tables that fail is left out: on tables of yesterday and of today together it would compute what never was.</summary>
    /// <returns>Null where the step reads none.</returns>
    public RunFailure? LeaveOut(IRunStep step)
    {
        var causes = step.Inputs.Where(tables.Contains).ToList();
        if (causes.Count == 0)
            return null;
        var failure = new RunFailure(step.Outputs, $"left as it was, since {string.Join(", ", causes)} failed", null);
        Add(failure);
        return failure;
    }

    private void Add(RunFailure failure)
    {
        failures.Add(failure);
        tables.UnionWith(failure.Tables);
    }
}
