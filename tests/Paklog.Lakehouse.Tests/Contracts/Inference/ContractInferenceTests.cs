using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Contracts.Inference;
using Paklog.Lakehouse.Declarations;

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
    [InlineData("x", "1.5,\"NaN\",\"-Infinity\",\"INF\",\"NAN\"", "double", "plain")]
    [InlineData("x", "\"1.5\",\"20.25\",\"NAN\",\"POSITIVE_INFINITY\"", "string", "numeric-text")]
    [InlineData("x", "\"1.50\",\"NaN\"", "decimal(18,2)", "decimal-text")]
    [InlineData("x", "\"1234\",\"5678\"", "string", "plain")]
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

    /// <summary>A guess that is wrong would make one row of many.</summary>
    [Fact]
    public void A_key_that_the_messages_do_not_tell_is_left_empty()
    {
        Write("shop.public.items-0.jsonl", [Event("{\"sku\":\"a\",\"n\":1}")]);
        var draft = Assert.Single(Drafts());
        Assert.Empty(draft.Contract.Key);
        Assert.DoesNotContain("key", draft.Guesses.Keys);
        Assert.Contains("\nkey: []   # FILL IN: the messages tell no key.", draft.ToYaml(), StringComparison.Ordinal);
        var error = Assert.Throws<DeclarationException>(() => ContractFile.Parse(draft.ToYaml(), "items.yaml"));
        Assert.Equal((5, "items.yaml"), (Assert.Single(error.Errors).Line, error.Errors[0].File));
        Assert.Equal(["sku"], ContractFile.Parse(draft.WithKey(["sku"]).ToYaml(), "items.yaml").Key);
    }

    [Theory]
    [InlineData("""{"id":1}""", """{"prefix":"x"}""")]
    [InlineData("""{"id":1}""", "5")]
    [InlineData("""{"id":1}""", "\"1\"")]
    [InlineData("""{"id":1}""", "{}")]
    public void A_key_that_the_row_does_not_have_is_none(string row, string key)
    {
        Write("shop.public.items-0.jsonl", [$$"""{"topic":"shop.public.items","key":{{key}},"value":{{Event(row)}}}"""]);
        Assert.Empty(Assert.Single(Drafts()).Contract.Key);
    }

    [Fact]
    public void A_primary_key_of_the_schema_change_topic_is_no_guess()
    {
        Write("shop-0.jsonl", [Ddl("DECIMAL", 10, 0)]);
        Write("shop.shop.items-0.jsonl", [Event("{\"id\":1,\"x\":\"1\"}").Replace("\"schema\":\"public\"", "\"db\":\"shop\"", StringComparison.Ordinal)]);
        Assert.Equal(["id"], Assert.Single(Drafts()).Contract.Key);
    }

    /// <summary>"1234" is base64 too: the evidence is in all values, and in what the column can hold.</summary>
    [Theory]
    [InlineData("DECIMAL", 10, 0, "1234", "decimal-text", "digits, which may also be the base64 of unscaled numbers")]
    [InlineData("DECIMAL", 10, 0, "1234,12345678", "decimal-text", null)]
    [InlineData("DECIMAL", 10, 0, "1234,5", "decimal-text", null)]
    [InlineData("DECIMAL", 10, 0, "5", "decimal-text", null)]
    [InlineData("DECIMAL", 10, 0, "-123", "decimal-text", null)]
    [InlineData("DECIMAL", 4, 0, "1234", "decimal-text", null)]
    [InlineData("DECIMAL", 10, 0, "1234,AQ==", "decimal-base64", "texts that are base64 and no decimal numbers")]
    [InlineData("DECIMAL", 3, 0, "MTIz", "decimal-text", "neither")]
    [InlineData("DECIMAL", 10, 0, "AQ==", "decimal-base64", "texts that are base64 and no decimal numbers")]
    [InlineData("DECIMAL", 10, 2, "FeV9,AQ==", "decimal-base64", "texts that are base64 and no decimal numbers")]
    [InlineData("DECIMAL", 10, 2, "12.50,-3.00", "decimal-text", null)]
    [InlineData("NUMERIC", 10, 2, "12", "decimal-text", null)]
    [InlineData("DECIMAL UNSIGNED", 10, 0, "4321", "decimal-text", "digits, which may also be the base64 of unscaled numbers")]
    [InlineData("DECIMAL", 10, 0, "abc", "decimal-text", "neither")]
    public void Digits_are_told_from_base64(string typeName, int length, int scale, string values, string encoding, string? doubt)
    {
        Write("shop-0.jsonl", [Ddl(typeName, length, scale)]);
        Write("shop.shop.items-0.jsonl", values.Split(',').Select((value, i) => Event($"{{\"id\":{i},\"x\":\"{value}\"}}").Replace("\"schema\":\"public\"", "\"db\":\"shop\"", StringComparison.Ordinal)));
        var draft = Assert.Single(Drafts());
        Assert.Equal((encoding, $"decimal({length},{scale})"), (draft.Contract.Find("x")!.Encoding.ToString(), draft.Contract.Find("x")!.Type.ToString()));
        if (doubt is null)
            Assert.DoesNotContain("x", draft.Guesses.Keys);
        else
            Assert.Contains(doubt, draft.Guesses["x"], StringComparison.Ordinal);
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

    private static string Ddl(string typeName, int length, int scale) =>
        $$"""{"ddl":"CREATE TABLE items (id INT)","source":{"db":"shop","table":"items"},"tableChanges":[{"type":"CREATE","id":"\"shop\".\"items\"","table":{"primaryKeyColumnNames":["id"],"columns":[{"name":"id","typeName":"INT","optional":false},{"name":"x","typeName":"{{typeName}}","length":{{length}},"scale":{{scale}},"optional":true}]} }]}""";

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
