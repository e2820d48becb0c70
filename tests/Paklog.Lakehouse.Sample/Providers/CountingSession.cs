using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Sample.Providers;

/// <summary>Hands everything on, and counts.</summary>
internal sealed class CountingSession(ISqlSession inner) : ISqlSession
{
    public long Kept { get; private set; }

    public Task<WorkTable> KeepAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        Kept++;
        return inner.KeepAsync(name, select, values, cancellationToken);
    }

    public Task<WorkTable> ShareAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        Kept++;
        return inner.ShareAsync(name, select, values, cancellationToken);
    }

    public Task<WorkTable> ViewAsync(string name, string select, CancellationToken cancellationToken) => inner.ViewAsync(name, select, cancellationToken);

    public Task AppendAsync(WorkTable table, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) => inner.AppendAsync(table, select, values, cancellationToken);

    public Task UpdateAsync(WorkTable table, string key, string column, string select, CancellationToken cancellationToken) => inner.UpdateAsync(table, key, column, select, cancellationToken);

    public Task DropAsync(WorkTable table, CancellationToken cancellationToken) => inner.DropAsync(table, cancellationToken);

    public Task BindAsync(TableIdentifier table, string relation, CancellationToken cancellationToken) => inner.BindAsync(table, relation, cancellationToken);

    public Task<IReadOnlyList<T>> ListAsync<T>(string select, IReadOnlyList<object?> values, Func<ISqlRow, T> read, CancellationToken cancellationToken) => inner.ListAsync(select, values, read, cancellationToken);

    public Task<Schema> DescribeAsync(string select, CancellationToken cancellationToken) => inner.DescribeAsync(select, cancellationToken);

    public Task SetTimeZoneAsync(string timeZone, CancellationToken cancellationToken) => inner.SetTimeZoneAsync(timeZone, cancellationToken);
}
