namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>What Trino does with tables and views by its REST client, on the catalog that we serve.</summary>
[Collection(TrinoCollection.Name)]
public sealed class StatementsTests(TrinoFixture trino)
{
    [Fact]
    public async Task Tables_and_views_are_made_changed_renamed_and_dropped_and_read_as_of_a_snapshot()
    {
        var lake = await trino.LakeAsync();
        var (orders, copied, moved, seen) = (lake.InTrino("orders"), lake.InTrino("copied"), lake.InTrino("moved"), lake.InTrino("seen"));
        foreach (var sql in (string[])
        [
            $"create table {orders} (id bigint, v varchar, day date) with (partitioning = array['day'])",
            $"insert into {orders} values (1, 'a', date '2026-01-31'), (2, 'b', null), (3, 'c', null)",
            $"merge into {orders} t using (values (3, 'm'), (4, 'n')) s(id, v) on t.id = s.id when matched then update set v = s.v when not matched then insert (id, v) values (s.id, s.v)",
            $"delete from {orders} where id = 1", $"alter table {orders} add column w integer", $"update {orders} set v = 'z' where id = 2",
            $"create table {copied} as select * from {orders}", $"alter table {copied} rename to {moved}",
            $"create view {seen} as select id from {moved}", $"drop view {seen}", $"drop table {moved}",
        ])
        {
            await lake.SqlAsync(sql);
        }

        Assert.Equal(["2 | \"z\" | null | null", "3 | \"m\" | null | null", "4 | \"n\" | null | null"], await lake.OurRowsAsync("orders"));
        var before = (await lake.LoadAsync("orders")).Metadata.CurrentSnapshotId;
        await lake.AppendAsync("orders", "SELECT 5 AS id, 'ours' AS v, DATE '2026-02-01' AS day, 7 AS w");
        Assert.Equal(["""[5,"ours","2026-02-01",7]"""], await lake.JsonAsync($"select * from {orders} where id > 4"));
        Assert.Equal(["[3]"], await lake.JsonAsync($"select count(*) from {orders} for version as of {before}"));
    }
}
