using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>
/// <c>dead-letters replay</c> killed at random instants, and two of them at once: each event that was held back lands exactly once, and leaves the dead letters with the same commit.
/// <c>PAKLOG_REPLAY_KILLS</c> is how many processes are killed, <c>PAKLOG_KILL_SEED</c> when.
/// </summary>
public sealed class ReplayFaultsTests : IDisposable
{
    private readonly HeldBack held = new();

    public void Dispose() => held.Dispose();

    [Fact]
    public async Task Killed_at_any_instant_of_replay_and_then_done_again()
    {
        var wanted = NumberSetting.Read("PAKLOG_REPLAY_KILLS", 8);
        var seed = NumberSetting.Read("PAKLOG_KILL_SEED", 20260105);
        var torn = 0;
        for (var (kills, round) = (0, 0); kills < wanted; round++)
        {
            var chain = new KillChain(await held.LandAsync($"warehouse-{round}"), held.Conf, seed + round, wanted - kills, spark: null);
            await chain.RunAsync(round % 2 == 0 ? [["dead-letters", "replay"]] : [["dead-letters", "replay", "orders"], ["dead-letters", "replay"]]);
            await held.AssertLandedOnceAsync(chain.Warehouse);

            TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed + round}: {chain.Kills} killed, {chain.Torn} with work begun and not committed, {chain.Committed} after they had committed, {chain.Removed} files and branches left behind");
            (kills, torn) = (kills + chain.Kills, torn + chain.Torn);
            Directory.Delete(chain.Warehouse, recursive: true);
        }

        Assert.InRange(torn, 1, wanted);
    }

    [Fact]
    public async Task Two_replays_at_once()
    {
        var warehouse = await held.LandAsync("warehouse");
        var before = await LogAsync(warehouse);

        using var one = CommandLineProcess.Start([], held.Conf, warehouse, "dead-letters", "replay", "--json");
        using var other = CommandLineProcess.Start([], held.Conf, warehouse, "dead-letters", "replay", "--json");
        var results = new[] { await one.WaitAsync(), await other.WaitAsync() };

        Assert.All(results, result => Assert.Equal((0, ""), (result.ExitCode, result.Error)));
        Assert.Contains(results, result => Assert.Single(JsonLines.Read(result.Output)).GetProperty("landed").GetInt64() == 0);
        await held.AssertLandedOnceAsync(warehouse);
        var message = Assert.Single((await LogAsync(warehouse)).Except(before));
        Assert.StartsWith("replay dead letters: ", message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> LogAsync(string warehouse)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(warehouse: warehouse);
        return [.. (await lakehouse.Workspace.Catalog.LogAsync(ICatalog.MainBranch, int.MaxValue, TestContext.Current.CancellationToken)).Select(commit => commit.Message)];
    }
}
