using System.Text;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>
/// A file is read in one of three ways: gzip as lines of text, plain without fractions by the engine's JSON reader, and line by line where something in it is no event. Which one it was must not be seen in Bronze.
/// </summary>
public sealed class ReadingPathsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain")]
    [InlineData("typed")]
    [InlineData("flat")]
    [InlineData("outbox")]
    public async Task Bronze_is_the_same_whichever_way_its_files_were_read(string form)
    {
        using var folder = new TemporaryFolder();
        using var compressed = await TestLakehouse.OpenAsync();
        using var plain = await TestLakehouse.OpenAsync();
        using var withGarbage = await TestLakehouse.OpenAsync();
        var topics = Recording.Small(form);

        var expected = await compressed.LandAsync(topics);
        await plain.LandAsync(Rewrite(topics, Path.Combine(folder.Path, "plain"), ""));
        var dirty = await withGarbage.LandAsync(Rewrite(topics, Path.Combine(folder.Path, "garbage"), "this is no event\n"));

        Assert.Equal(expected.Counts with { Lines = expected.Counts.Lines + expected.Files.Count, Dead = expected.Counts.Dead + expected.Files.Count }, dirty.Counts);
        Assert.NotEmpty(expected.Tables);
        foreach (var table in expected.Tables)
        {
            await AssertSameRowsAsync(table.Table, compressed, plain);
            await AssertSameRowsAsync(table.Table, compressed, withGarbage);
        }
    }

    /// <summary>All columns but those of the landing.</summary>
    private static async Task AssertSameRowsAsync(string table, TestLakehouse one, TestLakehouse other)
    {
        var identifier = TableIdentifier.Parse(table);
        var left = await RowsAsync(one);
        var right = await RowsAsync(other);
        Assert.True(one.Count($"select count(*) from ({left})") > 0);
        Assert.Equal((table, 0L, 0L), (table, one.Count($"select count(*) from ({left} except all {right})"), one.Count($"select count(*) from ({right} except all {left})")));

        async Task<string> RowsAsync(TestLakehouse lakehouse) =>
            $"select * exclude (_ingested_at, _landing_id) from {await one.RelationAsync((await lakehouse.Workspace.Catalog.LoadTableAsync(identifier, ICatalog.MainBranch, Token))!)}";
    }

    /// <summary>The same files without compression, with something before their first line.</summary>
    private static string Rewrite(string topics, string target, string before)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(topics))
            File.WriteAllText(Path.Combine(target, Path.GetFileName(file)[..^".gz".Length]), before + string.Join('\n', Recording.ReadLines(file)) + "\n", new UTF8Encoding(false));
        return target;
    }
}
