using System.Diagnostics;
using Paklog.Lakehouse.IntegrationTests.Recordings;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>
/// A table is a function of the events: lines of the recordings in random batches, in the order of Kafka's partitions or in any, some delivered twice, with runs between the batches or without, give the tables
/// of one landing and one run. A failing case is made small and printed with its seed; tests/README.md says how to play more of them.
/// </summary>
public sealed class AnyArrivalTests(ArrivalFixture arrivals, ITestOutputHelper output) : IClassFixture<ArrivalFixture>
{
    /// <summary>The cost of a case is the number of tables that its runs compute, so most cases take a few topics that models join.</summary>
    private static readonly string[][] Topics =
    [
        ["customers", "orders"],
        ["orders", "order_items"],
        ["orders", "payments", "refunds", "shipments"],
        ["products", "inventory_delta", "order_items"],
        ["shipment_logs", "outbox_events"],
        ["customers", "payments", "orders"],
    ];

    public static TheoryData<int> SeedsOfSmall { get; } = [.. ArrivalSeeds.From(1, 40, whenLong: 100)];

    public static TheoryData<int> SeedsOfMain { get; } = [.. ArrivalSeeds.From(1001, 2)];

    [Theory]
    [MemberData(nameof(SeedsOfSmall))]
    public async Task Small_in_any_order_and_any_split(int seed)
    {
        var random = new Random(seed);
        var (form, bare) = random.Next(8) switch { 0 => ("typed", false), 1 => ("flat", false), 2 => ("plain", true), _ => ("plain", false) };
        await CheckAsync("small/" + form, seed, Recording.Small(form), bare, random.Next(20) == 0 ? [] : Topics[random.Next(Topics.Length)], batches: 3);
    }

    [Theory]
    [MemberData(nameof(SeedsOfMain))]
    public Task Main_in_any_order_and_any_split(int seed) => CheckAsync("main", seed, Recording.Main, false, Topics[seed % Topics.Length], batches: 3);

    private async Task CheckAsync(string recording, int seed, string topics, bool bare, IReadOnlyList<string> tables, int batches)
    {
        var expected = await arrivals.ExpectAsync(topics, bare, tables);
        var arrival = ArrivalGenerator.Make($"{recording}{(bare ? ", bare values" : "")}, {(tables.Count == 0 ? "all tables" : string.Join(", ", tables))}", seed, expected.Lines, batches);
        var watch = Stopwatch.StartNew();
        var found = await arrivals.Judge.CompareAsync(arrival, expected);
        output.WriteLine($"{arrival.Name}: {arrival.Size.Lines} lines, {arrival.Size.Steps} steps, {watch.ElapsedMilliseconds} ms");
        if (found.Found.Count > 0)
        {
            var small = await new ArrivalShrinker(async candidate => (await arrivals.Judge.CompareAsync(candidate)).Found.Count > 0, attempts: 150).ShrinkAsync(arrival);
            Assert.Fail($"{found}\nmade small (PAKLOG_SEED={seed} PAKLOG_CASES=1 plays the whole):\n{small}\n{await arrivals.Judge.CompareAsync(small)}");
        }

        found.AssertNone();
    }
}
