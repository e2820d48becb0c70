namespace Paklog.Lakehouse.Runs;

/// <summary>An audit has judged against what was to be published: the target is as it was, and what was judged is on a branch.</summary>
public sealed class AuditFailedException : LakehouseException
{
    public AuditFailedException(string target, string branch, IReadOnlyList<string> failures, TimeSpan keep)
        : base(Describe(target, branch, failures, keep)) => (Kind, Branch, Failures) = (LakehouseErrorKind.AuditFailed, branch, failures);

    /// <summary>The branch that was judged.</summary>
    public string Branch { get; }

    public IReadOnlyList<string> Failures { get; }

    /// <summary>What the run did, with the failures and the branch; null where branches were published.</summary>
    public RunReport? Report { get; init; }

    private static string Describe(string target, string branch, IReadOnlyList<string> failures, TimeSpan keep) => string.Join(Environment.NewLine, [
        $"The audit failed, so nothing was published and '{target}' is as it was. What was to be published is on the branch '{branch}', which a later run removes after {keep.TotalDays:0.#} days:",
        .. failures.Select(failure => "  " + failure)]);
}
