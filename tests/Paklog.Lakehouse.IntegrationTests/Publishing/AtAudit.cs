using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.IntegrationTests.Publishing;

/// <summary>Does something between the writing and the publishing of a run, and finds nothing wrong.</summary>
internal sealed class AtAudit(Func<AuditContext, Task> work) : IAudit
{
    /// <summary>How often a run came to the point of publishing.</summary>
    public int Times { get; private set; }

    public async Task<IReadOnlyList<string>> JudgeAsync(AuditContext context, CancellationToken cancellationToken)
    {
        Times++;
        await work(context);
        return [];
    }
}
