using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Engine;

/// <summary>What a landing or a run works with: a catalog, the engines, and the clock.</summary>
/// <param name="engine">What lands files and computes the tables of runs; null for the embedded engine.</param>
public sealed class Workspace(ICatalog catalog, EmbeddedEngine embedded, TransactionOptions transactions, IEngine? engine = null)
{
    public ICatalog Catalog { get; } = catalog;

    /// <summary>The engine in this process: maintenance, questions and the replay of dead letters are its work.</summary>
    public EmbeddedEngine Embedded { get; } = embedded;

    public IEngine Engine { get; } = engine ?? embedded;

    /// <summary>The same workspace with the embedded engine as that of runs, too.</summary>
    internal Workspace OnEmbedded => Engine == Embedded ? this : new(Catalog, Embedded, Transactions);

    public TransactionOptions Transactions { get; } = transactions;

    public TimeProvider Clock => Transactions.Clock;

    internal DuckDbConnection Connection => Embedded.Connection;

    /// <summary>A place for a table that is yet to be created. Its folder carries a suffix of its own: a table of the same name may stand on another branch, or have stood here before.</summary>
    internal WriteTarget NewTarget(TableIdentifier identifier, Schema schema, PartitionSpec spec) => new(
        identifier,
        schema,
        spec,
        EntryName.DefaultLocation(Transactions.Warehouse, identifier, Guid.NewGuid()),
        WriteTarget.DefaultCodec);

    /// <summary>A transaction on a branch of the catalog.</summary>
    public Transaction Begin(string branch) => new(Catalog, branch, Transactions);
}
