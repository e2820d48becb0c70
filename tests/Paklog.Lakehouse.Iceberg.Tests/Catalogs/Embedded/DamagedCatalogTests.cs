using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>What is broken on disk is named, and what only looks so does no harm.</summary>
public sealed class DamagedCatalogTests : IDisposable
{
    private static readonly CommitInfo Info = new("ana", "a test");

    private static readonly TableIdentifier Orders = new("silver", "orders");

    private readonly TemporaryWarehouse warehouse = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => warehouse.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("{\n  \"type\": \"commit\",")]
    [InlineData("{}")]
    public async Task A_damaged_object_is_named(string content)
    {
        var path = warehouse.ObjectPath(await CreateAsync());
        await File.WriteAllTextAsync(path, content, Token);
        var error = await ReadFailsAsync(IcebergErrorKind.InvalidData);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_changed_bit_is_found()
    {
        var path = warehouse.ObjectPath(await CreateAsync());
        var content = await File.ReadAllBytesAsync(path, Token);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, content, Token);
        Assert.Contains(path, (await ReadFailsAsync(IcebergErrorKind.InvalidData)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_object_is_named()
    {
        var path = warehouse.ObjectPath(await CreateAsync());
        File.Delete(path);
        var error = await ReadFailsAsync(IcebergErrorKind.InvalidData);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_table_metadata_is_named()
    {
        await CreateAsync();
        var table = await (await warehouse.OpenAsync()).LoadTableAsync(Orders, "main", Token);
        var path = Iceberg.Storage.Location.ToLocalPath(table!.MetadataLocation);
        var content = await File.ReadAllTextAsync(path, Token);
        await File.WriteAllTextAsync(path, content[..(content.Length / 2)], Token);
        Assert.Contains(path, (await ReadFailsAsync(IcebergErrorKind.InvalidData)).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains(path, (await ReadFailsAsync(IcebergErrorKind.NotFound)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\":\"main\",\"kind\":\"branch\"}")]
    [InlineData("{\"name\":\"main\",\"kind\":\"branch\",\"hash\":\"12\"}")]
    [InlineData("{\"name\":\"main\",\"kind\":\"bough\",\"hash\":\"12\"}")]
    public async Task A_damaged_reference_is_named(string content)
    {
        await CreateAsync();
        var path = warehouse.PathOf("refs", "branches", "main");
        await File.WriteAllTextAsync(path, content, Token);
        Assert.Contains(path, (await ReadFailsAsync(IcebergErrorKind.InvalidData)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_to_what_is_no_commit_is_refused()
    {
        var head = await CreateAsync();
        var root = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(warehouse.ObjectPath(head), Token)).RootElement.GetProperty("root").GetString()!;
        await File.WriteAllTextAsync(warehouse.PathOf("refs", "branches", "main"), $"{{\"name\":\"main\",\"kind\":\"branch\",\"hash\":\"{root}\"}}", Token);
        Assert.Contains(warehouse.ObjectPath(root), (await ReadFailsAsync(IcebergErrorKind.InvalidData)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalog_of_a_later_version_is_refused()
    {
        await CreateAsync();
        await File.WriteAllTextAsync(warehouse.PathOf("format.json"), "{\"format\":\"paklog-catalog\",\"version\":2}", Token);
        var error = await Assert.ThrowsAsync<IcebergException>(warehouse.OpenAsync);
        Assert.Equal(IcebergErrorKind.Unsupported, error.Kind);
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_something_else_is_refused()
    {
        Directory.CreateDirectory(warehouse.CatalogFolder);
        await File.WriteAllTextAsync(warehouse.PathOf("format.json"), "{\"format\":\"photos\",\"version\":1}", Token);
        Assert.Equal(IcebergErrorKind.InvalidData, (await Assert.ThrowsAsync<IcebergException>(warehouse.OpenAsync)).Kind);
        Assert.False(Directory.Exists(warehouse.PathOf("refs")));
    }

    [Fact]
    public async Task A_catalog_that_lost_its_format_file_is_not_given_a_new_one()
    {
        await CreateAsync();
        File.Delete(warehouse.PathOf("format.json"));
        Assert.Equal(IcebergErrorKind.InvalidData, (await Assert.ThrowsAsync<IcebergException>(warehouse.OpenAsync)).Kind);
        Assert.False(File.Exists(warehouse.PathOf("format.json")));
    }

    [Fact]
    public async Task Unfinished_files_and_copies_of_references_are_passed_over()
    {
        var head = await CreateAsync();
        var branches = warehouse.PathOf("refs", "branches");
        await File.WriteAllTextAsync(Path.Combine(branches, ".main.0123.unfinished"), "{\"na", Token);
        File.Copy(Path.Combine(branches, "main"), Path.Combine(branches, "main.orig"));
        var catalog = await warehouse.OpenAsync();
        Assert.Equal([new CatalogReference("main", ReferenceKind.Branch, head)], await catalog.ListReferencesAsync(Token));
        await catalog.DropTableAsync("main", Orders, Info, Token);
    }

    [Fact]
    public async Task A_lock_that_is_held_is_waited_for()
    {
        await CreateAsync();
        var catalog = await warehouse.OpenAsync();
        Task<string> drop;
        await using (new FileStream(warehouse.PathOf("refs", ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            drop = catalog.DropTableAsync("main", Orders, Info, Token);
            await Task.Delay(200, Token);
            Assert.False(drop.IsCompleted);
            Assert.NotNull(await catalog.LoadTableAsync(Orders, "main", Token));
        }

        await drop;
        Assert.Null(await catalog.LoadTableAsync(Orders, "main", Token));
    }

    [Fact]
    public async Task Of_many_first_users_one_creates_the_catalog()
    {
        var catalogs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(warehouse.OpenAsync)));
        var heads = await Task.WhenAll(catalogs.Select(catalog => catalog.LoadReferenceAsync("main", Token)));
        Assert.Single(heads.Distinct());
        Assert.Single(await catalogs[0].LogAsync("main", 10, Token));
    }

    private async Task<string> CreateAsync()
    {
        var catalog = await warehouse.OpenAsync();
        return await catalog.CommitAsync("main", [TestTable.Creation(Orders)], Info, Token);
    }

    private async Task<IcebergException> ReadFailsAsync(IcebergErrorKind kind)
    {
        var error = await Assert.ThrowsAsync<IcebergException>(async () => await (await warehouse.OpenAsync()).LoadTableAsync(Orders, "main", Token));
        Assert.Equal(kind, error.Kind);
        return error;
    }
}
