namespace Paklog.Lakehouse.Runs;

/// <summary>An audit has judged against a run: the target is as it was, and what the run wrote is on its branch.</summary>
public sealed class AuditFailedException(RunReport report, string target, TimeSpan keep) : LakehouseException(Describe(report, target, keep))
{
    /// <summary>What the run did, with the failures and the branch.</summary>
    public RunReport Report { get; } = report;

    private static string Describe(RunReport report, string target, TimeSpan keep) => string.Join(Environment.NewLine, [
        $"The audit failed, so nothing was published and '{target}' is as it was. What the run wrote is on the branch '{report.KeptBranch}', which a later run removes after {keep.TotalDays:0.#} days:",
        .. report.AuditFailures.Select(failure => "  " + failure)]);
}
