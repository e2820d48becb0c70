using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Publishing;

/// <summary>Branches that are published to one target at the same time.</summary>
public sealed class ManyPublishersTests
{
    private const int Publishers = 8;
    private const int Rounds = 5;

    private static readonly CommitInfo Info = new("tests", "a test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_with_a_table_of_its_own_none_is_lost()
    {
        using var folder = new TemporaryFolder();
        var catalog = await StagingAsync(folder, Publishers);
        await Parallel.ForAsync(0, Publishers, new ParallelOptions { MaxDegreeOfParallelism = Publishers, CancellationToken = Token }, async (i, token) =>
        {
            var own = await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: token);
            for (var round = 1; round <= Rounds; round++)
            {
                await SetAsync(own, $"silver.t{i}", round, $"dev/{i}");
                await new Promotion(own).PublishAsync($"dev/{i}", "staging", token);
            }
        });
        for (var i = 0; i < Publishers; i++)
            Assert.Equal($"{Rounds}", (await catalog.LoadTableAsync(TableIdentifier.Parse($"silver.t{i}"), "staging", Token))!.Metadata.Properties["round"]);
    }

    [Fact]
    public async Task All_with_the_same_table_one_is_published_and_the_others_are_told()
    {
        using var folder = new TemporaryFolder();
        var catalog = await StagingAsync(folder, Publishers);
        for (var i = 0; i < Publishers; i++)
            await SetAsync(catalog, "silver.t0", i, $"dev/{i}");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Publishers).Select(i => Task.Run(
            async () =>
            {
                try
                {
                    await new Promotion(await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token)).PublishAsync($"dev/{i}", "staging", Token);
                    return i;
                }
                catch (IcebergException error)
                {
                    Assert.Equal((IcebergErrorKind.CommitConflict, false), (error.Kind, error.Retryable));
                    Assert.StartsWith($"silver.t0 changed both on 'dev/{i}'", error.Message, StringComparison.Ordinal);
                    return (int?)null;
                }
            },
            Token)));
        var winner = Assert.Single(outcomes, outcome => outcome is not null);
        Assert.Equal($"{winner}", (await catalog.LoadTableAsync(TableIdentifier.Parse("silver.t0"), "staging", Token))!.Metadata.Properties["round"]);
    }

    /// <summary>A branch staging with tables, and as many branches dev/N.</summary>
    private static async Task<EmbeddedCatalog> StagingAsync(TemporaryFolder folder, int branches)
    {
        var catalog = await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token);
        TableUpdate[] creation =
        [
            new AddSchema(new Schema([NestedField.RequiredField(1, "id", PrimitiveType.Long)])), new SetCurrentSchema(TableUpdate.LastAdded),
            new AddPartitionSpec(PartitionSpec.Unpartitioned), new SetDefaultSpec(TableUpdate.LastAdded), new AddSortOrder(SortOrder.Unsorted), new SetDefaultSortOrder(TableUpdate.LastAdded),
        ];
        var head = await catalog.CommitAsync("main", [.. Enumerable.Range(0, branches).Select(i => new TableCommit(TableIdentifier.Parse($"silver.t{i}"), [new AssertCreate()], creation))], Info, Token);
        await catalog.CreateReferenceAsync("staging", ReferenceKind.Branch, head, Token);
        for (var i = 0; i < branches; i++)
            await catalog.CreateReferenceAsync($"dev/{i}", ReferenceKind.Branch, head, Token);
        return catalog;
    }

    private static Task<string> SetAsync(ICatalog catalog, string table, int round, string branch) =>
        catalog.CommitAsync(branch, [new TableCommit(TableIdentifier.Parse(table), [], [new SetProperties(new Dictionary<string, string> { ["round"] = $"{round}" })])], Info, Token);
}
