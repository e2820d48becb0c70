using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// The SQL of an engine: SELECTs in DuckDB's dialect, whose rows become work tables or come to this process. A session does one thing at a time; a cancelled token ends the statement that runs.
/// </summary>
public interface ISqlSession
{
    /// <summary>Computes the rows of a SELECT and keeps them in a work table, until it is dropped or the session ends.</summary>
    /// <param name="name">A word that begins the table's name, for those who read plans and errors.</param>
    /// <param name="values">What stands for $1, $2, ...</param>
    /// <exception cref="LakehouseException">The engine refuses the SELECT, or fails.</exception>
    Task<WorkTable> KeepAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>As <see cref="KeepAsync"/>, for statements that an engine runs on several connections at once (<see cref="ITableWriter.WriteByPartitionAsync"/>).</summary>
    Task<WorkTable> ShareAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>Gives a SELECT a name. Its rows are computed each time that it is read.</summary>
    /// <inheritdoc cref="KeepAsync"/>
    Task<WorkTable> ViewAsync(string name, string select, CancellationToken cancellationToken);

    /// <summary>Adds rows to a work table, column by name; a column that the SELECT lacks is NULL in them.</summary>
    /// <inheritdoc cref="KeepAsync"/>
    Task AppendAsync(WorkTable table, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>Sets a column of some rows of a work table. A view becomes a work table with the rows that it had.</summary>
    /// <param name="key">The column that tells the table's rows apart; where the engine numbers rows by itself, <c>rowid</c>.</param>
    /// <param name="select">A SELECT with the columns <c>id</c>, values of the key, each once, and <c>value</c>.</param>
    /// <exception cref="LakehouseException">The engine refuses the SELECT, or fails.</exception>
    Task UpdateAsync(WorkTable table, string key, string column, string select, CancellationToken cancellationToken);

    /// <summary>Gives a work table or a view up.</summary>
    Task DropAsync(WorkTable table, CancellationToken cancellationToken);

    /// <summary>Lets SELECTs read a relation by the name of a table, as models do; in place of what had that name.</summary>
    /// <param name="relation">As it stands behind FROM.</param>
    Task BindAsync(TableIdentifier table, string relation, CancellationToken cancellationToken);

    /// <summary>The rows of a SELECT; few, since they come to this process.</summary>
    /// <param name="read">Reads one row, which is good only until it returns.</param>
    /// <inheritdoc cref="KeepAsync"/>
    Task<IReadOnlyList<T>> ListAsync<T>(string select, IReadOnlyList<object?> values, Func<ISqlRow, T> read, CancellationToken cancellationToken);

    /// <summary>The columns of a SELECT as a new table would have them, each optional.</summary>
    /// <exception cref="LakehouseException">The engine refuses the SELECT.</exception>
    Task<Schema> DescribeAsync(string select, CancellationToken cancellationToken);

    /// <summary>The time zone in which instants become dates, until it is set again; UTC at first.</summary>
    Task SetTimeZoneAsync(string timeZone, CancellationToken cancellationToken);
}
