using System.Text.Json;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>Events that differ from their contract are landed as they are, and <c>drift</c> says which.</summary>
public sealed class DriftCommandTests : IDisposable
{
    private const string Contract = """
        source: shop.items
        table: items
        key: [id]
        dropped: [old]
        columns:
          - { name: id, type: string, required: true }
          - { name: name, type: string, renamedFrom: [label] }
          - { name: size, type: int }
          - { name: price, type: "decimal(9,2)", encoding: decimal-text }
          - { name: sold_at, type: timestamp, encoding: iso }
          - { name: channel, type: string, default: web }
        """;

    private const string Row = """{"id":"1","name":"a","size":1,"price":"1.50","sold_at":"2026-03-01T00:00:00","channel":"x"}""";

    private const string Schema = """{"type":"struct","fields":[{"field":"after","type":"struct","fields":[{"field":"id","type":"string"},{"field":"sold_at","type":"int64","name":"io.debezium.time.MicroTimestamp"}]},{"field":"op","type":"string"}]}""";

    private readonly string folder = Directory.CreateTempSubdirectory("lakehouse-drift-").FullName;

    private int files;

    public DriftCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "conf", "contracts"));
        File.WriteAllText(Path.Combine(folder, "conf", "lakehouse.yaml"), "");
        File.WriteAllText(Path.Combine(folder, "conf", "contracts", "shop.items.yaml"), Contract);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_the_contract_knows_is_no_drift()
    {
        await LandAsync(
            Event(1, """{"id":"1","label":"before it was renamed","size":null,"price":1.5,"sold_at":null,"old":5}"""),
            Event(2, Row.Replace("\"a\"", "\"__debezium_unavailable_value\"", StringComparison.Ordinal)),
            Event(3, Row.Replace("\"1.50\"", "\"NaN\"", StringComparison.Ordinal)),
            Event(4, "null", before: """{"id":"1"}""", op: "d"),
            Event(5, "null", op: "t"),
            WithSchema(Event(6, Row.Replace("\"2026-03-01T00:00:00\"", "1772323200000000", StringComparison.Ordinal))));

        var json = await RunAsync("drift", "--json");
        var text = await RunAsync("drift", "items");

        Assert.Equal((0, "", ""), (json.Code, json.Output, json.Error));
        Assert.Equal((0, "0 differences between 1 landed table and the contracts\n"), (text.Code, text.Output));
    }

    [Fact]
    public async Task A_new_column_is_told_with_its_first_event_count_and_sample()
    {
        var first = await LandAsync(Event(1, Row), Event(7, With("\"colour\":\"red\"")), Event(8, With("\"colour\":{\"r\":1.10}")));
        await LandAsync(Event(5, With("\"colour\":\"blue\"")), Event(6, "null", before: With("\"quote\\\"d\":1"), op: "d"), WithSchema(Event(9, """{"id":"1","name":"a","size":1,"price":1,"sold_at":1,"channel":"x","colour":"green"}""")));

        var findings = (await RunAsync("drift", "--json")).Lines;

        Assert.Equal(["colour", "quote\"d"], findings.Select(finding => finding.GetProperty("column").GetString()!));
        var colour = findings[0];
        Assert.Equal(
            ("bronze.items", "new", "2026-03-01T00:00:05.000Z", 4, "\"blue\""),
            (Text(colour, "table"), Text(colour, "kind"), Text(colour, "first_seen"), colour.GetProperty("events").GetInt32(), Text(colour, "sample")));
        Assert.Equal(["OBJECT", "VARCHAR"], colour.GetProperty("json_types").EnumerateArray().Select(type => type.GetString()!));
        Assert.NotEqual(first, Text(colour, "landing_id"));
        Assert.Equal(Text(findings[1], "landing_id"), Text(colour, "landing_id"));
    }

    [Fact]
    public async Task A_missing_column_is_told_from_where_it_is_missing()
    {
        var landing = await LandAsync(
            Event(1, """{"id":"1","name":"a","size":1,"price":"1.50"}"""), Event(2, Row),
            Event(3, """{"id":"1","name":"a","price":"1.50","sold_at":null,"channel":null}"""),
            Event(4, """{"id":"1","size":2,"price":"1.50","sold_at":null,"channel":null}"""), Event(5, Row), Event(6, """{"id":"1","price":"1.50","sold_at":null,"channel":null}"""));

        var findings = (await RunAsync("drift", "--json")).Lines;

        Assert.Equal(
            [("name", "missing", "2026-03-01T00:00:04.000Z", landing, 2), ("size", "missing", "2026-03-01T00:00:03.000Z", landing, 2)],
            findings.Select(finding => (Text(finding, "column"), Text(finding, "kind"), Text(finding, "first_seen"), Text(finding, "landing_id"), finding.GetProperty("events").GetInt32())));
        Assert.Equal("""{"id":"1","size":2,"price":"1.50","sold_at":null,"channel":null}""", Text(findings[0], "sample"));
        Assert.All(findings, finding => Assert.Empty(finding.GetProperty("json_types").EnumerateArray()));
    }

    [Fact]
    public async Task A_column_that_no_event_carries_is_missing_in_all()
    {
        await LandAsync(Event(1, """{"id":"1","name":"a","size":1,"price":"1","sold_at":null}"""), Event(2, """{"id":"2","label":"a","size":1,"price":"1","sold_at":null}"""));

        var finding = (await RunAsync("drift", "shop.items", "--json")).Object;

        Assert.Equal(("channel", "missing", 2), (Text(finding, "column"), Text(finding, "kind"), finding.GetProperty("events").GetInt32()));
    }

    [Fact]
    public async Task Another_type_is_told_as_the_messages_write_it()
    {
        var landing = await LandAsync(
            Event(1, Row), Event(2, Row.Replace("\"size\":1", "\"size\":\"12\"", StringComparison.Ordinal)), Event(3, Row.Replace("\"size\":1", "\"size\":12.0", StringComparison.Ordinal)),
            Event(4, Row.Replace("\"2026-03-01T00:00:00\"", "1772323200000000", StringComparison.Ordinal)));

        var findings = (await RunAsync("drift", "--json")).Lines;
        var text = await RunAsync("drift");

        Assert.Equal(
            [("size", "other type", "2026-03-01T00:00:02.000Z", landing, 2, "\"12\"", "DOUBLE,VARCHAR"), ("sold_at", "other type", "2026-03-01T00:00:04.000Z", landing, 1, "1772323200000000", "UBIGINT")],
            findings.Select(finding => (
                Text(finding, "column"), Text(finding, "kind"), Text(finding, "first_seen"), Text(finding, "landing_id"), finding.GetProperty("events").GetInt32(), Text(finding, "sample"),
                string.Join(',', finding.GetProperty("json_types").EnumerateArray()))));
        Assert.Contains("other type: DOUBLE, VARCHAR", text.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 differences between 1 landed table and the contracts; --json prints them whole\n", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_without_contract_is_refused_in_one_sentence()
    {
        await LandAsync(Event(1, Row));

        var run = await RunAsync("drift", "nope");

        Assert.Equal((1, "", "'nope' is the table of no contract; there are items.\n"), (run.Code, run.Output, run.Error));
    }

    private static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString()!;

    private static string With(string member) => Row[..^1] + "," + member + "}";

    private static string WithSchema(string value) => $$"""{"schema":{{Schema}},"payload":{{value}}}""";

    /// <summary>A bare value of MariaDB, a second after the position before.</summary>
    private static string Event(int position, string after, string before = "null", string op = "c") =>
        $$"""{"before":{{before}},"after":{{after}},"source":{"connector":"mariadb","name":"s","ts_ms":{{1772323200000 + (position * 1000)}},"db":"shop","table":"items","file":"mysql-bin.000001","pos":{{position}},"row":0},"op":"{{op}}"}""";

    /// <summary>Lands the lines in a file of their own and returns the landing's id.</summary>
    private async Task<string> LandAsync(params string[] lines)
    {
        var file = Path.Combine(folder, $"{files++}.jsonl");
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        var report = (await RunAsync("land", "--json", "--input", file)).Object;
        Assert.Equal(lines.Length, report.GetProperty("lines").GetProperty("landed").GetInt32());
        return Text(report, "landing_id");
    }

    private Task<CommandRun> RunAsync(params string[] args) => CommandRun.InAsync(folder, [.. args, "--conf", "conf", "--warehouse", "warehouse"]);
}
