using System.Globalization;
using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Events in the forms in which converters and tools write them: one event has one identity, one key and one row, whatever the lines around it look like.</summary>
public sealed class LineFormsTests : IDisposable
{
    private const string Flat = """{"topic":"fl.shop.items","partition":0,"offset":0,"timestamp":1772323210000,"headers":{},"key":{"id":"s/9"},"value":{"id":"s/9","op":"login","source":"web","schema":"v2","payload":"{}","__deleted":"false","__op":"c","__source_ts_ms":1772323210000,"__source_file":"mysql-bin.000004","__source_pos":400}}""";

    private static readonly EventSource Items = ScenarioTables.OfItems("s");

    private readonly InputFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Any form of the key and of the value, in any order; the first line decides how the file is read first.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task An_event_has_one_identity_and_one_key_in_every_form(int seed)
    {
        var random = new Random(seed);
        var lines = new List<ChangeLine>();
        for (var n = 1; n <= 40; n++)
            lines.Add((n % 4) switch { 0 => Items.Delete(n, $"{n % 7}", "a", n), 1 => Items.Create(n, $"{n % 7}", "ả \"x\"", n), _ => Items.Update(n, $"{n % 7}", "b", n / 2.0) });
        using var plain = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        using var formed = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        await folder.LandAsync(plain, "plain.jsonl", string.Join('\n', lines.Select(line => line.Record)));
        foreach (var part in new[] { 0, 1 })
        {
            var texts = lines.Where((_, index) => index % 2 == part).Select(line => InAnyForm(line, random)).ToArray();
            random.Shuffle(texts);
            var report = await folder.LandAsync(formed, $"formed-{part}.jsonl", string.Join('\n', texts));
            Assert.Equal((texts.Length, 0), (report.Counts.Landed, report.Counts.Dead));
        }

        const string Columns = "_event_id, op, before, after, event_time";
        Assert.Equal((await plain.RowsAsync("bronze.items", Columns, "order by _event_id")).Select(row => row.GetRawText()), (await formed.RowsAsync("bronze.items", Columns, "order by _event_id")).Select(row => row.GetRawText()));
        Assert.Empty(await formed.RowsAsync("bronze.items", "key", "where key <> json_object('id', coalesce(after, before)->'$.id')::varchar or value_schema = 'null'"));
        var again = await folder.LandAsync(formed, "again.jsonl", string.Join('\n', lines.Select(line => InAnyForm(line, random))));
        Assert.Equal(lines.Count, again.Counts.Duplicate);
        await plain.RunAsync();
        await formed.RunAsync();
        (await TableDifferences.FindAsync(plain, formed)).AssertNone();
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("\"7\"", "7")]
    [InlineData("{\"schema\":{\"type\":\"int64\"},\"payload\":7}", "7")]
    [InlineData("\"Struct{id=7}\"", null)]
    [InlineData("\"seven\"", null)]
    public async Task A_bare_key_is_the_contracts_one_column_where_the_row_has_none(string key, string? id)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define("""
            source: shop.items
            table: items
            key: [id]
            columns: [ { name: id, type: long, required: true } ]
            """));
        var line = Items.Table.Delete(5, """{"id":7}""").Record;
        using var document = JsonDocument.Parse(line);
        line = line.Replace(document.RootElement.GetProperty("key").GetRawText() + ",\"value\"", key + ",\"value\"", StringComparison.Ordinal).Replace("\"before\":{\"id\":7}", "\"before\":null", StringComparison.Ordinal);

        var report = await folder.LandAsync(lakehouse, "bare.jsonl", line);

        Assert.Equal(id is null ? 0 : 1, report.Counts.Landed);
        if (id is not null)
            Assert.Equal($$"""{"id":{{id}}}""", Assert.Single(await lakehouse.RowsAsync("bronze.items", "key")).GetProperty("key").GetString());
        else
            Assert.Contains("a key (the record has none with names, but ", Assert.Single(report.DeadFiles).Reason, StringComparison.Ordinal);
    }

    /// <summary>The file is begun by an envelope, so its lines are read as envelopes first.</summary>
    [Theory]
    [InlineData(Flat, "change")]
    [InlineData("""{"topic":"fl.shop.items","partition":0,"offset":0,"timestamp":1772323210000,"headers":{},"key":{"id":"s/9"},"value":{"id":"s/9","op":"c","source":{"connector":"mysql","db":"shop","table":"items","file":"b.1","pos":5,"ts_ms":1772323210000},"after":{"id":"wrong"},"__op":"c","__source_ts_ms":1772323210000,"__source_file":"mysql-bin.000004","__source_pos":400}}""", "change")]
    [InlineData("""{"topic":"s.shop.items","partition":0,"offset":0,"timestamp":1,"headers":{},"key":{"id":"s/9"},"value":{"before":null,"after":{"s.shop.items.Value":{"id":"s/9"}},"source":{"connector":"mysql","name":"s","ts_ms":1772323210000,"db":"shop","table":"items","file":"b.1","pos":4,"row":0},"op":"c"}}""", "avro_json")]
    [InlineData("""{"topic":"s.shop.items","partition":0,"offset":0,"timestamp":1,"headers":{},"key":{"id":"s/9"},"value":{"before":null,"after":{"id":"s/9"},"source":{"connector":"mysql","name":"s","ts_ms":1772323210000,"db":"shop","table":{"string":"items"},"file":"b.1","pos":4,"row":0},"op":"c"}}""", "avro_json")]
    [InlineData("""{"topic":"s.shop.items","partition":0,"offset":0,"timestamp":1,"headers":{},"key":{"id":{"string":"s/9"}},"value":{"before":null,"after":{"id":"s/9"},"source":{"connector":"mysql","name":"s","ts_ms":1772323210000,"db":"shop","table":"items","file":"b.1","pos":4,"row":0},"op":"c"}}""", "avro_json")]
    public async Task A_line_among_envelopes_is_what_it_is_alone(string line, string outcome)
    {
        foreach (var before in new[] { "", Items.Create(1, "1", "a", 1).Record + "\n" })
        {
            using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

            var report = await folder.LandAsync(lakehouse, "lines.jsonl", before + line + "\n");

            Assert.Equal(outcome == "change" ? [] : [outcome], report.Dead.Keys);
            Assert.Equal(outcome == "change" ? 1 : 0, (await lakehouse.RowsAsync("bronze.items", "key", "where after like '%s/9%' and after like '{\"id\":\"s/9\",\"op\":%' and source is null")).Count);
            Assert.Equal(before.Length == 0 ? 0 : 1, (await lakehouse.RowsAsync("bronze.items", "key", "where after like '%s/1%'")).Count);
        }
    }

    [Theory]
    [InlineData("array")]
    [InlineData("pretty")]
    [InlineData("concatenated")]
    [InlineData("utf-16")]
    [InlineData("kcat")]
    [InlineData("console")]
    public async Task What_tools_make_of_a_topic_lands_as_the_topic(string form)
    {
        var lines = Enumerable.Range(1, 5).Select(n => Items.Create(n, $"{n}", "ả", n / 4.0)).ToList();
        var records = lines.ConvertAll(line => line.Record);
        byte[] bytes = form switch
        {
            "array" => Encoding.UTF8.GetBytes("[" + string.Join(",", records) + "]"),
            "pretty" => Encoding.UTF8.GetBytes(string.Join('\n', records.Select(record => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(record), Indented)))),
            "concatenated" => Encoding.UTF8.GetBytes(string.Concat(records)),
            "utf-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(string.Join("\r\n", records))],
            "kcat" => Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(line => $$"""{"topic":"s.shop.items","partition":0,"offset":{{line.Position}},"tstype":"create","ts":1772323210000,"broker":0,"headers":[],"key":{{JsonSerializer.Serialize(line.Key)}},"payload":{{JsonSerializer.Serialize(line.Value)}}}"""))),
            _ => Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(line => $"{line.Key}\t{line.Value}"))),
        };
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "1.jsonl", bytes);
        var again = await folder.LandAsync(lakehouse, "2.jsonl", string.Join('\n', records));

        Assert.Equal((new LandingCounts(5, 5, 0, 0, 0), 5L), (report.Counts, again.Counts.Duplicate));
    }

    [Fact]
    public async Task A_topic_that_cannot_tell_deletes_is_named()
    {
        static string Record(string topic, int offset, string id, string? marks) => $$"""{"topic":"{{topic}}","partition":0,"offset":{{offset}},"timestamp":1772323210000,"headers":{},"key":{"id":"{{id}}"},"value":{{(marks is null ? "null" : $$"""{"id":"{{id}}",{{marks}}"__op":"c","__source_ts_ms":1772323210000,"__source_lsn":{{offset + 5}}}""")}}}""";
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        string[] blind = [Record("f.public.docs", 0, "a", ""), Record("f.public.docs", 1, "a", null)];
        string[] telling = [Record("t.public.docs", 10, "a", "\"__deleted\":\"false\","), Record("t.public.docs", 11, "a", null)];
        var envelopes = new[] { Items.Create(1, "1", "a", 1).Record, Items.Delete(2, "1").Record, Items.Delete(2, "1").Tombstone };

        var report = await folder.LandAsync(lakehouse, "all.jsonl", string.Join('\n', [.. blind, .. telling, .. envelopes]));
        var later = await folder.LandAsync(lakehouse, "later.jsonl", Record("f.public.docs", 2, "b", null) + "\n" + Record("t.public.docs", 12, "b", null));
        var rows = await folder.LandAsync(lakehouse, "rows.jsonl", Record("f.public.docs", 3, "c", ""));

        Assert.Equal(["f.public.docs"], report.BlindTopics);
        Assert.Equal(["f.public.docs"], later.BlindTopics);
        Assert.Empty(rows.BlindTopics);
    }

    [Fact]
    public async Task A_file_of_which_nothing_landed_is_named_with_its_most_frequent_reason()
    {
        File.WriteAllText(Path.Combine(folder.Path, "1.jsonl"), Items.Create(1, "1", "a", 1).Record + "\nno\n");
        File.WriteAllText(Path.Combine(folder.Path, "2.jsonl"), "no\n" + string.Concat(Enumerable.Repeat(Items.Create(1, "1", "a", 1).Record.Replace("\"connector\":\"mariadb\"", "\"connector\":\"oracle\"", StringComparison.Ordinal) + "\n", 3)));
        File.WriteAllText(Path.Combine(folder.Path, "3.jsonl"), " \n\r\n");
        File.WriteAllText(Path.Combine(folder.Path, "t+0+0000.json"), Items.Create(2, "2", "a", 1).Value);
        File.WriteAllText(Path.Combine(folder.Path, "t+0+0000.keys.json"), "{\"id\":\"s/2\"}");
        File.WriteAllText(Path.Combine(folder.Path, "t+0+0000.headers.json"), "[]");
        File.WriteAllText(Path.Combine(folder.Path, "shop.json"), Items.Create(3, "3", "a", 1).Record);
        File.WriteAllText(Path.Combine(folder.Path, "shop.keys.json"), Items.Create(4, "4", "a", 1).Record);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await lakehouse.LandAsync(folder.Path);

        Assert.Equal(new DeadFile(Path.Combine(folder.Path, "2.jsonl"), 4, "The source's connector is 'oracle', none of mysql, mariadb, postgresql, so its positions cannot be ordered."), Assert.Single(report.DeadFiles));
        Assert.Equal([Path.Combine(folder.Path, "3.jsonl")], report.EmptyFiles);
        Assert.Equal(["t+0+0000.headers.json", "t+0+0000.keys.json"], report.Sidecars.Select(Path.GetFileName).Order());
        Assert.Equal((4L, 5L, false), (report.Counts.Landed, report.Counts.Dead, report.HasFailed));
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The same event as some converter or tool writes it.</summary>
    private static string InAnyForm(ChangeLine line, Random random)
    {
        using var document = JsonDocument.Parse(line.Record);
        var (key, value) = (line.Key!, line.Value);
        var id = JsonDocument.Parse(key).RootElement.GetProperty("id").GetRawText();
        key = random.Next(9) switch
        {
            0 => key,
            1 => $$"""{"schema":{"type":"struct","fields":[]},"payload":{{key}}}""",
            2 => $$"""{"schema":null,"payload":{{key}}}""",
            3 => $$"""{"payload":{{key}}}""",
            4 => JsonSerializer.Serialize(key),
            5 => id,
            6 => $$"""{"schema":{"type":"string"},"payload":{{id}}}""",
            7 => JsonSerializer.Serialize($$"""{"schema":null,"payload":{{key}}}"""),
            _ => "null",
        };
        value = random.Next(6) switch
        {
            0 or 1 => value,
            2 => $$"""{"schema":null,"payload":{{value}}}""",
            3 => $$"""{"payload":{{value}}}""",
            4 => JsonSerializer.Serialize(value),
            _ => JsonSerializer.Serialize($$"""{"schema":null,"payload":{{value}}}"""),
        };
        return string.Create(CultureInfo.InvariantCulture, $$"""{"topic":"s.shop.items","partition":0,"offset":{{line.Position}},"timestamp":1772323210000,"headers":{},"key":{{key}},"value":{{value}}}""");
    }
}
