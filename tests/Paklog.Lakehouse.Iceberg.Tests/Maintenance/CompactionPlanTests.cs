using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Tests.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Maintenance;

/// <summary>A row is 100 bytes, the target 1,000.</summary>
public sealed class CompactionPlanTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task Small_files_of_a_partition_are_packed_in_the_order_in_which_they_came() => Assert.Equal(
        ["a b c", "d e"],
        await PlanAsync(2, File("a", "eu", 4), File("b", "eu", 4), File("big", "eu", 8), File("c", "eu", 2), File("d", "eu", 6), File("alone", "us", 1), File("e", "eu", 1)));

    [Fact]
    public async Task Too_few_files_wait_for_more_unless_they_fill_one() => Assert.Equal(
        ["a b"], await PlanAsync(3, File("a", "eu", 5), File("b", "eu", 5), File("c", "us", 1), File("d", "us", 2)));

    [Fact]
    public async Task A_file_of_which_a_tenth_is_deleted_is_written_again_and_one_with_equality_deletes()
    {
        var (worn, fine, joined) = (File("worn", "eu", 20), File("fine", "eu", 20), File("joined", "us", 30));
        Assert.Equal(["worn", "joined"], await PlanAsync(
            5,
            worn with { PositionDeletes = [PositionDeletes("d", worn.DataFile, 2)] },
            fine with { PositionDeletes = [PositionDeletes("e", fine.DataFile)] },
            joined with { EqualityDeletes = [EqualityDeletes("q", 0, "us")] }));
        Assert.Equal(["fine"], await PlanAsync(new CompactionOptions(1000, RewriteAll: true), fine));
    }

    private static FileScanTask File(string name, string region, long rows) => new(Data(name, region, rows), 1, [], []);

    private Task<IEnumerable<string>> PlanAsync(int least, params FileScanTask[] files) => PlanAsync(new CompactionOptions(1000, least), files);

    private async Task<IEnumerable<string>> PlanAsync(CompactionOptions options, params FileScanTask[] files)
    {
        if (await warehouse.Catalog.LoadTableAsync(Orders, "main", Cancel) is null)
            await warehouse.CreateAsync();
        var numbered = files.Select((file, index) => file with { DataSequenceNumber = index + 1 });
        var groups = CompactionPlan.Of(warehouse.Metadata, numbered, options);
        Assert.All(groups, group => Assert.All(group.Files, file => Assert.Equal(group.Partition, PartitionKey.Of(file.DataFile))));
        return groups.Select(group => string.Join(' ', group.Files.Select(file => Name(file.DataFile))));
    }
}
