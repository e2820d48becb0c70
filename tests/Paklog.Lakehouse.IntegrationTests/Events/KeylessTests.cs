using System.Text.Json;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Events without key of tables whose key is the contract's alone.</summary>
public sealed class KeylessTests : IDisposable
{
    private const string Doors = """
        source: shop.doors
        table: doors
        key: [door, at]
        history: { track: [badge] }
        columns:
          - { name: door, type: string, required: true }
          - { name: at, type: long }
          - { name: badge, type: string }
        """;

    private static readonly SourceTable Table = SourceTable.MariaDb("k", "doors", "door", "at");

    private readonly InputFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Inserts, updates, changes of either key column and deletes in transactions, landed in any order with runs up to any instant in between.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Any_order_gives_the_rows_that_the_database_has(int seed)
    {
        var random = new Random(seed);
        var (lines, rows) = Play(random, 60);
        using var expected = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        await folder.LandAndRunAsync(expected, lines);
        Assert.Equal(rows, await RowsAsync(expected));

        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        var shuffled = lines.ToArray();
        random.Shuffle(shuffled);
        var file = 0;
        foreach (var batch in shuffled.Chunk(9))
        {
            await folder.LandAsync(lakehouse, $"{seed}-{file++}.jsonl", string.Concat(batch.Select(line => line.Record + "\n")));
            var to = random.Next(3) == 0 ? ChangeLine.Start.AddSeconds(random.Next(1, 100)) : (DateTimeOffset?)null;
            var from = random.Next(3) == 0 ? ChangeLine.Start.AddSeconds(random.Next(0, 50)) : (DateTimeOffset?)null;
            if (from < to || from is null || to is null)
                await lakehouse.RunAsync(from: from, to: to);
        }

        await lakehouse.RunAsync();
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task In_order_they_extend_what_stands(int seed)
    {
        var (lines, rows) = Play(new Random(seed), 60);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        var inOrder = 0;
        foreach (var batch in Batches(lines, 7))
        {
            var report = await folder.LandAndRunAsync(lakehouse, batch);
            inOrder += report.Tables.Count(table => table.Reason.EndsWith("in order", StringComparison.Ordinal));
            (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        }

        Assert.True(inOrder > 5, $"{inOrder} steps were in order");
        Assert.Equal(rows, await RowsAsync(lakehouse));
    }

    [Fact]
    public async Task Bare_values_are_the_same_as_records_without_key()
    {
        var (lines, rows) = Play(new Random(7), 40);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        await folder.LandAsync(lakehouse, "k.shop.doors-0.jsonl", string.Concat(lines.Select(line => line.Value + "\n")));
        await lakehouse.RunAsync();
        Assert.Equal(rows, await RowsAsync(lakehouse));
    }

    /// <summary>Bronze holds what came, so another key reads it anew.</summary>
    [Fact]
    public async Task Another_key_of_the_contract_reads_the_same_events_anew()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors.Replace("key: [door, at]", "key: [door]", StringComparison.Ordinal)));
        await folder.LandAndRunAsync(lakehouse, [Create(1, "A", 1, "x"), Create(2, "A", 2, "y"), Change(3, ("A", 1, "x"), ("B", 1, "x"))]);
        Assert.Equal(["B 1 x"], await RowsAsync(lakehouse));

        lakehouse.Redefine(ScenarioTables.Define(Doors));
        await lakehouse.RunAsync();
        Assert.Equal(["A 2 y", "B 1 x"], await RowsAsync(lakehouse));
        Assert.Equal(3, lakehouse.Count("select count(*) from " + await BronzeAsync(lakehouse)));
    }

    [Fact]
    public async Task A_record_with_a_key_that_its_row_has_not_is_refused()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        await folder.LandAndRunAsync(lakehouse, [Create(1, "A", 1, "x"), Change(2, ("A", 1, "x"), ("B", 1, "x")) with { Key = """{"door":"A","at":1}""" }]);
        Assert.Equal(["A 1 x"], await RowsAsync(lakehouse));
        Assert.Equal(["the row has not the key that the event names"], (await lakehouse.RowsAsync("silver.dead_letters", "error_message")).Select(row => row.GetProperty("error_message").GetString()));
    }

    [Fact]
    public async Task A_null_in_a_key_column_is_a_dead_letter_in_every_run()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        await folder.LandAndRunAsync(lakehouse, [Create(1, "A", 1, "x"), Create(2, "A", null, "y")]);
        await folder.LandAndRunAsync(lakehouse, [Create(3, "B", null, "z"), Create(4, "B", 4, "z"), Change(5, ("A", 1, "x"), ("A", null, "x"))]);
        Assert.Equal(["B 4 z"], await RowsAsync(lakehouse));
        Assert.Equal(
            ["at null in a required column", "at null in a required column", "at null in a required column"],
            (await lakehouse.RowsAsync("silver.dead_letters", "column_name, error_message", "where resolved_at is null")).Select(row => $"{row.GetProperty("column_name")} {row.GetProperty("error_message")}"));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    /// <summary>binlog_row_image=MINIMAL, and TOAST of a table without REPLICA IDENTITY FULL: the key has not changed to nothing.</summary>
    [Theory]
    [InlineData("""{"door":"A","badge":"y"}""")]
    [InlineData("""{"badge":"y"}""")]
    [InlineData("""{"door":"__debezium_unavailable_value","at":1,"badge":"y"}""")]
    public async Task A_key_column_that_was_not_sent_deletes_nothing(string after)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        await folder.LandAndRunAsync(lakehouse, [Create(1, "A", 1, "x"), Change(2, ("A", 1, "x"), ("A", 1, "y")) with { After = after }]);
        Assert.Equal(["A 1 x"], await RowsAsync(lakehouse));
        Assert.NotEmpty(await lakehouse.RowsAsync("silver.dead_letters", "error_message"));
    }

    [Fact]
    public async Task What_an_event_without_key_and_without_before_cannot_say_is_said()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        var first = await folder.LandAndRunAsync(lakehouse, [Create(1, "A", 1, "x"), Change(2, ("A", 1, "x"), ("B", 1, "x")) with { Before = null }]);
        Assert.Equal(["A 1 x", "B 1 x"], await RowsAsync(lakehouse));
        Assert.Contains(first.Tables[0].Notes, note => note.StartsWith("1 updates came without key and without the row before: one that changed (door, at) left its old row behind", StringComparison.Ordinal));

        // In order too.
        var second = await folder.LandAndRunAsync(lakehouse, [Change(3, ("A", null, "x"), ("A", 9, "x")), Delete(4, "A", null, "x")]);
        Assert.Contains(second.Tables[0].Notes, note => note.StartsWith("1 updates came without key and with NULL for some of (door, at) before", StringComparison.Ordinal));
        Assert.Contains(second.Tables[0].Notes, note => note.StartsWith("1 deletes came without key and with NULL for some of (door, at)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Flattened_rows_without_key_say_once_that_they_cannot_tell_a_changed_key()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Doors));
        var rows = new[] { """{"door":"A","at":1,"badge":"x","__op":"c",""", """{"door":"B","at":1,"badge":"x","__op":"u",""", """{"door":"C","at":1,"badge":"x","__op":"u",""" };
        var lines = rows.Select((row, index) =>
            $$"""{"topic":"k.shop.doors","partition":0,"offset":{{index}},"timestamp":1772323210000,"headers":{},"key":null,"value":{{row}}"__deleted":"false","__source_ts_ms":1772323210000,"__source_file":"mysql-bin.000001","__source_pos":{{index + 10}} } }""");
        await folder.LandAsync(lakehouse, "flat.jsonl", string.Join('\n', lines) + "\n");
        var report = await lakehouse.RunAsync();
        Assert.Equal(["A 1 x", "B 1 x", "C 1 x"], await RowsAsync(lakehouse));
        Assert.Single(report.Tables[0].Notes, note => note.StartsWith("2 updates came without key and without the row before", StringComparison.Ordinal));
    }

    private static ChangeLine Create(long position, string door, long? at, string badge) => Table.Create(position, Row(door, at, badge)) with { Key = null };

    private static ChangeLine Delete(long position, string door, long? at, string badge) => Table.Delete(position, Row(door, at, badge)) with { Key = null };

    private static ChangeLine Change(long position, (string Door, long? At, string Badge) from, (string Door, long? At, string Badge) to) =>
        Table.Update(position, Row(to.Door, to.At, to.Badge), Row(from.Door, from.At, from.Badge)) with { Key = null };

    private static string Row(string door, long? at, string badge) => JsonSerializer.Serialize(new Dictionary<string, object?> { ["door"] = door, ["at"] = at, ["badge"] = badge });

    /// <summary>What happens to a table without primary key in which no two rows have one door and time, and its rows in the end.</summary>
    private static (List<ChangeLine> Lines, List<string> Rows) Play(Random random, int events)
    {
        var rows = new Dictionary<(string Door, long At), string>();
        var lines = new List<ChangeLine>();
        var (transaction, order) = (0L, 0);
        for (var position = 1L; lines.Count < events; position++)
        {
            (transaction, order) = random.Next(3) > 0 ? (position, 1) : (Math.Max(transaction, 1), order + 1);
            var key = (Door: "ABC"[random.Next(3)].ToString(), At: (long)random.Next(3));
            var badge = "b" + random.Next(4);
            if (!rows.TryGetValue(key, out var old))
            {
                var from = rows.Keys.OrderBy(_ => random.Next()).FirstOrDefault();
                if (rows.Count > 0 && random.Next(2) == 0)
                {
                    lines.Add(Change(position, (from.Door, from.At, rows[from]), (key.Door, key.At, badge)));
                    rows.Remove(from);
                }
                else
                {
                    lines.Add(Create(position, key.Door, key.At, badge));
                }

                rows[key] = badge;
            }
            else if (random.Next(3) == 0)
            {
                lines.Add(Delete(position, key.Door, key.At, old));
                rows.Remove(key);
            }
            else
            {
                lines.Add(Change(position, (key.Door, key.At, old), (key.Door, key.At, badge)));
                rows[key] = badge;
            }

            lines[^1] = lines[^1] with { Transaction = transaction, Order = order };
        }

        return (lines, [.. rows.Select(row => $"{row.Key.Door} {row.Key.At} {row.Value}").Order(StringComparer.Ordinal)]);
    }

    /// <summary>Whole transactions.</summary>
    private static IEnumerable<List<ChangeLine>> Batches(List<ChangeLine> lines, int size)
    {
        var batch = new List<ChangeLine>();
        foreach (var line in lines)
        {
            if (batch.Count >= size && line.Transaction != batch[^1].Transaction)
            {
                yield return batch;
                batch = [];
            }

            batch.Add(line);
        }

        yield return batch;
    }

    private static async Task<List<string>> RowsAsync(TestLakehouse lakehouse) =>
        [.. (await lakehouse.RowsAsync("silver.doors", "door, \"at\", badge", "order by door, \"at\"")).Select(row => $"{row.GetProperty("door")} {row.GetProperty("at")} {row.GetProperty("badge")}")];

    private static async Task<string> BronzeAsync(TestLakehouse lakehouse) =>
        await lakehouse.RelationAsync((await lakehouse.Workspace.Catalog.LoadTableAsync(new("bronze", "doors"), "main", TestContext.Current.CancellationToken))!);
}
