using System.Globalization;
using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Bronze;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Files that nobody should have written: each has one clear outcome, and every line is accounted for.</summary>
public sealed class MalformedInputTests : IDisposable
{
    private static readonly EventSource Items = ScenarioTables.OfItems("s");

    private readonly InputFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>PAKLOG_LONG_LINE_MB sets its length; the engine's CSV reader takes 16 MB.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_longer_than_any_buffer_is_an_event_like_others(bool compressed)
    {
        var megabytes = int.Parse(Environment.GetEnvironmentVariable("PAKLOG_LONG_LINE_MB") ?? "20", CultureInfo.InvariantCulture);
        var name = new string('x', megabytes << 20);
        var text = string.Join('\n', Items.Create(1, "1", "a", 1).Record, Items.Create(2, "2", name, 1).Record, "no event", Items.Create(3, "3", "b", 1).Record) + "\n";
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = compressed ? await folder.LandAsync(lakehouse, "long.jsonl.gz", InputFolder.Gzip(text)) : await folder.LandAsync(lakehouse, "long.jsonl", text);

        Assert.Equal(new LandingCounts(4, 3, 0, 0, 1), report.Counts);
        var lengths = await lakehouse.RowsAsync("bronze.items", "length(json_extract_string(after, '$.name')) as length", "order by _event_id");
        Assert.Equal([1, name.Length, 1], lengths.Select(row => row.GetProperty("length").GetInt32()));
        await lakehouse.RunAsync();
        Assert.Equal(3, (await lakehouse.RowsAsync("silver.items", "id")).Count);
    }

    /// <summary>Longer than the engine's buffer, and none behind it: its CSV reader loses such a line without an error.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_last_line_of_40_MB_is_not_lost(bool compressed)
    {
        var text = Items.Create(1, "1", "a", 1).Record + "\n" + Items.Create(2, "2", new string('x', 40 << 20), 1).Record + "\n";
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "last.jsonl", compressed ? InputFolder.Gzip(text) : Encoding.UTF8.GetBytes(text));

        Assert.Equal(new LandingCounts(2, 2, 0, 0, 0), report.Counts);
    }

    [Fact]
    public async Task A_long_line_that_is_no_JSON_is_kept_whole()
    {
        var line = "{" + new string(' ', 20 << 20) + "no";
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "long.jsonl", Items.Create(1, "1", "a", 1).Record + "\n" + line + "\n");

        Assert.Equal(new LandingCounts(2, 1, 0, 0, 1), report.Counts);
        Assert.Equal(line.Length, Assert.Single(await lakehouse.RowsAsync("bronze.dead_letters", "strlen(original_payload) as length")).GetProperty("length").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Half_a_last_line_is_dead_until_the_file_is_whole(bool compressed)
    {
        var lines = Enumerable.Range(1, 3).Select(n => Items.Create(n, $"{n}", "a", 1).Record).ToList();
        var whole = string.Join('\n', lines) + "\n";
        var half = whole[..^(lines[2].Length / 2)];
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var first = await folder.LandAsync(lakehouse, "growing.jsonl", compressed ? InputFolder.Gzip(half) : Encoding.UTF8.GetBytes(half));
        var second = await folder.LandAsync(lakehouse, "growing.jsonl", compressed ? InputFolder.Gzip(whole) : Encoding.UTF8.GetBytes(whole));

        Assert.Equal((new LandingCounts(3, 2, 0, 0, 1), new LandingCounts(3, 1, 2, 0, 0)), (first.Counts, second.Counts));
        var letter = Assert.Single(await lakehouse.RowsAsync("bronze.dead_letters"));
        Assert.Equal(
            ("not_json", 3, lines[2][..^((lines[2].Length / 2) - 1)]),
            (letter.GetProperty("error_type").GetString(), letter.GetProperty("line_number").GetInt32(), letter.GetProperty("original_payload").GetString()));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("{\"hello\":\"a\0b\"}")]
    [InlineData("\0\0\0{}")]
    public async Task Raw_NUL_bytes_are_kept_in_the_dead_letter(string line)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "nul.jsonl", Items.Create(1, "1", "a", 1).Record + "\n" + line + "\n" + Items.Create(2, "2", "b", 1).Record + "\n");

        Assert.Equal(new LandingCounts(3, 2, 0, 0, 1), report.Counts);
        var letter = Assert.Single(await lakehouse.RowsAsync("bronze.dead_letters"));
        Assert.Equal(("not_json", 2, line), (letter.GetProperty("error_type").GetString(), letter.GetProperty("line_number").GetInt32(), letter.GetProperty("original_payload").GetString()));
    }

    [Fact]
    public async Task A_NUL_byte_inside_an_event_is_dead_and_escaped_it_is_a_character()
    {
        var line = Items.Create(1, "1", "a?b", 1).Record;
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var raw = await folder.LandAsync(lakehouse, "raw.jsonl", line.Replace('?', '\0') + "\n");
        var escaped = await folder.LandAsync(lakehouse, "escaped.jsonl", line.Replace("?", "\\u0000", StringComparison.Ordinal) + "\n");
        await lakehouse.RunAsync();

        Assert.Equal((new LandingCounts(1, 0, 0, 0, 1), new LandingCounts(1, 1, 0, 0, 0)), (raw.Counts, escaped.Counts));
        Assert.Equal(line.Replace('?', '\0'), Assert.Single(await lakehouse.RowsAsync("bronze.dead_letters")).GetProperty("original_payload").GetString());
        Assert.Equal("a\0b", Assert.Single(await lakehouse.RowsAsync("silver.items")).GetProperty("name").GetString());
    }

    /// <summary>RFC 8259 leaves the outcome open, so it is only held to be the same: the first member counts.</summary>
    [Theory]
    [InlineData("\"op\":\"c\"", "\"op\":\"c\",\"op\":\"d\"")]
    [InlineData("\"pos\":1,", "\"pos\":1,\"pos\":99,")]
    [InlineData("\"value\":{", "\"value\":{\"after\":{\"id\":\"s/1\",\"name\":\"first\",\"size\":WEIGHT},")]
    [InlineData("\"key\":{", "\"key\":{\"id\":\"s/1\"},\"key\":{\"id\":\"s/2\",\"x\":")]
    [InlineData("\"name\":\"a\"", "\"name\":\"a\",\"name\":\"b\"")]
    [InlineData("\"topic\":", "\"topic\":\"other.topic\",\"topic\":")]
    public async Task Members_that_stand_twice_mean_the_same_on_every_path(string member, string twice)
    {
        var line = Items.Create(1, "1", "a", 1).Record;
        foreach (var weight in new[] { "7", "7.10" })
        {
            var doubled = line.Replace(member, twice.Replace("WEIGHT", weight, StringComparison.Ordinal), StringComparison.Ordinal).Replace("\"x\":\"id\":", "\"id\":", StringComparison.Ordinal);
            var (fast, text, exact) = (await RowAsync(doubled + "\n"), await RowAsync(InputFolder.Gzip(doubled + "\n")), await RowAsync("garbage\n" + doubled + "\n"));

            Assert.Equal(fast, text);
            Assert.Equal(fast, exact);
            if (twice.Contains("WEIGHT", StringComparison.Ordinal))
                Assert.Contains($"\\\"size\\\":{weight}}}", fast, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_grows_while_others_are_landed_is_not_landed_and_said_so()
    {
        var lines = Enumerable.Range(1, 3).Select(n => Items.Create(n, $"{n}", "a", 1).Record + "\n").ToList();
        var (one, two) = (Path.Combine(folder.Path, "1.jsonl"), Path.Combine(folder.Path, "2.jsonl"));
        File.WriteAllText(one, lines[0]);
        File.WriteAllText(two, lines[1]);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        lakehouse.Options = new LandingOptions { BatchBytes = 1 };

        var error = await Assert.ThrowsAsync<LakehouseException>(() => lakehouse.LandAsync([one, two], new AfterEachBatch(() => File.AppendAllText(two, lines[2]))));
        var landed = await lakehouse.RowsAsync("bronze._landed", "file, lines");
        var again = await lakehouse.LandAsync(one, two);

        Assert.Equal($"The file '{two}' changed while it was read, so it was not landed: land it again when nothing writes to it any more.", error.Message);
        Assert.Equal(1, Assert.Single(landed).GetProperty("lines").GetInt32());
        Assert.Equal(new LandingCounts(2, 2, 0, 0, 0), again.Counts);
        Assert.Equal(3, (await lakehouse.RowsAsync("bronze.items")).Count);
    }

    [Fact]
    public async Task A_link_to_a_file_is_landed_as_the_file()
    {
        var (file, link) = (Path.Combine(folder.Path, "elsewhere.txt"), Path.Combine(folder.Path, "1.jsonl"));
        File.WriteAllText(file, Items.Create(1, "1", "a", 1).Record + "\n");
        File.CreateSymbolicLink(link, file);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        Assert.Equal(new LandingCounts(1, 1, 0, 0, 0), (await lakehouse.LandAsync(link)).Counts);
    }

    [Fact]
    public async Task A_file_that_is_written_anew_in_the_same_length_is_noticed_too()
    {
        var (one, two) = (Path.Combine(folder.Path, "1.jsonl"), Path.Combine(folder.Path, "2.jsonl"));
        File.WriteAllText(one, Items.Create(1, "1", "a", 1).Record);
        File.WriteAllText(two, Items.Create(2, "2", "a", 1).Record);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        lakehouse.Options = new LandingOptions { BatchBytes = 1 };

        await Assert.ThrowsAsync<LakehouseException>(() => lakehouse.LandAsync([one, two], new AfterEachBatch(() => File.WriteAllText(two, Items.Create(3, "2", "a", 1).Record))));

        Assert.Single(await lakehouse.RowsAsync("bronze.items"));
    }

    [Fact]
    public async Task Whole_numbers_of_any_length_keep_their_digits()
    {
        const string Huge = "123456789012345678901234567890123456789012345";
        var line = Items.Table.Create(1, $$"""{"id":"s/1","name":"a","size":1,"huge":{{Huge}},"low":-{{Huge}},"list":[{{Huge}},18446744073709551616]}""").Record;
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        await folder.LandAsync(lakehouse, "huge.jsonl", line + "\n");

        var after = JsonSerializer.Deserialize<JsonElement>(Assert.Single(await lakehouse.RowsAsync("bronze.items")).GetProperty("after").GetString()!);
        Assert.Equal((Huge, "-" + Huge, $"[{Huge},18446744073709551616]"), (after.GetProperty("huge").GetRawText(), after.GetProperty("low").GetRawText(), after.GetProperty("list").GetRawText()));
    }

    [Theory]
    [InlineData("\"pos\":1,", "\"pos\":9223372036854775808,", "no_identity")]
    [InlineData("\"pos\":1,", "\"pos\":123456789012345678901234567890,", "no_identity")]
    [InlineData("mysql-bin.000001", "mysql-bin.99999999999999999999", "no_identity")]
    [InlineData("\"ts_ns\":1772323201000000000", "\"ts_ns\":99999999999999999999", null)]
    public async Task Positions_and_times_beyond_64_bits_have_one_outcome_on_every_path(string member, string instead, string? error)
    {
        var line = Items.Create(1, "1", "a", 1).Record;
        Assert.Contains(member, line, StringComparison.Ordinal);
        line = line.Replace(member, instead, StringComparison.Ordinal);

        var (fast, text, exact) = (await RowAsync(line + "\n"), await RowAsync(InputFolder.Gzip(line + "\n")), await RowAsync("garbage\n" + line + "\n"));

        Assert.Equal((fast, fast), (text, exact));
        if (error is not null)
            Assert.Contains($"\"error_type\":\"{error}\"", fast, StringComparison.Ordinal);
        else
            Assert.Contains("2026-03-01", fast, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_of_the_year_10000_is_dead_and_a_date_in_that_year_is_a_value()
    {
        const string Contract = """
            source: shop.items
            table: items
            key: [id]
            columns:
              - { name: id, type: string, required: true }
              - { name: day, type: date, encoding: epoch-days }
              - { name: at, type: timestamp, encoding: epoch-micros }
            """;
        var fine = Items.Table.Create(1, """{"id":"s/1","day":2932896,"at":253402300799999999}""");
        var later = Items.Table.Create(2, """{"id":"s/2","day":2932897,"at":253402300800000000}""");
        var beyond = Items.Table.Create(3, """{"id":"s/3","day":2147483648,"at":9223372036854775807000}""");
        var last = Items.Table.Create(4, """{"id":"s/4","day":1,"at":1}""").Record;
        Assert.Contains(",\"ts_us\":1772323204000000,\"ts_ns\":1772323204000000000", last, StringComparison.Ordinal);
        var event10000 = last.Replace(",\"ts_us\":1772323204000000,\"ts_ns\":1772323204000000000", "", StringComparison.Ordinal).Replace("\"ts_ms\":1772323204000,", "\"ts_ms\":253402300800000,", StringComparison.Ordinal);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(Contract));

        var report = await folder.LandAsync(lakehouse, "far.jsonl", string.Join('\n', fine.Record, later.Record, beyond.Record, event10000));
        await lakehouse.RunAsync();

        Assert.Equal(new LandingCounts(4, 3, 0, 0, 1), report.Counts);
        Assert.Equal(["time_out_of_range"], report.Dead.Keys);
        var silver = await lakehouse.RowsAsync("silver.items", suffix: "order by id");
        Assert.Equal(
            ["""{"id":"s/1","day":"9999-12-31","at":"9999-12-31T23:59:59.999999"}""", """{"id":"s/2","day":"+10000-01-01","at":"+10000-01-01T00:00:00"}"""],
            silver.Select(row => row.GetRawText()));
        Assert.Equal(
            [("at", "out of range of timestamp: 9223372036854775807000"), ("day", "out of range of date: 2147483648")],
            (await lakehouse.RowsAsync("silver.dead_letters", suffix: "order by column_name")).Select(row => (row.GetProperty("column_name").GetString()!, row.GetProperty("error_message").GetString()!)));
    }

    private async Task<string> RowAsync(string text) => await RowAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>What the one line that is not garbage came to: its row in Bronze, or its dead letter.</summary>
    private async Task<string> RowAsync(byte[] bytes)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        await folder.LandAsync(lakehouse, "one.jsonl", bytes);
        var rows = await lakehouse.RowsAsync("bronze.items", "* exclude (_ingested_at, _landing_id)");
        var letters = await lakehouse.RowsAsync("bronze.dead_letters", "original_payload, error_type", "where original_payload <> 'garbage'");
        return Assert.Single(rows.Concat(letters)).GetRawText();
    }

    private sealed class AfterEachBatch(Action act) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => act();
    }
}
