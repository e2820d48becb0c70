using System.Text.Json.Nodes;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Metadata files as other writers leave them.</summary>
internal static class ForeignMetadata
{
    private static readonly CommitInfo Info = new("tests", "a test");

    /// <summary>A changed copy beside the table's own metadata file; gives its location.</summary>
    public static string Rewrite(Table table, string name, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllBytes(Location.ToLocalPath(table.MetadataLocation)))!.AsObject();
        change(json);
        var path = Path.Combine(Path.GetDirectoryName(Location.ToLocalPath(table.MetadataLocation))!, $"{name}.metadata.json");
        File.WriteAllText(path, json.ToJsonString());
        return Location.OfLocalPath(path);
    }

    /// <summary>Puts a changed copy of its metadata in the place of a table.</summary>
    public static async Task<Table> ReplaceAsync(OurLake lake, string name, Action<JsonObject> change)
    {
        var token = TestContext.Current.CancellationToken;
        var metadata = Rewrite(await lake.LoadAsync(name), $"v{Guid.NewGuid():N}", change);
        await lake.Catalog.DropTableAsync(ICatalog.MainBranch, lake.Identifier(name), Info, token);
        await lake.Catalog.RegisterTableAsync(ICatalog.MainBranch, lake.Identifier(name), metadata, Info, token);
        return await lake.LoadAsync(name);
    }
}
