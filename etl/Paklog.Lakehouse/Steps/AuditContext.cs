using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Steps;

/// <summary>What an audit judges.</summary>
/// <param name="Branch">The run's branch, or that of a promotion.</param>
/// <param name="Before">The commit of the target that is to be moved.</param>
/// <param name="Tables">The tables that the run has written, or that the target of a promotion is to get.</param>
public sealed record AuditContext(Workspace Workspace, string RunId, string Branch, string Before, IReadOnlyList<TableIdentifier> Tables)
{
    /// <summary>A relation for the SQL of the engine with all rows of a table, as it stands on the branch.</summary>
    /// <exception cref="IcebergException">NotFound.</exception>
    public async Task<string> RelationAsync(TableIdentifier table, CancellationToken cancellationToken)
    {
        var loaded = await Workspace.Catalog.LoadTableAsync(table, Branch, cancellationToken)
            ?? throw new IcebergException(IcebergErrorKind.NotFound, $"There is no table {table} on '{Branch}' that could be judged.");
        return (await Workspace.Engine.Reader.ReadAsync(loaded, cancellationToken)).Sql;
    }
}
