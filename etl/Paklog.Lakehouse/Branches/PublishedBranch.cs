using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Branches;

/// <summary>What a promotion did.</summary>
/// <param name="Before">The target's head before.</param>
/// <param name="Head">The target's head; the same when it had everything already.</param>
/// <param name="IsFastForward">The target was moved to where the source stands; else both were merged.</param>
/// <param name="Tables">What it did to tables of the target.</param>
public sealed record PublishedBranch(string From, string To, string Before, string Head, bool IsFastForward, IReadOnlyDictionary<string, CatalogChangeKind> Tables);
