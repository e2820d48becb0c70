using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>The recording `main` against what its databases say of themselves.</summary>
[Collection(RecordingCollection.Name)]
public sealed class TruthOfMainTests(RecordedLakehouses recordings)
{
    public static TheoryData<string> Tables { get; } = [.. TruthTables.All.Select(table => table.Name)];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Every_row_and_column_is_that_of_the_database(string name)
    {
        var lakehouse = await recordings.MainAsync();
        var table = TruthTables.All.Single(table => table.Name == name);

        Compare.FinalTable(table, Truth.Main, await lakehouse.RowsAsync("silver." + name)).AssertNone();
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("products")]
    public async Task History_is_the_committed_states(string name)
    {
        var lakehouse = await recordings.MainAsync();
        var table = TruthTables.All.Single(table => table.Name == name);

        Compare.History(table, Truth.Main, await lakehouse.RowsAsync($"silver.{name}_history")).AssertNone();
    }

    [Fact]
    public async Task History_of_customers_is_the_list_of_their_tracked_states()
    {
        var lakehouse = await recordings.MainAsync();

        CustomerStates.Compare(Truth.Main, await lakehouse.RowsAsync("silver.customers_history")).AssertNone();
    }

    [Fact]
    public async Task The_ledger_finds_exactly_the_planted_defects()
    {
        var lakehouse = await recordings.MainAsync();

        LedgerDefects.Assert(Truth.Main, await lakehouse.RowsAsync("silver.finance_ledger"));
    }

    [Fact]
    public async Task Nothing_is_rejected_and_every_line_is_accounted_for()
    {
        var lakehouse = await recordings.MainAsync();

        Assert.Empty(await lakehouse.RowsAsync("silver.dead_letters"));
        Assert.Empty(await lakehouse.RowsAsync("bronze.dead_letters"));
        var sums = Assert.Single(await lakehouse.RowsAsync("bronze._landed", "cast(sum(lines) as bigint) as lines, cast(sum(landed) as bigint) as landed, cast(sum(duplicate) as bigint) as duplicate, cast(sum(ignored) as bigint) as ignored, cast(sum(dead) as bigint) as dead"));
        long Sum(string name) => sums.GetProperty(name).GetInt64();
        // shared/data/cdc/README.md: 87,297 change events, of which the duplicates of the ten tables sum to 747; tombstones and the four other kinds of topics.
        Assert.Equal((747, 433 + 26 + 38 + 22 + 5 + 47396, 0), (Sum("duplicate"), Sum("ignored"), Sum("dead")));
        Assert.Equal(87297 - 747, Sum("landed"));
        Assert.Equal(Sum("lines"), Sum("landed") + Sum("duplicate") + Sum("ignored") + Sum("dead"));
    }
}
