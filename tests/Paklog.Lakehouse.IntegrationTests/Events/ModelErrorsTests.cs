using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>A model that the engine refuses, or that fails at a value, is named with file and line, and fails alone.</summary>
public sealed class ModelErrorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("select i.id as id,\n  i.nam as name\nfrom silver.items i", 4, "does not have a column named \"nam\"")]
    [InlineData("select i.id as id,\n  i.size + 'x' as y\nfrom silver.items i", 4, "Binder Error: Could not choose a best candidate function")]
    [InlineData("select cast(i.name as int) as id from silver.items i", 3, "Could not convert")]
    [InlineData("select i.id as id, cast(i.size as tinyint) as y from silver.items i", 3, "1000")]
    [InlineData("select i.id as id, cast(i.size as decimal(3,1)) as y from silver.items i", 3, "Could not c")]
    [InlineData("select i.id as id, i.size * 1000000000000000000 as y\nfrom silver.items i", 3, "overflow")]
    [InlineData("select i.id as id, cast(i.name as date) as y\nfrom silver.items i", 3, "date")]
    public async Task File_and_line_are_named(string select, int line, string words)
    {
        var source = ScenarioTables.OfItems("i");
        var file = Path.Combine(folder.Path, "events.jsonl");
        File.WriteAllLines(file, [source.Create(1, "1", "a", 1000).Record]);
        var model = Path.Combine(folder.Path, "sql", "gold", "broken.sql");
        Directory.CreateDirectory(Path.GetDirectoryName(model)!);
        File.WriteAllText(model, $"-- A row is an item.\n-- grain: id\n{select}\n");
        var good = ScenarioTables.Define(ScenarioTables.Items);
        using var lakehouse = await TestLakehouse.OpenAsync(LakehouseDefinition.Create("broken", good.Contracts, ModelFile.LoadFolder(Path.Combine(folder.Path, "sql")), new Dictionary<string, IReadOnlyList<LookUp>>(), [], "UTC"));
        await lakehouse.LandAsync(file);
        var before = await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", Token);

        var error = Assert.Single((await Assert.ThrowsAsync<DeclarationException>(() => lakehouse.RunAsync())).Errors);

        Assert.Equal((model, line), (error.File, error.Line));
        Assert.Contains(words, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(["main"], (await lakehouse.Workspace.Catalog.ListReferencesAsync(Token)).Select(reference => reference.Name));
        Assert.NotEqual(before, await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", Token));
        Assert.Single(await lakehouse.RowsAsync("silver.items"));
        Assert.Empty(await lakehouse.RowsAsync("gold.broken"));
        lakehouse.Redefine(good);
        await lakehouse.RunAsync();
        Assert.Single(await lakehouse.RowsAsync("silver.items"));
    }
}
