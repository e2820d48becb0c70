using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Engine;

/// <summary>What a landing or a run works with: a catalog and one of its branches, the engine, and the clock.</summary>
public sealed class Workspace(ICatalog catalog, EmbeddedEngine engine, TransactionOptions transactions)
{
    public ICatalog Catalog { get; } = catalog;

    public EmbeddedEngine Engine { get; } = engine;

    public TransactionOptions Transactions { get; } = transactions;

    public TimeProvider Clock => Transactions.Clock;

    internal DuckDbConnection Connection => Engine.Connection;

    /// <summary>A place for a table that is yet to be created. Its folder carries a suffix of its own: a table of the same name may stand on another branch, or have stood here before.</summary>
    internal WriteTarget NewTarget(TableIdentifier identifier, Schema schema, PartitionSpec spec) => new(
        identifier,
        schema,
        spec,
        Location.Combine(Transactions.Warehouse, identifier.Namespace, $"{identifier.Name}-{Guid.NewGuid().ToString("n")[..8]}"),
        WriteTarget.DefaultCodec);

    /// <summary>A transaction on a branch of the catalog.</summary>
    public Transaction Begin(string branch) => new(Catalog, branch, Transactions);
}
