using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Runs;

/// <summary>Chooses the steps that a request names, in the order in which they must run.</summary>
internal static class RunSelection
{
    /// <param name="steps">All steps, each behind those that it reads.</param>
    /// <exception cref="LakehouseException">A name is no table of the lakehouse.</exception>
    public static IReadOnlyList<IRunStep> Select(IReadOnlyList<IRunStep> steps, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return steps;
        var chosen = new HashSet<IRunStep>();
        foreach (var name in names)
        {
            // A table may have a plus in its name, too.
            var isWhole = steps.Any(candidate => IsCalled(candidate, name));
            var (before, behind) = (!isWhole && name.StartsWith('+'), !isWhole && name.Length > 1 && name.EndsWith('+'));
            var step = Find(steps, name[(before ? 1 : 0)..^(behind ? 1 : 0)]);
            chosen.Add(step);
            if (before)
                Add(chosen, step, other => steps.Where(candidate => candidate.Outputs.Intersect(other.Inputs).Any()));
            if (behind)
                Add(chosen, step, other => steps.Where(candidate => candidate.Inputs.Intersect(other.Outputs).Any()));
        }

        return [.. steps.Where(chosen.Contains)];
    }

    private static void Add(HashSet<IRunStep> chosen, IRunStep from, Func<IRunStep, IEnumerable<IRunStep>> next)
    {
        var open = new Queue<IRunStep>([from]);
        while (open.TryDequeue(out var step))
        {
            foreach (var other in next(step))
            {
                chosen.Add(other);
                open.Enqueue(other);
            }
        }
    }

    private static IRunStep Find(IReadOnlyList<IRunStep> steps, string name)
    {
        var matches = steps.Where(step => IsCalled(step, name)).ToList();
        return matches.Count == 1
            ? matches[0]
            : throw new LakehouseException(
                $"There is {(matches.Count == 0 ? "no" : "more than one")} table '{name}' that a run makes; they are {string.Join(", ", steps.SelectMany(step => step.Outputs).Select(output => TableIdentifier.Parse(output).Show()))}.");
    }

    private static bool IsCalled(IRunStep step, string name) => step.Outputs.Any(output => TableIdentifier.Parse(output).IsCalled(name));
}
