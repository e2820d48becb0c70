using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>The exact bytes of the catalog's files: they outlive the process that wrote them.</summary>
public sealed class CatalogFilesTests
{
    private static readonly CommitInfo Info = new("ana", "Lập bảng \"orders\"", new Dictionary<string, string> { ["run"] = "7", ["dag"] = "daily" });

    [Fact]
    public async Task A_commit_is_these_bytes()
    {
        var warehouse = new MemoryWarehouse();
        var catalog = await warehouse.OpenAsync();
        var start = await warehouse.ReadHeadAsync();
        var uuid = new AssignUuid(Guid.Parse("6f1b4a52-52a4-4a0c-8a2b-0d5bd7f1c0de"));
        await catalog.CreateNamespaceAsync("main", "silver", new Dictionary<string, string> { ["owner"] = "data", ["a"] = "<b>" }, Info, TestContext.Current.CancellationToken);
        var parent = await warehouse.ReadHeadAsync();
        var head = await catalog.CommitAsync("main", [TestTable.Creation(new TableIdentifier("silver", "orders"), uuid)], Info, TestContext.Current.CancellationToken);

        Assert.Equal("{\n  \"format\": \"paklog-catalog\",\n  \"version\": 1\n}\n", Encoding.UTF8.GetString(warehouse.Files["file:///warehouse/catalog/format.json"]));
        Assert.Equal(
            """
            {
              "type": "commit",
              "parents": [],
              "author": "catalog",
              "message": "Create the catalog",
              "time": "2026-01-31T12:30:00.123456Z",
              "properties": {},
              "changes": [],
              "root": null
            }

            """,
            warehouse.ReadObject(start));
        Assert.Equal(
            $$"""
            {
              "type": "commit",
              "parents": [
                "{{parent}}"
              ],
              "author": "ana",
              "message": "Lập bảng \"orders\"",
              "time": "2026-01-31T12:30:00.123456Z",
              "properties": {
                "dag": "daily",
                "run": "7"
              },
              "changes": [
                {"change":"added","kind":"table","name":"silver.orders","to":"file:///warehouse/silver/orders-d7f1c0de/metadata/00000-00000000-0000-4000-8000-000000000001.metadata.json"}
              ],
              "root": "{{await warehouse.ReadRootAsync()}}"
            }

            """,
            warehouse.ReadObject(head));
    }

    [Fact]
    public async Task The_tree_of_entries_is_these_bytes()
    {
        var warehouse = new MemoryWarehouse();
        var catalog = await warehouse.OpenAsync();
        var uuid = new AssignUuid(Guid.Parse("6f1b4a52-52a4-4a0c-8a2b-0d5bd7f1c0de"));
        await catalog.CreateNamespaceAsync("main", "silver", new Dictionary<string, string> { ["owner"] = "data", ["a"] = "<b>" }, Info, TestContext.Current.CancellationToken);
        await catalog.CommitAsync("main", [TestTable.Creation(new TableIdentifier("silver", "orders"), uuid)], Info, TestContext.Current.CancellationToken);

        const string tables =
            """
            {
              "type": "leaf",
              "entries": [
                {"name":"orders","kind":"table","uuid":"6f1b4a52-52a4-4a0c-8a2b-0d5bd7f1c0de","metadata-location":"file:///warehouse/silver/orders-d7f1c0de/metadata/00000-00000000-0000-4000-8000-000000000001.metadata.json","properties":{}}
              ]
            }

            """;
        var tablesHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tables)));
        Assert.Equal(tables, warehouse.ReadObject(tablesHash));
        Assert.Equal(
            $$$"""
            {
              "type": "leaf",
              "entries": [
                {"name":"silver","contents":"{{{tablesHash}}}","properties":{"a":"<b>","owner":"data"}}
              ]
            }

            """,
            warehouse.ReadObject((await warehouse.ReadRootAsync())!));
    }

    [Fact]
    public async Task Every_object_is_named_after_its_bytes()
    {
        var warehouse = new MemoryWarehouse();
        var catalog = await warehouse.OpenAsync();
        await catalog.CommitAsync(
            "main", [.. Enumerable.Range(0, 200).Select(n => TestTable.Creation(new TableIdentifier("silver", $"t{n}")))], Info, TestContext.Current.CancellationToken);
        var objects = warehouse.Files.Locations.Where(location => location.Contains("/catalog/objects/", StringComparison.Ordinal)).ToArray();
        Assert.True(objects.Length > 10);
        foreach (var location in objects)
            Assert.Equal(MemoryWarehouse.LocationOf(Convert.ToHexStringLower(SHA256.HashData(warehouse.Files[location]))), location);
    }

    [Fact]
    public async Task A_reference_is_a_small_file_of_its_own()
    {
        using var warehouse = new TemporaryWarehouse();
        var catalog = await warehouse.OpenAsync();
        var head = (await catalog.LoadReferenceAsync("main", TestContext.Current.CancellationToken))!.Hash;
        await catalog.CreateReferenceAsync("run/7", ReferenceKind.Branch, head, TestContext.Current.CancellationToken);
        await catalog.CreateReferenceAsync("v1", ReferenceKind.Tag, head, TestContext.Current.CancellationToken);

        Assert.Equal(["main", "run%2F7"], Directory.GetFiles(warehouse.PathOf("refs", "branches")).Select(Path.GetFileName).Order());
        Assert.Equal($"{{\n  \"name\": \"run/7\",\n  \"kind\": \"branch\",\n  \"hash\": \"{head}\"\n}}\n", await File.ReadAllTextAsync(warehouse.PathOf("refs", "branches", "run%2F7"), TestContext.Current.CancellationToken));
        Assert.Equal($"{{\n  \"name\": \"v1\",\n  \"kind\": \"tag\",\n  \"hash\": \"{head}\"\n}}\n", await File.ReadAllTextAsync(warehouse.PathOf("refs", "tags", "v1"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(warehouse.ObjectPath(head)));
    }

    [Theory]
    [InlineData("silver", "orders", "file:///warehouse/silver/orders-d7f1c0de")]
    [InlineData("silver.eu", "orders", "file:///warehouse/silver/eu/orders-d7f1c0de")]
    [InlineData("Catalog.refs", "orders", "file:///warehouse/Catalog_/refs/orders-d7f1c0de")]
    [InlineData("bạc", "a/b c%?#*", "file:///warehouse/bạc/a_b_c____-d7f1c0de")]
    [InlineData("silver", "_landed", "file:///warehouse/silver/_landed-d7f1c0de")]
    public async Task A_new_table_stands_in_a_folder_of_its_name_and_uuid(string ns, string name, string location)
    {
        var catalog = await new MemoryWarehouse().OpenAsync();
        var identifier = new TableIdentifier(ns, name);
        var uuid = new AssignUuid(Guid.Parse("6f1b4a52-52a4-4a0c-8a2b-0d5bd7f1c0de"));
        await catalog.CommitAsync("main", [TestTable.Creation(identifier, uuid)], Info, TestContext.Current.CancellationToken);
        Assert.Equal(location, (await catalog.LoadTableAsync(identifier, "main", TestContext.Current.CancellationToken))!.Metadata.Location);
    }

    [Theory]
    [InlineData("", "t")]
    [InlineData("a..b", "t")]
    [InlineData(".a", "t")]
    [InlineData("a", "")]
    [InlineData("a", "b.c")]
    [InlineData("a", "b\n")]
    [InlineData("a", "\ud800")]
    public async Task Names_that_could_not_be_told_apart_or_printed_are_refused(string ns, string name)
    {
        var catalog = await new MemoryWarehouse().OpenAsync();
        var error = await Assert.ThrowsAsync<IcebergException>(
            () => catalog.CommitAsync("main", [TestTable.Creation(new TableIdentifier(ns, name))], Info, TestContext.Current.CancellationToken));
        Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
    }
}
