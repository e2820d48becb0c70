using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Tests.Contracts;

public sealed class ContractFileTests
{
    private const string Whole =
        """
        source: shop.items
        table: items
        key: [id]
        region: region
        history: { trackAllBut: [updated_at] }
        parent: { table: orders, key: { order_id: id }, onDelete: cascade }
        columns:
          - { name: id, type: "decimal(20,0)", encoding: unsigned, pii: internal }
          - { name: order_id, type: long, required: true }
          - { name: title, type: string, renamedFrom: [name, label], pii: restricted }
          - { name: region, type: string }
          - { name: channel, type: string, default: "web" }
          - { name: tags, type: "list<date>", encoding: array<epoch-days> }
          - { name: updated_at, type: timestamp, encoding: epoch-micros, onInfinity: clamp, onZeroDate: null, onOutOfRange: reject }
        dropped: [cutoff]
        """;

    [Fact]
    public void ReadsEveryPart()
    {
        var contract = ContractFile.Parse(Whole, "items.yaml");
        Assert.Equal(("shop.items", "items", "region"), (contract.Source, contract.Table, contract.Region));
        Assert.Equal(["id"], contract.Key);
        Assert.Equal(["id", "order_id", "title", "region", "channel", "tags"], contract.History!.Tracked(contract.Columns));
        Assert.Equal(("orders", new ParentKey("order_id", "id")), (contract.Parent!.Table, Assert.Single(contract.Parent.Key)));
        Assert.Equal(["id", "order_id", "title", "name", "label", "region", "channel", "tags", "updated_at", "cutoff"], contract.KnownFields);

        var id = contract.Find("id")!;
        Assert.Equal((IcebergType.Decimal(20, 0), EncodingKind.Unsigned, true), (id.Type, id.Encoding.Kind, id.Required));
        var title = contract.Find("title")!;
        Assert.Equal(PiiClass.Restricted, title.Pii);
        Assert.Equal(["title", "name", "label"], title.SourceNames);
        Assert.Equal("web", contract.Find("channel")!.Default);
        var tags = contract.Find("tags")!;
        Assert.Equal(IcebergType.Date, ((ListType)tags.Type).Element);
        Assert.Equal("array<epoch-days>", tags.Encoding.ToString());
        var updated = contract.Find("updated_at")!;
        Assert.Equal((ValuePolicy.Clamp, ValuePolicy.Null, ValuePolicy.Reject), (updated.OnInfinity, updated.OnZeroDate, updated.OnOutOfRange));
        Assert.False(updated.Required);
    }

    [Theory]
    [InlineData("dropped: [cutoff]", "dropped: [cutoff]\nowner: me", 16, "has no key 'owner'")]
    [InlineData("required: true", "require: true", 9, "A column has no key 'require'")]
    [InlineData("type: long", "type: bigint", 9, "'bigint' is not an Iceberg type")]
    [InlineData("type: long", "type: timestamp_ns", 9, "format v3")]
    [InlineData("key: [id]", "key: [id, sku]", 3, "'key' names the column 'sku'")]
    [InlineData("key: [id]", "key: []", 3, "The key has no columns")]
    [InlineData("key: [id]", "key: id", 3, "'key' must be a list")]
    [InlineData("region: region", "region: area", 4, "'region' names the column 'area'")]
    [InlineData("[updated_at] }", "[changed_at] }", 5, "'history' names the column 'changed_at'")]
    [InlineData("{ trackAllBut: [updated_at] }", "{ track: [id], trackAllBut: [id] }", 5, "either 'track' or 'trackAllBut'")]
    [InlineData("onDelete: cascade", "onDelete: restrict", 6, "can only be cascade")]
    [InlineData("{ order_id: id }", "{ parent_id: id }", 6, "'parent' names the column 'parent_id'")]
    [InlineData("renamedFrom: [name, label]", "renamedFrom: [channel]", 10, "title cannot have been renamed from channel: that name belongs to channel")]
    [InlineData("name: region, type: string", "name: region, type: string, renamedFrom: [label]", 11, "region cannot have been renamed from label: that name belongs to title")]
    [InlineData("dropped: [cutoff]", "dropped: [label]", 15, "label cannot be dropped: that name belongs to title")]
    [InlineData("name: order_id", "name: id", 9, "The column id stands twice")]
    [InlineData("encoding: unsigned", "encoding: unsignd", 8, "'unsignd' of id is no encoding")]
    [InlineData("encoding: unsigned", "encoding: epoch-days", 8, "values of the encoding epoch-days cannot become decimal(20,0)")]
    [InlineData("default: \"web\"", "default: [web]", 12, "'default' must be one value")]
    [InlineData("type: long, required: true", "type: long, default: many", 9, "the default 'many' is no value of long")]
    [InlineData("pii: internal", "pii: secret", 8, "'pii' must be one of public, internal, confidential, restricted")]
    [InlineData("onZeroDate: null", "onZeroDate: ignore", 14, "'onZeroDate' must be one of null, clamp, reject")]
    [InlineData("required: true", "onNaN: null", 9, "onNaN has no meaning for long")]
    [InlineData("default: \"web\"", "onOutOfRange: clamp", 12, "string cannot be clamped")]
    [InlineData("source: shop.items", "source: items", 1, "must be database.table")]
    [InlineData("table: items", "", 1, "The contract lacks 'table'")]
    [InlineData("key: [id]", "key: [id", 3, "not valid YAML")]
    public void FaultsNameFileAndLine(string text, string wrong, int line, string message)
    {
        var exception = Assert.Throws<DeclarationException>(() => ContractFile.Parse(Whole.Replace(text, wrong, StringComparison.Ordinal), "items.yaml"));
        var error = exception.Errors[0];
        Assert.Equal(("items.yaml", line), (error.File, error.Line));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"items.yaml:{line}: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllFaultsAreNamedAtOnce()
    {
        var exception = Assert.Throws<DeclarationException>(
            () => ContractFile.Parse(Whole.Replace("pii: internal", "pii: secret").Replace("type: long", "type: bigint"), "items.yaml"));
        Assert.Equal([8, 9], exception.Errors.Select(error => error.Line));
    }

    [Theory]
    [InlineData("decimal(5,2)", "0.50", true)]
    [InlineData("decimal(5,2)", "0.500", true)]
    [InlineData("decimal(5,2)", "0.505", false)]
    [InlineData("decimal(5,2)", "1000", false)]
    [InlineData("boolean", "False", false)]
    [InlineData("date", "2026-02-29", false)]
    [InlineData("timestamptz", "2026-02-28T00:00:00Z", true)]
    [InlineData("timestamptz", "2026-02-28T00:00:00", false)]
    [InlineData("timestamp", "2026-02-28 00:00:00.5", true)]
    public void DefaultsAreValuesOfTheirType(string type, string value, bool good)
    {
        var yaml = $"source: a.b\ntable: b\nkey: [id]\ncolumns:\n  - {{ name: id, type: long }}\n  - {{ name: c, type: \"{type}\", default: \"{value}\" }}\n";
        if (good)
            Assert.Equal(value, ContractFile.Parse(yaml, "b.yaml").Columns[1].Default);
        else
            Assert.Throws<DeclarationException>(() => ContractFile.Parse(yaml, "b.yaml"));
    }

    [Fact]
    public void DefinitionsChangeWithTheRowsTheyGive()
    {
        var text = ContractFile.Parse(Whole, "items.yaml").DefinitionText;
        Assert.Equal(text, Changed("pii: restricted", "pii: public"));
        Assert.Equal(text, Changed("region: region\n", ""));
        Assert.Equal(text, Changed("key: [id]", "key: [id]   # the number"));
        string[] different =
        [
            Changed("default: \"web\"", "default: shop"), Changed("onInfinity: clamp", "onInfinity: reject"), Changed("[updated_at]", "[title]"),
            Changed("[name, label]", "[name]"), Changed("type: long", "type: int"), Changed("array<epoch-days>", "array<iso>"),
        ];
        Assert.DoesNotContain(text, different);
        Assert.Equal(different.Length, different.Distinct().Count());

        string Changed(string before, string after) => ContractFile.Parse(Whole.ReplaceLineEndings("\n").Replace(before, after, StringComparison.Ordinal), "x").DefinitionText;
    }

    [Fact]
    public void ContractsOfAFolderMustAgree()
    {
        var folder = Directory.CreateTempSubdirectory("contracts").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.yaml"), Whole);
            Assert.Contains("The parent table orders has no contract", Fault(folder), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "b.yaml"), "source: shop.orders\ntable: orders\nkey: [no]\ncolumns:\n  - { name: no, type: long }\n");
            Assert.Contains("'parent' must name the whole key of orders: no", Fault(folder), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "c.yaml"), "source: shop.orders\ntable: orders\nkey: [no]\ncolumns:\n  - { name: no, type: long }\n");
            Assert.Contains("The source shop.orders has a contract already", Fault(folder), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static string Fault(string folder) => Assert.Throws<DeclarationException>(() => ContractFile.LoadFolder(folder)).Message;
    }

    [Fact]
    public void TheRepositorysContractsAreValid()
    {
        Assert.Equal(
            ["customers", "order_items", "orders", "outbox_events", "products", "inventory_delta", "payments", "refunds", "shipment_logs", "shipments"],
            Recordings.Contracts.Select(contract => contract.Table));
        Assert.Equal(["customers", "products"], Recordings.Contracts.Where(contract => contract.History is not null).Select(contract => contract.Table));
    }
}
