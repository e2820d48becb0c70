using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// The catalog's new commit, and the last snapshot that the transaction made of each table that got one.
/// When nothing had to change, there is no commit and the hash is the branch's. A catalog behind REST tells no hashes; then it is empty.
/// </summary>
public sealed record TransactionResult(string Hash, IReadOnlyDictionary<TableIdentifier, long> SnapshotIds);
