using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Runs;

/// <summary>The audits that judge a branch before another is moved to it.</summary>
/// <param name="Keep">How long the branch stays that was judged against.</param>
public sealed record AuditGate(Workspace Workspace, IReadOnlyList<IAudit> Audits, TimeSpan Keep)
{
    /// <summary>What is wrong, a sentence each.</summary>
    internal async Task<IReadOnlyList<string>> JudgeAsync(AuditContext context, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var audit in Audits)
            failures.AddRange(await audit.JudgeAsync(context, cancellationToken));
        return failures;
    }
}
