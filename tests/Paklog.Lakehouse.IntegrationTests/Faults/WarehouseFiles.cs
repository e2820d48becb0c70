using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>
/// The judge of a warehouse's files: opens the catalog as a newcomer would, follows every table of every branch and tag to all files of all its snapshots, and says which
/// are missing or of another length.
/// </summary>
internal sealed class WarehouseFiles(string warehouse)
{
    /// <summary>What files that never change name, by their locations.</summary>
    private readonly Dictionary<string, IReadOnlyList<NamedFile>> followed = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The tables of main, after all that any reference names was found whole.</summary>
    public async Task<IReadOnlyList<Table>> CheckAsync()
    {
        var catalog = await EmbeddedCatalog.OpenAsync(Location.OfLocalPath(warehouse), cancellationToken: Token);
        var main = new List<Table>();
        var named = new HashSet<NamedFile>();
        foreach (var reference in await catalog.ListReferencesAsync(Token))
        {
            foreach (var table in await TablesAsync(catalog, reference.Hash))
            {
                named.UnionWith(await FilesOfAsync(table));
                if (reference.Name == ICatalog.MainBranch)
                    main.Add(table);
            }
        }

        var wrong = named.Where(file => !file.IsWhole).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {named.Count} files that tables name are missing or of another length: {string.Join(", ", wrong.Take(5))}");
        return main;
    }

    private static async Task<List<Table>> TablesAsync(EmbeddedCatalog catalog, string commit)
    {
        var tables = new List<Table>();
        foreach (var ns in await catalog.ListNamespacesAsync(commit, Token))
        {
            foreach (var identifier in await catalog.ListTablesAsync(ns, commit, Token))
                tables.Add((await catalog.LoadTableAsync(identifier, commit, Token))!);
        }

        return tables;
    }

    private async Task<IReadOnlyList<NamedFile>> FilesOfAsync(Table table)
    {
        if (followed.TryGetValue(table.MetadataLocation, out var known))
            return known;
        var files = new List<NamedFile> { new(table.MetadataLocation, null) };
        foreach (var list in table.Metadata.Snapshots.Select(snapshot => snapshot.ManifestList!))
        {
            files.Add(new NamedFile(list, null));
            files.AddRange(await FilesOfListAsync(table, list));
        }

        followed.Add(table.MetadataLocation, files);
        return files;
    }

    private async Task<IReadOnlyList<NamedFile>> FilesOfListAsync(Table table, string list)
    {
        if (followed.TryGetValue(list, out var known))
            return known;
        var files = new List<NamedFile>();
        await using (var stream = await table.IO.OpenReadAsync(list, Token))
        {
            foreach (var manifest in ManifestList.Read(stream))
            {
                files.Add(new NamedFile(manifest.ManifestPath, manifest.ManifestLength));
                files.AddRange(await FilesOfManifestAsync(table, manifest));
            }
        }

        followed.Add(list, files);
        return files;
    }

    private async Task<IReadOnlyList<NamedFile>> FilesOfManifestAsync(Table table, ManifestFile manifest)
    {
        if (followed.TryGetValue(manifest.ManifestPath, out var known))
            return known;
        using var reader = ManifestReader.Open(await table.IO.OpenReadAsync(manifest.ManifestPath, Token), manifest);
        var files = reader.ReadEntries().Where(entry => entry.IsLive).Select(entry => new NamedFile(entry.DataFile.FilePath, entry.DataFile.FileSizeInBytes)).ToList();
        followed.Add(manifest.ManifestPath, files);
        return files;
    }

    private sealed record NamedFile(string Place, long? Length)
    {
        private FileInfo OnDisk => new(Location.ToLocalPath(Place));

        public bool IsWhole => OnDisk is { Exists: true } file && (Length is null || file.Length == Length);
    }
}
