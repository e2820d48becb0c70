using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>What becomes of each line of a file, byte for byte.</summary>
public sealed class LandingTests : IDisposable
{
    private readonly InputFolder folder = new();

    private static readonly EventSource Items = ScenarioTables.OfItems("s");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lines_that_are_no_events_are_kept_as_they_are()
    {
        var good = Items.Create(10, "1", "a", 1);
        (string Line, string Error)[] bad =
        [
            ("this is no JSON", "not_json"),
            ("""{"topic":"t","value":{"op":"c"} """, "not_json"),
            ("[1, 2]", "not_json"),
            ("42", "not_json"),
            ("""{"hello": "world"}""", "not_an_envelope"),
            ("""{"topic":"t","partition":0,"offset":1,"timestamp":1,"headers":{},"key":null,"value":"text"}""", "not_an_envelope"),
            (good.Record.Replace("\"op\":\"c\"", "\"op\":\"x\"", StringComparison.Ordinal), "unknown_op"),
            (good.Record.Replace("\"op\":\"c\"", "\"op\":\"C\"", StringComparison.Ordinal), "unknown_op"),
            (good.Record.Replace("\"pos\":10,", "", StringComparison.Ordinal), "no_identity"),
            ((good with { Key = null }).Record.Replace("\"items\"", "\"others\"", StringComparison.Ordinal), "no_identity"),
            (good.Record.Replace("\"table\":\"items\",", "", StringComparison.Ordinal), "no_identity"),
            (good.Record.Replace("\"connector\":\"mariadb\"", "\"connector\":\"oracle\"", StringComparison.Ordinal), "unknown_connector"),
            ("""   {"spaces":   "stay",  "so": 1.10}  """, "not_an_envelope"),
        ];
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "mixed.jsonl", string.Join('\n', bad.Select(pair => pair.Line).Prepend(good.Record)) + "\n");

        Assert.Equal(new LandingCounts(bad.Length + 1, 1, 0, 0, bad.Length), report.Counts);
        var letters = await lakehouse.RowsAsync("bronze.dead_letters", suffix: "order by line_number");
        Assert.Equal(bad.Select((pair, index) => (index + 2L, pair.Line, pair.Error, "utf8")), letters.Select(row => (
            row.GetProperty("line_number").GetInt64(), row.GetProperty("original_payload").GetString()!, row.GetProperty("error_type").GetString()!, row.GetProperty("payload_encoding").GetString()!)));
        Assert.All(letters, row => Assert.EndsWith("/mixed.jsonl", row.GetProperty("source_file").GetString()));
        Assert.All(letters, row => Assert.Equal(report.LandingId, row.GetProperty("_landing_id").GetString()));
        Assert.All(letters, row => Assert.True(row.GetProperty("error_message").GetString()!.Length > 20));
        Assert.Equal(bad.GroupBy(pair => pair.Error).ToDictionary(kind => kind.Key, kind => (long)kind.Count()).OrderBy(kind => kind.Key), report.Dead.OrderBy(kind => kind.Key));
    }

    [Fact]
    public async Task Kinds_that_are_not_data_are_counted()
    {
        var data = Items.Create(10, "1", "a", 1);
        var message = """{"topic":"s.message","partition":0,"offset":1,"timestamp":1772323210000,"headers":{},"key":{"prefix":"p"},"value":{"op":"m","ts_ms":1,"source":{"version":"3.5.0.Final","connector":"postgresql","name":"s","ts_ms":1772323210000,"snapshot":"false","db":"shop","sequence":"[null,\"5\"]","schema":"","table":"","txId":4,"lsn":5},"message":{"prefix":"p","content":"aGk="}}}""";
        var signal = (data with { Table = data.Table with { Table = "debezium_signal" } }).Record;
        string[] ignored =
        [
            Items.Delete(11, "2").Tombstone,
            message,
            signal,
            """{"topic":"__debezium-heartbeat.s","partition":0,"offset":1,"timestamp":1,"headers":{},"key":{"serverName":"s"},"value":{"ts_ms":1}}""",
            """{"topic":"s.transaction","partition":0,"offset":1,"timestamp":1,"headers":{},"key":{"id":"0-1-5"},"value":{"status":"BEGIN","id":"0-1-5","event_count":null,"data_collections":null,"ts_ms":1}}""",
            """{"topic":"s.transaction","partition":0,"offset":2,"timestamp":1,"headers":{},"key":{"id":"0-1-5"},"value":{"status":"END","id":"0-1-5","event_count":2,"data_collections":[{"data_collection":"shop.items","event_count":2}],"ts_ms":1}}""",
            """{"topic":"s","partition":0,"offset":1,"timestamp":1,"headers":{},"key":{"databaseName":"shop"},"value":{"source":{"version":"3.5.0.Final","connector":"mariadb","name":"s","ts_ms":1,"snapshot":"true","db":"shop","table":"items","server_id":0,"file":"mysql-bin.000001","pos":4,"row":0},"ts_ms":1,"databaseName":"shop","schemaName":null,"ddl":"CREATE TABLE items (id INT)","tableChanges":[]}}""",
        ];
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var together = await folder.LandAsync(lakehouse, "together.jsonl", string.Join('\n', [data.Record, .. ignored]));
        var alone = new List<LandingReport>();
        foreach (var line in ignored)
            alone.Add(await folder.LandAsync(lakehouse, $"alone-{alone.Count}.jsonl", line + "\n"));

        Assert.Equal(new LandingCounts(8, 1, 0, 7, 0), together.Counts);
        Assert.Equal([("heartbeat", 1L), ("message", 1), ("schema_change", 1), ("signal", 1), ("tombstone", 1), ("transaction", 2)], together.Ignored.Select(kind => (kind.Key, kind.Value)));
        Assert.All(alone, report => Assert.Equal(new LandingCounts(1, 0, 0, 1, 0), report.Counts));
    }

    [Fact]
    public async Task Line_endings_marks_and_blank_lines_are_no_data()
    {
        var lines = Enumerable.Range(1, 3).Select(n => Items.Create(n, n.ToString(System.Globalization.CultureInfo.InvariantCulture), "a", 1).Record).ToList();
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "windows.jsonl", $"\uFEFF{lines[0]}\r\n\r\n{lines[1]}\r\n \t \n\n{lines[2]}");
        var empty = await folder.LandAsync(lakehouse, "empty.jsonl", "");
        var blank = await folder.LandAsync(lakehouse, "blank.jsonl", "\n\r\n  \n");

        Assert.Equal(new LandingCounts(3, 3, 0, 0, 0), report.Counts);
        Assert.Equal((LandingCounts.Zero, LandingCounts.Zero), (empty.Counts, blank.Counts));
        Assert.All(await lakehouse.RowsAsync("bronze.items", "after"), row => Assert.EndsWith("}", row.GetProperty("after").GetString()));
        Assert.Equal(3, (await lakehouse.LandAsync(folder.Path)).KnownFiles);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_kept_in_base64_and_lines_are_counted_as_they_stand()
    {
        byte[] broken = [.. "{\"name\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}\r"u8];
        var good = Encoding.UTF8.GetBytes(Items.Create(10, "1", "ả", 1).Record);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "bytes.jsonl", [.. "\n\n"u8, .. good, .. "\n"u8, .. broken, .. "\n"u8]);

        Assert.Equal(new LandingCounts(2, 1, 0, 0, 1), report.Counts);
        var letter = Assert.Single(await lakehouse.RowsAsync("bronze.dead_letters"));
        Assert.Equal(("not_utf8", "base64", 4L), (letter.GetProperty("error_type").GetString(), letter.GetProperty("payload_encoding").GetString(), letter.GetProperty("line_number").GetInt64()));
        Assert.Equal(broken, letter.GetProperty("original_payload").GetBytesFromBase64());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9999)]
    public async Task A_file_whose_end_is_missing_lands_what_is_whole_and_says_so(double share)
    {
        var random = new Random(5);
        var lines = Enumerable.Range(1, 2000).Select(n => Items.Create(n, $"{random.NextInt64()}", $"{random.NextInt64()}", 1).Record).ToList();
        var whole = InputFolder.Gzip(string.Join('\n', lines) + "\n");
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var cut = await folder.LandAsync(lakehouse, "cut.jsonl.gz", whole[..(int)(whole.Length * share)]);
        var rest = await folder.LandAsync(lakehouse, "cut.jsonl.gz", whole);

        Assert.Equal(["truncated_input"], cut.Dead.Keys);
        Assert.Equal(1, cut.Counts.Dead);
        var letter = Assert.Single(await lakehouse.RowsAsync("bronze.dead_letters"));
        Assert.Equal(cut.Counts.Landed + 1, letter.GetProperty("line_number").GetInt64());
        Assert.StartsWith(Encoding.UTF8.GetString(letter.GetProperty("original_payload").GetBytesFromBase64()), lines.Append("").ElementAt((int)cut.Counts.Landed));
        Assert.Single(rest.ChangedFiles);
        Assert.Equal((2000 - cut.Counts.Landed, cut.Counts.Landed), (rest.Counts.Landed, rest.Counts.Duplicate));
    }

    [Fact]
    public async Task A_gzip_file_of_several_members_is_read_to_its_end()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "members.jsonl.gz", [.. InputFolder.Gzip(Items.Create(1, "1", "a", 1).Record + "\n"), .. InputFolder.Gzip(Items.Create(2, "2", "b", 1).Record + "\n")]);

        Assert.Equal(new LandingCounts(2, 2, 0, 0, 0), report.Counts);
    }

    [Theory]
    [InlineData("record")]
    [InlineData("bare")]
    [InlineData("spaced")]
    [InlineData("with schema")]
    public async Task Numbers_keep_their_digits(string form)
    {
        string[] numbers = ["1.10", "1e2", "1E+400", "-0.0", "0.1234567890123456789012345", "12345678901234567890123456789.5", "9007199254740993", "18446744073709551615", "100", "1.5", "3.0e-7"];
        var row = "{\"id\":\"s/1\",\"name\":\"q \\\"1.10\\\" \\u1ea3 \\ud83e\\uddfe /\",\"numbers\":[" + string.Join(',', numbers) + "],\"last\":" + numbers[4] + "}";
        var line = Items.Table.Create(10, row);
        var text = form switch
        {
            "bare" => line.Value,
            "spaced" => line.Record.Replace("[1.10,", "[ 1.10 , ", StringComparison.Ordinal),
            "with schema" => line.Record.Replace("\"value\":{", "\"value\":{\"schema\":{\"type\":\"struct\",\"fields\":[]},\"payload\":{", StringComparison.Ordinal) + "}",
            _ => line.Record,
        };
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        await folder.LandAsync(lakehouse, "numbers.jsonl", text + "\n");

        var after = Assert.Single(await lakehouse.RowsAsync("bronze.items")).GetProperty("after").GetString()!;
        var landed = JsonSerializer.Deserialize<JsonElement>(after);
        Assert.Equal(numbers, landed.GetProperty("numbers").EnumerateArray().Select(number => number.GetRawText()));
        Assert.Equal(numbers[4], landed.GetProperty("last").GetRawText());
        Assert.Equal("q \"1.10\" ả \U0001F9FE /", landed.GetProperty("name").GetString());
    }

    /// <summary>DuckDB's reader makes the row before out of the row after.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("{\"hello\":\"world\"}\n", "")]
    [InlineData("", " ")]
    public async Task Digits_are_kept_beside_the_same_row_with_fewer(string other, string blank)
    {
        const string before = "{\"id\":\"1\",\"name\":\"a\",\"price\":1.10}";
        var line = Items.Table.Create(10, before.Replace("1.10", "1.1", StringComparison.Ordinal)).Record.Replace("\"before\":null", $"\"before\":{blank}{before}", StringComparison.Ordinal).Replace("\"op\":\"c\"", "\"op\":\"u\"", StringComparison.Ordinal);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        await folder.LandAsync(lakehouse, "images.jsonl", line + "\n" + other);

        Assert.Equal(before, Assert.Single(await lakehouse.RowsAsync("bronze.items")).GetProperty("before").GetString());
    }

    [Fact]
    public async Task A_copy_that_is_written_otherwise_is_a_copy()
    {
        const string Row = """{"id":"s/1","name":"ả 😀 / \"x\" \n","weight":1.10,"list":[1,2.50,null],"deep":{"a":{}}}""";
        const string Escaped = """{ "id" : "s\/1", "name":"\u1ea3 \ud83d\ude00 \/ \"x\" \u000A" ,"weight":  1.10, "list":[ 1, 2.50 , null ],"deep":{"a":{ }} }""";
        var line = Items.Table.Create(10, Row);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var first = await folder.LandAsync(lakehouse, "compact.jsonl", line.Record);
        var second = await folder.LandAsync(lakehouse, "spaced.jsonl", (line with { After = Escaped }).Record);
        var third = await folder.LandAsync(lakehouse, "bare.jsonl", (line with { After = Escaped }).Value);
        var fourth = await folder.LandAsync(lakehouse, "with-dead.jsonl", (line with { After = Escaped }).Record + "\nnonsense\n");

        Assert.Equal(1, first.Counts.Landed);
        Assert.Equal((1, 0), (second.Counts.Duplicate, second.Counts.Dead));
        Assert.Equal((1, 0), (third.Counts.Duplicate, third.Counts.Dead));
        Assert.Equal((1, 1), (fourth.Counts.Duplicate, fourth.Counts.Dead));
    }

    [Fact]
    public async Task Bare_values_are_known_by_the_key_of_their_contract()
    {
        var scenarios = ItemScenarios.All().Concat(DocScenarios.All()).Where(scenario => scenario.Lines.All(line => line.OldKey is null)).ToList();
        using var bare = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        using var records = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        var lines = scenarios.SelectMany(scenario => scenario.Lines).Where(line => line.Before is not null || line.After is not null).ToList();

        var landed = await folder.LandAsync(bare, "bare.jsonl", string.Join('\n', lines.Select(line => line.Value)) + "\nnull\n");
        await folder.LandAsync(records, "records.jsonl", string.Join('\n', lines.Select(line => line.Record)));
        await bare.RunAsync();
        await records.RunAsync();
        var again = await folder.LandAsync(bare, "records.jsonl", string.Join('\n', lines.Select(line => line.Record)) + "\n\n");

        Assert.Equal((lines.Count, 1, 0), (landed.Counts.Landed, landed.Counts.Ignored, landed.Counts.Dead));
        (await TableDifferences.FindAsync(records, bare)).AssertNone();
        Assert.Equal(lines.Count, again.Counts.Duplicate);
    }

    [Fact]
    public async Task Halves_of_a_key_change_without_headers_are_known_by_their_position()
    {
        var docs = ScenarioTables.OfDocs("d");
        var orders = ScenarioTables.OfOrders("d");
        var lines = ScenarioTables.OfLines("d");
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        Testing.Events.ChangeLine[] events =
        [
            docs.Create(10, "1", "a", "X"), .. docs.Move(20, "1", "2", "a", ScenarioTables.Placeholder),
            orders.Create(10, "o1", "x"), lines.Create(11, "1", "@o1", "a"), .. orders.Move(20, "o1", "o2", "x"),
        ];

        foreach (var (line, index) in events.Reverse().Select((line, index) => (line, index)))
        {
            await folder.LandAsync(lakehouse, $"{index}.jsonl", line.Value);
            await lakehouse.RunAsync();
            (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        }

        Assert.Equal("""{"id":"d/2","title":"a","body":"X"}""", Assert.Single(await lakehouse.RowsAsync("silver.docs")).GetRawText());
        Assert.Single(await lakehouse.RowsAsync("silver.lines"));
    }

    [Fact]
    public async Task Domain_events_are_told_apart_by_content_and_not_by_time()
    {
        static string Event(string id, string value, long timestamp, int offset) =>
            $$"""{"topic":"domain.Order.events","partition":0,"offset":{{offset}},"timestamp":{{timestamp}},"headers":{"__debezium.context.runId":"{{offset}}","id":"{{id}}","eventType":"OrderPaid"},"key":"7","value":{{value}}}""";
        const long Day = 86_400_000;
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var first = await folder.LandAsync(lakehouse, "1.jsonl", Event("1", """{"amount":1}""", 1772323210000, 0) + "\n" + Event("2", """{"amount":1}""", 1772323210000, 1));
        var later = await folder.LandAsync(lakehouse, "2.jsonl", Event("1", """{"amount":1}""", 1772323210000 + 3 * Day, 2) + "\n" + Event("1", """{"amount":2}""", 1772323210000 + 3 * Day, 3));

        Assert.Equal(2, first.Counts.Landed);
        Assert.Equal((1, 1), (later.Counts.Duplicate, later.Counts.Landed));
        Assert.Equal(3, (await lakehouse.RowsAsync("bronze.domain_order_events")).Count);
    }

    [Fact]
    public async Task Contradicted_events_stand_in_the_dead_letters_whichever_came_first()
    {
        var one = Items.Update(20, "1", "b", 1);
        var other = Items.Update(20, "1", "c", 1);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        await folder.LandAsync(lakehouse, "1.jsonl", one.Record);
        var contradiction = await folder.LandAsync(lakehouse, "2.jsonl", other.Record);
        var third = await folder.LandAsync(lakehouse, "3.jsonl", one.Record + "\n");

        Assert.Equal((1, 1L), (contradiction.Counts.Dead, contradiction.Withdrawn));
        Assert.Equal(1, third.Counts.Dead);
        Assert.Empty(await lakehouse.RowsAsync("bronze.items"));
        var letters = await lakehouse.RowsAsync("bronze.dead_letters");
        Assert.Equal(3, letters.Count);
        Assert.Single(letters.Select(letter => letter.GetProperty("_event_id").GetString()).Distinct());
        Assert.Contains(other.Record, letters.Select(letter => letter.GetProperty("original_payload").GetString()));

        // What was withdrawn is written anew: the same event when it is landed again, in another lakehouse.
        var rewritten = letters.Single(letter => letter.GetProperty("line_number").ValueKind == JsonValueKind.Null).GetProperty("original_payload").GetString()!;
        using var fresh = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        await folder.LandAsync(fresh, "1.jsonl", one.Record);
        Assert.Equal(1, (await folder.LandAsync(fresh, "again.jsonl", rewritten)).Counts.Duplicate);
    }

    [Fact]
    public async Task The_sums_stand_in_the_summary_of_the_snapshot()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "sums.jsonl", string.Join('\n', Items.Create(1, "1", "a", 1).Record, Items.Create(1, "1", "a", 1).Record, Items.Delete(2, "1").Tombstone, "nonsense"));

        Assert.Equal(new LandingCounts(4, 1, 1, 1, 1), report.Counts);
        var table = await lakehouse.Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse("bronze.items"), "main", TestContext.Current.CancellationToken);
        var summary = table!.Metadata.CurrentSnapshot!.Summary;
        Assert.Equal(
            [report.LandingId, "4", "1", "1", "1", "1"],
            new[] { "landing-id", "lines-read", "lines-landed", "lines-duplicate", "lines-ignored", "lines-dead" }.Select(name => summary["paklog." + name]));
    }

    [Fact]
    public async Task What_can_never_be_committed_is_tried_once()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        await folder.LandAsync(lakehouse, "1.jsonl", Items.Create(1, "1", "a", 1).Record);
        var token = TestContext.Current.CancellationToken;
        var head = await lakehouse.Workspace.Catalog.LoadReferenceAsync(ICatalog.MainBranch, token);
        await lakehouse.Workspace.Catalog.CreateReferenceAsync("audit", ReferenceKind.Tag, head!.Hash, token);
        var clock = new CountingClock();
        var workspace = new Workspace(lakehouse.Workspace.Catalog, lakehouse.Workspace.Embedded, lakehouse.Workspace.Transactions with { Clock = clock });
        var file = Path.Combine(folder.Path, "2.jsonl");
        File.WriteAllText(file, Items.Create(2, "2", "b", 1).Record);
        var landing = new Landing(workspace, [.. ScenarioTables.Definition.Contracts], new LandingOptions { Branch = "audit" });

        var error = await Assert.ThrowsAsync<IcebergException>(() => landing.LandAsync([file], null, token));

        Assert.Equal("'audit' is a tag and does not move; commit to a branch.", error.Message);
        Assert.InRange(clock.Asked, 1, 10);
        Assert.Equal(1, (await folder.LandAsync(lakehouse, "2.jsonl", Items.Create(2, "2", "b", 1).Record)).Counts.Landed);
    }

    /// <summary>Each attempt of a landing asks for the time.</summary>
    private sealed class CountingClock : TimeProvider
    {
        public int Asked { get; private set; }

        public override DateTimeOffset GetUtcNow()
        {
            Asked++;
            return base.GetUtcNow();
        }
    }

    [Fact]
    public async Task Unknown_members_stop_nothing_and_stay_in_Bronze()
    {
        const string Row = """{"id":"s/1","name":"a","size":1,"unknown":{"deep":[1.10,null]}}""";
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);

        var report = await folder.LandAsync(lakehouse, "unknown.jsonl", Items.Table.Create(1, Row).Record.Replace("\"op\":", "\"news\":1,\"op\":", StringComparison.Ordinal) + "\n");
        await lakehouse.RunAsync();
        var drift = await new SchemaDrift(lakehouse.Workspace, ICatalog.MainBranch).FindAsync(lakehouse.Definition.Contracts.Single(contract => contract.Table == "items"), TestContext.Current.CancellationToken);

        Assert.Equal(new LandingCounts(1, 1, 0, 0, 0), report.Counts);
        Assert.Equal(Row, Assert.Single(await lakehouse.RowsAsync("bronze.items")).GetProperty("after").GetString());
        Assert.Equal("""{"id":"s/1","name":"a","size":1}""", Assert.Single(await lakehouse.RowsAsync("silver.items", "id, name, size")).GetRawText());
        Assert.Equal(("unknown", DriftFinding.New, 1L, report.LandingId, """{"deep":[1.10,null]}"""), drift!.Select(finding => (finding.Column, finding.Kind, finding.Events, finding.LandingId, finding.Sample)).Single());
    }
}
