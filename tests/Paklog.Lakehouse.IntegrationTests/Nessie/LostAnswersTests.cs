using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

/// <summary>A real Nessie behind a proxy that cuts the connection: before the server hears of a request, or before the client hears of the answer.</summary>
[Collection(NessieCollection.Name)]
public sealed class LostAnswersTests(NessieServer server) : IAsyncLifetime
{
    private static readonly CommitInfo Info = new("ana", "a test");

    private static readonly TableIdentifier Orders = new("silver", "orders");

    private static readonly NessieCatalogOptions Impatient = new() { RequestAttempts = 3, FirstDelay = TimeSpan.FromMilliseconds(1) };

    private readonly TemporaryFolder folder = new();
    private Proxy proxy = null!;
    private NessieCatalog straight = null!;
    private NessieCatalog catalog = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var uri = await server.EmptyAsync(Token);
        proxy = new Proxy(uri);
        straight = await NessieCatalog.OpenAsync(uri, folder.Location, new LocalFileIO(), cancellationToken: Token);
        catalog = await NessieCatalog.OpenAsync(new UriBuilder(uri) { Port = proxy.Port }.Uri, folder.Location, new LocalFileIO(), Impatient, Token);
        await straight.CommitAsync("main", [TestTable.Creation(Orders)], Info, Token);
    }

    public async ValueTask DisposeAsync()
    {
        catalog.Dispose();
        straight.Dispose();
        await proxy.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_commit_is_made_once_whether_the_answer_was_lost_or_the_request(bool isDone, bool anotherComesFirst)
    {
        var lost = Once(IsCommit);
        if (isDone)
            proxy.Loses = lost.Matches;
        else
            proxy.Drops = lost.Matches;
        if (anotherComesFirst)
            proxy.BeforeCut = () => SetAsync(straight, "other");
        var hash = await SetAsync(catalog, "mine");

        Assert.Equal(1, lost.Count());
        var log = await straight.LogAsync("main", 100, Token);
        Assert.Equal(anotherComesFirst ? 3 : 2, log.Count);
        Assert.Equal(hash, log[isDone && anotherComesFirst ? 1 : 0].Hash);
        Assert.Equal(anotherComesFirst ? ["mine", "other"] : ["mine"], await KeysAsync());
        Assert.Equal(log.Count, MetadataFiles());
    }

    [Fact]
    public async Task A_commit_whose_requirement_another_breaks_while_its_request_is_lost_is_a_conflict()
    {
        var metadata = (await straight.LoadTableAsync(Orders, "main", Token))!.Metadata;
        proxy.Drops = Once(IsCommit).Matches;
        proxy.BeforeCut = () => straight.CommitAsync("main", [TestTable.Snapshot(Orders, metadata, 1)], Info, Token);
        var error = await FailsAsync(IcebergErrorKind.CommitConflict, () => catalog.CommitAsync("main", [TestTable.Snapshot(Orders, metadata, 2)], Info, Token));
        Assert.True(error.Retryable);
        Assert.Equal(2, MetadataFiles());
    }

    [Fact]
    public async Task A_commit_that_happened_under_silence_is_found_when_the_log_can_be_read()
    {
        proxy.Loses = IsCommit;
        var hash = await SetAsync(catalog, "mine");
        Assert.Equal(hash, (await straight.LoadReferenceAsync("main", Token))!.Hash);
        Assert.Equal(["mine"], await KeysAsync());
    }

    [Fact]
    public async Task A_commit_is_of_unknown_state_when_the_server_stays_silent_and_its_file_stays()
    {
        var isSilent = false;
        proxy.Loses = line => isSilent |= IsCommit(line);
        var error = await FailsAsync(IcebergErrorKind.CommitStateUnknown, () => SetAsync(catalog, "mine"));
        Assert.False(error.Retryable);
        Assert.Equal(["mine"], await KeysAsync());
    }

    [Fact]
    public async Task A_commit_is_of_unknown_state_when_only_the_log_cannot_be_read_and_its_file_stays()
    {
        proxy.Loses = Once(IsCommit).Matches;
        proxy.Drops = line => line.Contains("/history?", StringComparison.Ordinal);
        await FailsAsync(IcebergErrorKind.CommitStateUnknown, () => SetAsync(catalog, "mine"));
        Assert.Equal(["mine"], await KeysAsync());
    }

    [Fact]
    public async Task A_commit_is_of_unknown_state_when_the_branch_was_moved_elsewhere_meanwhile()
    {
        await straight.CreateReferenceAsync("v1", ReferenceKind.Tag, (await straight.LoadReferenceAsync("main", Token))!.Hash, Token);
        await SetAsync(straight, "first");
        proxy.Loses = Once(IsCommit).Matches;
        proxy.BeforeCut = async () =>
            await straight.AssignBranchAsync("main", (await straight.LoadReferenceAsync("main", Token))!.Hash, (await straight.LoadReferenceAsync("v1", Token))!.Hash, Token);
        await FailsAsync(IcebergErrorKind.CommitStateUnknown, () => SetAsync(catalog, "mine"));
        Assert.Equal(3, MetadataFiles());
    }

    [Fact]
    public async Task A_server_that_is_not_reached_has_changed_nothing_and_no_file_is_left()
    {
        await proxy.DisposeAsync();
        var error = await FailsAsync(IcebergErrorKind.Unavailable, () => SetAsync(catalog, "mine"));
        Assert.True(error.Retryable);
        Assert.Contains("does not answer", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, MetadataFiles());
    }

    [Fact]
    public async Task References_are_created_moved_and_deleted_once()
    {
        var start = (await straight.LoadReferenceAsync("main", Token))!.Hash;
        proxy.Loses = Once(line => line.StartsWith("POST", StringComparison.Ordinal)).Matches;
        await catalog.CreateReferenceAsync("run/1", ReferenceKind.Branch, start, Token);
        var moved = await straight.CommitAsync("run/1", [TestTable.Set(Orders, "run", "1")], Info, Token);

        proxy.Loses = Once(line => line.StartsWith("PUT", StringComparison.Ordinal)).Matches;
        await catalog.AssignBranchAsync("main", start, moved, Token);
        Assert.Equal(moved, (await straight.LoadReferenceAsync("main", Token))!.Hash);

        proxy.Loses = Once(line => line.StartsWith("DELETE", StringComparison.Ordinal)).Matches;
        await catalog.DeleteReferenceAsync("run/1", moved, Token);
        Assert.Null(await straight.LoadReferenceAsync("run/1", Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_branch_onto_which_another_commits_at_once_was_moved_or_was_not(bool isDone)
    {
        var start = (await straight.LoadReferenceAsync("main", Token))!.Hash;
        await straight.CreateReferenceAsync("run/1", ReferenceKind.Branch, start, Token);
        var moved = await straight.CommitAsync("run/1", [TestTable.Set(Orders, "run", "1")], Info, Token);
        var lost = Once(line => line.StartsWith("PUT", StringComparison.Ordinal));
        if (isDone)
            proxy.Loses = lost.Matches;
        else
            proxy.Drops = lost.Matches;
        proxy.BeforeCut = () => SetAsync(straight, "other");
        if (isDone)
            await catalog.AssignBranchAsync("main", start, moved, Token);
        else
            await FailsAsync(IcebergErrorKind.CommitConflict, () => catalog.AssignBranchAsync("main", start, moved, Token));
        Assert.Equal(isDone ? ["other", "run"] : ["other"], await KeysAsync());
    }

    [Fact]
    public async Task A_merge_whose_answer_is_lost_is_made_once_and_leaves_no_branch()
    {
        await straight.CreateReferenceAsync("dev", ReferenceKind.Branch, (await straight.LoadReferenceAsync("main", Token))!.Hash, Token);
        await straight.CommitAsync("dev", [TestTable.Set(Orders, "dev", "1")], Info, Token);
        var before = await straight.CommitAsync("main", [TestTable.Creation(new TableIdentifier("silver", "customers"))], Info, Token);
        var lost = Once(line => line.Contains("/history/merge", StringComparison.Ordinal));
        proxy.Loses = lost.Matches;
        var merged = await catalog.MergeAsync("main", before, "dev", Info, Token);

        Assert.Equal(1, lost.Count());
        Assert.Equal([merged, before], (await straight.LogAsync("main", 2, Token)).Select(commit => commit.Hash));
        Assert.Equal(["dev"], await KeysAsync());
        Assert.Equal(["dev", "main"], (await straight.ListReferencesAsync(Token)).Select(reference => reference.Name));
    }

    [Fact]
    public async Task What_a_killed_merge_left_behind_is_taken_away_by_a_later_one()
    {
        var main = (await straight.LoadReferenceAsync("main", Token))!.Hash;
        var now = DateTimeOffset.UtcNow;
        var (old, young) = ($"merging/{now.AddMinutes(-61):yyyyMMdd'T'HHmmss'Z'}-1", $"merging/{now.AddMinutes(-59):yyyyMMdd'T'HHmmss'Z'}-2");
        foreach (var name in (string[])[old, young, "merging/of-ana", "dev"])
            await straight.CreateReferenceAsync(name, ReferenceKind.Branch, main, Token);
        await straight.CreateReferenceAsync("merging/20200101T000000Z-tag", ReferenceKind.Tag, main, Token);
        await straight.CommitAsync("dev", [TestTable.Set(Orders, "dev", "1")], Info, Token);
        await straight.CommitAsync(old, [TestTable.Set(Orders, "old", "1")], Info, Token);
        await straight.MergeAsync("main", main, "dev", Info, Token);
        Assert.Equal(["dev", "main", "merging/20200101T000000Z-tag", young, "merging/of-ana"], (await straight.ListReferencesAsync(Token)).Select(reference => reference.Name));
        Assert.Equal(["dev"], await KeysAsync());
    }

    private static bool IsCommit(string line) => line.Contains("/history/commit", StringComparison.Ordinal);

    private static (Func<string, bool> Matches, Func<int> Count) Once(Func<string, bool> request)
    {
        var count = 0;
        return (line => request(line) && Interlocked.CompareExchange(ref count, 1, 0) == 0, () => count);
    }

    private static Task<string> SetAsync(NessieCatalog catalog, string key) => catalog.CommitAsync("main", [TestTable.Set(Orders, key, "set")], Info, Token);

    private static async Task<IcebergException> FailsAsync(IcebergErrorKind kind, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<IcebergException>(action);
        Assert.True(kind == error.Kind, error.ToString());
        return error;
    }

    /// <summary>The properties that tests set.</summary>
    private async Task<IEnumerable<string>> KeysAsync() =>
        (await straight.LoadTableAsync(Orders, "main", Token))!.Metadata.Properties.Keys.Where(key => !key.Contains('.', StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private int MetadataFiles() => Directory.GetFiles(folder.Path, "*.metadata.json", SearchOption.AllDirectories).Length;
}
