namespace Paklog.Lakehouse.Models;

/// <summary>What became of a case.</summary>
/// <param name="Line">Where the case begins in its file, counted from 1.</param>
/// <param name="Differences">A sentence for each; none when the case passed.</param>
public sealed record ModelTestResult(string Case, int Line, IReadOnlyList<string> Differences)
{
    public bool Passed => Differences.Count == 0;
}
