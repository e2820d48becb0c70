using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>
/// The folders of a table whose creation a client prepares: the client writes manifests before the catalog writes anything, and DuckDB (iceberg extension 1.5.5) makes no folder for them
/// on a local file system.
/// </summary>
internal static class StagedFolders
{
    /// <summary>Makes them in a warehouse on this machine; elsewhere nothing is done.</summary>
    internal static void Make(string location, string warehouse)
    {
        if (!warehouse.StartsWith("file:", StringComparison.Ordinal) || !Location.Normalize(location).StartsWith(Location.Normalize(warehouse).TrimEnd('/') + "/", StringComparison.Ordinal))
            return;
        foreach (var folder in (string[])["data", "metadata"])
            DurableFolder.Create(Location.ToLocalPath(Location.Combine(location, folder)));
    }
}
