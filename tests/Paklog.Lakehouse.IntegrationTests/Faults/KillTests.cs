using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>
/// SIGKILL at random instants of the real process. At every stop all that tables name is there and can be read; doing it again gives the tables of an undisturbed run.
/// <c>PAKLOG_KILLS</c> is how many processes are killed, <c>PAKLOG_KILL_SEED</c> when.
/// </summary>
public sealed class KillTests(DemoFixture demo, SparkFixture spark) : IClassFixture<DemoFixture>
{
    [Fact]
    public async Task Killed_at_any_instant_of_land_and_run_and_then_done_again()
    {
        var wanted = NumberSetting.Read("PAKLOG_KILLS", 25, whenLong: 50);
        var seed = NumberSetting.Read("PAKLOG_KILL_SEED", 20260105);
        using var folder = new TemporaryFolder();
        var batches = Recording.Split(DemoFixture.Recording, 6, Path.Combine(folder.Path, "batches"));

        for (var (kills, round) = (0, 0); kills < wanted; round++)
        {
            var session = round == 0 ? await spark.SessionAsync(TestContext.Current.CancellationToken) : null;
            var chain = new KillChain(Path.Combine(folder.Path, $"warehouse-{round}"), Repository.Path("conf"), seed + round, wanted - kills, session);
            await chain.RunAsync(batches.SelectMany(batch => (IReadOnlyList<string>[])[["land", "--input", batch], ["run"]]));
            await demo.AssertSameAsync(chain.Warehouse);

            // Half of the kills at the least came while there was something to lose.
            Assert.InRange(chain.Torn, chain.Kills / 2, chain.Kills);
            TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed + round}: {chain.Kills} killed, {chain.Torn} with work begun and not committed, {chain.Committed} after they had committed, {chain.Removed} files and branches left behind");
            kills += chain.Kills;
            Directory.Delete(chain.Warehouse, recursive: true);
        }
    }
}
