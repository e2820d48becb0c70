namespace Paklog.Lakehouse.Steps;

/// <summary>Tables that a run has left as they were.</summary>
/// <param name="Tables">Those that would have been computed together.</param>
/// <param name="Error">A sentence that says why.</param>
/// <param name="Cause">The error; null where they wait for tables that failed.</param>
public sealed record RunFailure(IReadOnlyList<string> Tables, string Error, Exception? Cause)
{
    public override string ToString() => $"{string.Join(", ", Tables)}: {Error}";
}
