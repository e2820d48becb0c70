using Paklog.Lakehouse.Tests.Configuration;

namespace Paklog.Lakehouse.Tests.Declared;

/// <summary>A file that changes after it was found and before it was read: nothing of it lands, it is named, and a later landing takes what it holds then.</summary>
public sealed class ChangingFilesTests : IDisposable
{
    private readonly TemporaryHome home = new("");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("shrinks")]
    [InlineData("is emptied")]
    [InlineData("is replaced")]
    [InlineData("grows")]
    [InlineData("goes")]
    public async Task Is_not_landed_and_named_and_the_others_are(string change)
    {
        home.Write("in/a.jsonl", Visit(1) + Visit(2));
        var changing = home.Write("in/b.jsonl", Visit(3) + Visit(4) + Visit(5));
        await using var lake = await Lakehouse.Define("changing").Bronze(Debezium.Table("shop.visits").Key("id").Column("id", "long")).OpenAsync(o => (o.Warehouse, o.BatchBytes) = (Path.Combine(home.Folder, "warehouse"), 1), Token);

        var report = await lake.LandAsync([Path.Combine(home.Folder, "in")], new AfterFirst(() => Change(changing, change)), Token);

        Assert.EndsWith("b.jsonl", Assert.Single(report.Unread).Path, StringComparison.Ordinal);
        Assert.Equal([1, 2], await IdsAsync(lake));
        home.Write("in/b.jsonl", Visit(3) + Visit(4) + Visit(5));
        await lake.LandAsync([Path.Combine(home.Folder, "in")], cancellationToken: Token);
        Assert.Equal([1, 2, 3, 4, 5], await IdsAsync(lake));
    }

    public void Dispose() => home.Dispose();

    private static void Change(string file, string change)
    {
        switch (change)
        {
            case "shrinks":
                using (var stream = File.OpenWrite(file))
                    stream.SetLength(stream.Length / 2);
                break;
            case "is emptied":
                File.WriteAllText(file, "");
                break;
            case "is replaced":
                File.WriteAllText(file, Visit(6) + Visit(7) + Visit(8));
                break;
            case "grows":
                File.AppendAllText(file, Visit(6));
                break;
            default:
                File.Delete(file);
                break;
        }
    }

    private static string Visit(int id) =>
        $$$"""{"op":"c","after":{"id":{{{id}}}},"source":{"connector":"mysql","name":"s","db":"shop","table":"visits","ts_ms":1795250944000,"file":"bin.1","pos":{{{id}}}00,"row":0}}""" + "\n";

    private static async Task<IReadOnlyList<long>> IdsAsync(Lakehouse lake)
    {
        var ids = new List<long>();
        await foreach (var row in lake.QueryAsync("select cast(after ->> 'id' as bigint) as id from bronze.visits order by id").WithCancellation(Token))
            ids.Add(row.Get<long>("id"));
        return ids;
    }

    private sealed class AfterFirst(Action work) : IProgress<(int Done, int Of)>
    {
        private bool isDone;

        public void Report((int Done, int Of) value)
        {
            if (!isDone && value.Done > 0)
                work();
            isDone |= value.Done > 0;
        }
    }
}
