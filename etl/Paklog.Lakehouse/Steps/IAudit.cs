namespace Paklog.Lakehouse.Steps;

/// <summary>Judges what a run has written, or what one branch is to get from another, before it is published (<see cref="LakehouseBuilder.With(IAudit)"/>).</summary>
public interface IAudit
{
    /// <summary>What is wrong with the tables, a sentence each; none lets it be published.</summary>
    /// <param name="context">The tables that were written, and the branch on which they stand. What else is read there may have moved on the target by the time of publishing.</param>
    Task<IReadOnlyList<string>> JudgeAsync(AuditContext context, CancellationToken cancellationToken);
}
