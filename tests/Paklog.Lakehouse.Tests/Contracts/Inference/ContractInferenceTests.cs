using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Contracts.Inference;

namespace Paklog.Lakehouse.Tests.Contracts.Inference;

public sealed class ContractInferenceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("inference").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("created_at", "1765633890890", "timestamp", "epoch-millis")]
    [InlineData("created_at", "1765633890890635", "timestamp", "epoch-micros")]
    [InlineData("amount", "1765633890890", "long", "plain")]
    [InlineData("due_date", "20441", "date", "epoch-days")]
    [InlineData("count", "18446744073709551615", "decimal(38,0)", "plain")]
    [InlineData("x", "1.5", "double", "plain")]
    [InlineData("x", "true", "boolean", "plain")]
    [InlineData("x", "\"2026-01-04T01:00:00Z\",\"infinity\"", "timestamptz", "iso")]
    [InlineData("x", "\"2026-01-04\"", "date", "iso")]
    [InlineData("x", "\"1.50\",\"-20.25\"", "decimal(18,2)", "decimal-text")]
    [InlineData("x", "\"1.5\",\"20.25\"", "string", "numeric-text")]
    [InlineData("x", "\"1.5\",\"abc\"", "string", "plain")]
    [InlineData("x", "\"{\\\"a\\\":1}\"", "string", "json-text")]
    [InlineData("x", "{\"scale\":1,\"value\":\"AA==\"}", "string", "decimal-variable")]
    [InlineData("x", "{\"x\":1,\"y\":2,\"srid\":null}", "string", "json-text")]
    [InlineData("x", "[1.5,null]", "list<double>", "array")]
    [InlineData("x", "[\"2026-01-04\"]", "list<date>", "array<iso>")]
    [InlineData("x", "null", "string", "plain")]
    [InlineData("x", "1,\"a\"", "string", "json-text")]
    public void TypesOfValues(string name, string values, string type, string encoding)
    {
        // Values of objects and lists hold commas themselves, so only scalars stand several to a case.
        var split = values[0] is '{' or '[' ? [values] : values.Split(',');
        Write("shop.public.items-0.jsonl", split.Select((value, i) => Event($"{{\"id\":{i},\"{name}\":{value}}}")));
        var draft = Assert.Single(Drafts());
        var column = draft.Contract.Find(name)!;
        Assert.Equal((type, encoding), (column.Type.ToString(), column.Encoding.ToString()));
        Assert.Contains(name, draft.Guesses.Keys);
        Assert.False(column.Required);
    }

    [Fact]
    public void WithoutKeysTheFirstColumnStandsInAndIsCalledAGuess()
    {
        Write("shop.public.items-0.jsonl", [Event("{\"sku\":\"a\",\"n\":1}")]);
        var draft = Assert.Single(Drafts());
        Assert.Equal(["sku"], draft.Contract.Key);
        Assert.Contains("key: [sku]   # guess: no message has a key", draft.ToYaml(), StringComparison.Ordinal);
    }

    [Fact]
    public void ShapesFollowSourceTimeNotFiles()
    {
        // The later shape stands in the file that is read first.
        Write("shop.public.items-0.jsonl", [Event("{\"id\":2,\"title\":\"b\"}", time: 20), Event("{\"id\":3,\"title\":\"c\",\"extra\":1}", time: 30)]);
        Write("shop.public.items-1.jsonl", [Event("{\"id\":1,\"name\":\"a\",\"old\":1}", time: 1), Event("{\"id\":1,\"name\":\"a\"}", time: 10)]);
        var contract = Assert.Single(Drafts()).Contract;
        Assert.Equal(["id", "title", "extra"], contract.Columns.Select(column => column.Name));
        Assert.Equal(["name"], contract.Find("title")!.RenamedFrom);
        Assert.Equal(["old"], contract.Dropped);
    }

    [Fact]
    public void OtherMessagesAreNoTables()
    {
        Write("shop.public.items-0.jsonl",
        [
            Event("{\"id\":1}"), "not json", "{\"topic\":\"shop.transaction\",\"value\":{\"status\":\"BEGIN\"}}", "{\"topic\":\"shop.public.items\",\"key\":{\"id\":1},\"value\":null}",
            "{\"ts_ms\":1}", Event("{\"id\":1,\"type\":\"x\"}", table: "debezium_signal"),
        ]);
        Assert.Equal("public.items", Assert.Single(Drafts()).Contract.Source);
    }

    [Fact]
    public void NamesAndDefaultsSurviveYaml()
    {
        var contract = new Contract
        {
            Source = "public.odd",
            Table = "odd",
            Key = ["yes"],
            Columns =
            [
                new ContractColumn("yes", Iceberg.Types.IcebergType.Long) { Required = true },
                new ContractColumn("a: \"b\" #", Iceberg.Types.IcebergType.String) { Default = "it's \"new\": #1\n" },
            ],
        };
        var yaml = new ContractDraft(contract, "a test", new Dictionary<string, string> { ["yes"] = "two\nlines" }).ToYaml();
        Assert.Equal(contract.DefinitionText, ContractFile.Parse(yaml, "odd.yaml").DefinitionText);
    }

    [Fact]
    public void ChecksNameEveryDisagreement()
    {
        const string yaml = """
            source: public.items
            table: items
            key: [id, part]
            columns:
              - { name: id, type: long }
              - { name: part, type: string, renamedFrom: [piece] }
              - { name: made_at, type: timestamp, encoding: epoch-micros }
              - { name: sent_at, type: timestamptz, encoding: iso }
              - { name: price, type: "decimal(9,2)", encoding: decimal-text }
            dropped: [gone]
            """;
        Write("shop.public.items-0.jsonl",
        [
            """{"topic":"shop.public.items","key":{"id":1},"value":{"after":{"id":1,"piece":"a","made_at":"2026-01-04T00:00:00Z","price":"1.00","gone":1,"news":2},"source":{"schema":"public","table":"items","ts_ms":1},"op":"c"}}""",
            Event("{\"id\":1}", table: "others"),
        ]);
        var findings = ContractCheck.Compare([ContractFile.Parse(yaml, "items.yaml"), ContractFile.Parse(yaml.Replace("items", "absent", StringComparison.Ordinal), "b.yaml")], folder);
        Assert.Equal(
            [
                (ContractFindingKind.UnseenTable, "public.absent", null),
                (ContractFindingKind.UnknownField, "public.items", "news"),
                (ContractFindingKind.RetypedField, "public.items", "made_at"),
                (ContractFindingKind.MissingField, "public.items", "sent_at"),
                (ContractFindingKind.OtherKey, "public.items", null),
                (ContractFindingKind.UnknownTable, "public.others", null),
            ],
            findings.Select(finding => (finding.Kind, finding.Source, finding.Field)));
        Assert.Equal("public.items.made_at is written as texts; the contract says timestamp (epoch-micros).", findings[2].Message);
    }

    private static string Event(string row, long time = 1, string table = "items") =>
        $$$"""{"before":null,"after":{{{row}}},"source":{"schema":"public","table":"{{{table}}}","ts_ms":{{{time}}}},"op":"c"}""";

    private void Write(string name, IEnumerable<string> lines) => File.WriteAllLines(Path.Combine(folder, name), lines);

    private IReadOnlyList<ContractDraft> Drafts()
    {
        var inference = new ContractInference();
        inference.Read(folder);
        return inference.Drafts();
    }
}
