using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Engine;

/// <summary>The work tables of one piece of work, which go when it is over, however it ends.</summary>
public sealed class WorkScope(ISqlSession sql) : IAsyncDisposable
{
    private readonly List<WorkTable> tables = [];

    public ISqlSession Sql => sql;

    /// <inheritdoc cref="ISqlSession.KeepAsync"/>
    public async Task<WorkTable> KeepAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Own(await sql.KeepAsync(name, select, values, cancellationToken));

    /// <inheritdoc cref="ISqlSession.KeepAsync"/>
    public Task<WorkTable> KeepAsync(string name, string select, CancellationToken cancellationToken) => KeepAsync(name, select, [], cancellationToken);

    /// <inheritdoc cref="ISqlSession.ShareAsync"/>
    public async Task<WorkTable> ShareAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Own(await sql.ShareAsync(name, select, values, cancellationToken));

    /// <inheritdoc cref="ISqlSession.ViewAsync"/>
    public async Task<WorkTable> ViewAsync(string name, string select, CancellationToken cancellationToken) => Own(await sql.ViewAsync(name, select, cancellationToken));

    /// <summary>Keeps the rows of a SELECT that a work table is not needed any more for; the table is dropped behind it.</summary>
    public async Task<WorkTable> ReplaceAsync(WorkTable table, string select, CancellationToken cancellationToken)
    {
        var name = table.Name[..table.Name.LastIndexOf('_')];
        var next = await KeepAsync(name, select, cancellationToken);
        await DropAsync(table, cancellationToken);
        return next;
    }

    public async Task DropAsync(WorkTable table, CancellationToken cancellationToken)
    {
        await sql.DropAsync(table, cancellationToken);
        tables.Remove(table);
    }

    /// <summary>Drops what is left. An engine that cannot do even that is gone, and its tables with it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            for (; tables.Count > 0; tables.RemoveAt(tables.Count - 1))
                await sql.DropAsync(tables[^1], CancellationToken.None);
        }
        catch (Exception error) when (error is LakehouseException or DuckDbException)
        {
            // The statement that found the engine gone has said so.
        }
    }

    private WorkTable Own(WorkTable table)
    {
        tables.Add(table);
        return table;
    }
}
